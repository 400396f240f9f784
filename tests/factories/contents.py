"""Questions of every kind with any texts, for hypothesis."""

from dataclasses import replace

from hypothesis import strategies as st

from quizzes import items, marking
from quizzes.items import OptionContent, QuestionContent

#: Any text that PostgreSQL can hold, and the signs that the formats give a meaning to more often than chance would.
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)
SIGNS = st.text("~=#{}:\\%[]()->n\n\r\t &<;\"'*/_ \xa0\x0b\u2028é", max_size=30)
LURES = st.sampled_from(
    [
        "%50%half",
        "[html]bold",
        "[plain]",
        "->",
        "####",
        "// no comment",
        "::x::",
        "<!-- x -->",
        "]]>",
        "&amp;lt;",
        "TRUE",
    ]
)
ANY = st.one_of(TEXTS, SIGNS, LURES)
SAID = ANY.filter(str.strip)
SLUGS = st.text("abcxyz0129-_", min_size=1, max_size=12)
PLAIN = SAID.map(lambda text: text.replace("[", "(").replace("]", ")"))

SCREENS = st.builds(
    lambda label, screen, group, parts, caption: {
        "label": label,
        "screen": screen,
        **({"group": group} if group else {}),
        **({"messages": parts} if screen == "messages" else {"posts": parts}),
        **({"caption": caption} if caption else {}),
    },
    PLAIN,
    st.just("post"),
    st.fixed_dictionaries({}, optional={"name": PLAIN, "detail": PLAIN}),
    st.lists(
        st.fixed_dictionaries(
            {"author": PLAIN, "text": PLAIN},
            optional={"meta": PLAIN, "stats": st.lists(PLAIN, min_size=1, max_size=2), "reply": st.just(True)},
        ),
        min_size=1,
        max_size=3,
    ),
    st.none() | PLAIN,
)
CHATS = st.fixed_dictionaries(
    {
        "label": PLAIN,
        "screen": st.just("messages"),
        "messages": st.lists(
            st.fixed_dictionaries({"from": st.sampled_from(["me", "them"]), "text": PLAIN})
            | st.fixed_dictionaries({"at": PLAIN}),
            min_size=1,
            max_size=3,
        ),
    }
)
MARKED = st.lists(st.text("abc é", min_size=1, max_size=8).filter(str.strip), min_size=1, max_size=3).map(
    lambda words: {
        "label": "Post",
        "screen": "post",
        "posts": [{"author": "A", "text": "He said " + " and ".join(f"[{w}]{{{n}}}" for n, w in enumerate(words, 1))}],
    }
)


@st.composite
def contents(draw: st.DrawFn, kinds: tuple[str, ...]) -> QuestionContent:
    """A sound question of one of the kinds."""
    kind = draw(st.sampled_from(kinds))
    options, distractors, credit = draw(_OPTIONS[kind])
    screen = draw(MARKED if kind == "marking" else st.none() | SCREENS | CHATS)
    if kind == "marking":
        options = tuple(replace(options[0]) for _ in marking.pin_numbers(screen))
    content = QuestionContent(
        kind=kind,
        stem=draw(SAID),
        options=options,
        explanation=draw(SAID),
        module_key=draw(SLUGS),
        outcome_key=draw(SLUGS),
        simulation=screen,
        reference={"text": draw(SAID), "url": draw(st.sampled_from(["", "https://example.org/a?b=1&c={2}#x--y"]))},
        credit=credit,
        distractors=distractors,
    )
    assert not items.faults(content)
    return content


def _chosen(rights: list[bool], texts: list[str], feedback: list[str]) -> tuple[OptionContent, ...]:
    return tuple(OptionContent(text, right, said) for right, text, said in zip(rights, texts, feedback, strict=True))


@st.composite
def _choices(draw: st.DrawFn, kind: str) -> tuple[tuple[OptionContent, ...], tuple[str, ...], str]:
    count = 2 if kind == "true_false" else draw(st.integers(3, 6))
    texts = draw(st.lists(ANY, min_size=count, max_size=count, unique_by=str.strip))
    if kind == "true_false" and draw(st.booleans()):
        texts = ["True", "False"]
    right = 1 if kind != "multiple" else draw(st.integers(2, count - 1))
    rights = draw(st.permutations([place < right for place in range(count)]))
    feedback = draw(st.lists(SAID, min_size=count, max_size=count))
    credit = draw(st.sampled_from(["all", "partial"])) if kind == "multiple" else "all"
    return _chosen(list(rights), texts, feedback), (), credit


@st.composite
def _pairs(draw: st.DrawFn) -> tuple[tuple[OptionContent, ...], tuple[str, ...], str]:
    texts = draw(st.lists(ANY, min_size=2, max_size=4, unique_by=str.strip))
    matches = draw(st.lists(SAID, min_size=len(texts), max_size=len(texts) + 2, unique_by=str.strip))
    pairs = [OptionContent(text, feedback=draw(SAID), match=matches[n]) for n, text in enumerate(texts)]
    return tuple(pairs), tuple(matches[len(texts) :]), "all"


def _told(
    option: st.SearchStrategy[OptionContent], low: int, high: int
) -> st.SearchStrategy[tuple[tuple[OptionContent, ...], tuple[str, ...], str]]:
    several = st.lists(option, min_size=low, max_size=high, unique_by=lambda option: option.text.strip())
    return several.map(lambda options: (tuple(options), (), "all"))


_OPTIONS = {
    **{kind: _choices(kind) for kind in items.CHOICES},
    "ordering": _told(st.builds(OptionContent, text=ANY, feedback=SAID), 3, 5),
    "matching": _pairs(),
    "marking": _told(st.builds(OptionContent, feedback=SAID, identifier=st.sampled_from(["place", "date"])), 1, 1),
    "reflection": _told(st.builds(OptionContent, text=SAID), 1, 2),
}


_TEXT_OPTION = st.builds(OptionContent, text=ANY, correct=st.booleans(), feedback=ANY, match=ANY, identifier=ANY)
#: Questions as no author would leave them: any kind with any answers, sound or not.
ANYTHING = st.builds(
    QuestionContent,
    kind=st.sampled_from(["", *_OPTIONS]),
    stem=ANY,
    options=st.lists(_TEXT_OPTION, max_size=4).map(tuple),
    explanation=ANY,
    module_key=st.just("") | SLUGS,
    outcome_key=ANY,
    simulation=st.none() | SCREENS | CHATS | MARKED,
    reference=st.fixed_dictionaries({}, optional={"text": ANY, "url": ANY}),
    credit=st.sampled_from(["all", "partial"]),
    distractors=st.lists(ANY, max_size=2).map(tuple),
)
