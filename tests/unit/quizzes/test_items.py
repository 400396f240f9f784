"""What a question says as plain values: to the editor's fields and back, its hash, its faults."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes import items
from quizzes.blocks import IDENTIFIERS
from quizzes.items import OptionContent, QuestionContent, content_of, fields_for
from quizzes.models import Question
from quizzes.models.questions import Kind
from tests.factories.quizzes import MARKABLE, content

# --- To the editor and back

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
NAME = st.sampled_from(["privacy", "conduct"])
POST = st.fixed_dictionaries(
    {"author": TEXT, "text": TEXT},
    optional={"meta": TEXT, "stats": st.lists(TEXT, min_size=1, max_size=2), "reply": st.just(True)},
)
LINE = st.one_of(
    st.fixed_dictionaries({"at": TEXT}),
    st.fixed_dictionaries({"from": st.sampled_from(["them", "me"]), "text": TEXT}),
)
SCREEN = st.one_of(
    st.fixed_dictionaries(
        {"label": TEXT, "screen": st.just("thread"), "posts": st.lists(POST, min_size=1, max_size=3)},
        optional={"group": st.fixed_dictionaries({"name": TEXT}, optional={"detail": TEXT}), "caption": TEXT},
    ),
    st.fixed_dictionaries(
        {"label": TEXT, "screen": st.just("messages"), "messages": st.lists(LINE, min_size=1, max_size=3)}
    ),
)
OPTION = {
    "ordering": st.builds(OptionContent, TEXT, feedback=TEXT),
    "matching": st.builds(OptionContent, TEXT, feedback=TEXT, match=TEXT),
    "marking": st.builds(
        OptionContent, feedback=TEXT, identifier=st.sampled_from([name for name, _label in IDENTIFIERS])
    ),
    "reflection": st.builds(OptionContent, TEXT),
}
CHOICE = st.builds(OptionContent, TEXT, st.booleans(), TEXT)


@st.composite
def contents(draw, kind):
    """Questions of a kind, sound or not."""
    return QuestionContent(
        kind=kind,
        stem=draw(TEXT),
        options=tuple(draw(st.lists(OPTION.get(kind, CHOICE), min_size=1, max_size=5))),
        explanation=draw(TEXT),
        module_key=draw(NAME),
        outcome_key=draw(NAME),
        simulation=draw(st.none() | SCREEN),
        reference={"text": draw(TEXT), "url": draw(st.sampled_from(["", "https://example.org/a"]))},
        credit=draw(st.sampled_from(["all", "partial"])) if kind == "multiple" else "all",
        distractors=tuple(draw(st.lists(TEXT, max_size=3))) if kind == "matching" else (),
    )


@pytest.mark.parametrize("kind", Kind.values)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_the_editor_keeps_every_part_of_a_question(kind, data):
    written = data.draw(contents(kind))
    kept = content_of(Question(key="q", **fields_for(written)))
    assert kept == written
    assert kept.hash() == written.hash()


@pytest.mark.parametrize("kind", Kind.values)
def test_what_the_editor_stores_is_the_same_after_a_round(kind):
    question = Question(key="q", **fields_for(content(kind=kind)))
    again = Question(key="q", **fields_for(content_of(question)))
    assert again.content() == question.content() == content(kind=kind)


def test_a_question_without_answers_has_no_kind():
    assert items.faults(Question(key="q").content()) == ["Choose one kind of answers."]


# --- What a version stores


def test_options_have_letters_and_only_what_their_kind_needs():
    assert content().stored()["options"][:2] == [
        {"id": "a", "text": "q option 1", "feedback": "q feedback 1", "correct": True},
        {"id": "b", "text": "q option 2", "feedback": "q feedback 2", "correct": False},
    ]
    assert content(kind="ordering").stored()["options"][0] == {
        "id": "a", "text": "q option 1", "feedback": "q option 1 feedback",
    }  # fmt: skip
    assert content(kind="marking").stored()["options"] == [
        {"id": "1", "text": "Our little ER", "feedback": "q span place", "identifier": "place"},
        {"id": "2", "text": "Saturday night", "feedback": "q span date", "identifier": "date"},
    ]


def test_prompts_with_the_same_target_share_its_id():
    same = [OptionContent(name, match=match, feedback="f") for name, match in (("a", "x"), ("b", "y"), ("c", "x"))]
    stored = content(kind="matching", options=tuple(same), distractors=("z",)).stored()
    assert [option["target"] for option in stored["options"]] == ["1", "2", "1"]
    assert stored["targets"] == [{"id": "1", "text": "x"}, {"id": "2", "text": "y"}, {"id": "3", "text": "z"}]


# --- Hashes

#: As they were before credit and targets came: SHA-256 of the plain parts alone.
PLAIN = {
    "single": "3e0b1c425c4ea350f19cf37dd775c9823aad47d01b25583fce91c6a09b8a5e90",
    "multiple": "47e13094e08a0da6ef26ac74e32910ad04d5344c4dbf7654baf3e11fb9ff5e99",
    "true_false": "1f73e6413d2e62a3f869a13346906853e411c295fe4ae0ddb740f8910035dc01",
}


@pytest.mark.parametrize("kind", PLAIN)
def test_the_hash_of_a_plain_question_outlives_new_fields(kind):
    assert content(kind=kind).hash() == PLAIN[kind]


def test_the_hash_follows_every_part_of_the_content():
    base = content()
    matching = content(kind="matching")
    several = content(kind="multiple")
    others = [
        content(stem="Other?"),
        content(explanation="Other."),
        content(outcome="privacy"),
        content(options=base.options[::-1]),
        content(simulation={"label": "A post"}),
        content(reference={}),
        content(module_key="other"),
        several,
        replace(several, credit="partial"),
        matching,
        replace(matching, distractors=()),
        replace(matching, options=(replace(matching.options[0], match="Other"), *matching.options[1:])),
    ]
    assert len({base.hash(), *(other.hash() for other in others)}) == len(others) + 1
    assert content().hash() == base.hash()


# --- Faults


@pytest.mark.parametrize("kind", Kind.values)
def test_a_sound_question_has_no_fault(kind):
    assert items.faults(content(kind=kind)) == []


def test_what_cannot_be_graded_is_refused():
    good = content()
    assert items.faults(content(options=good.options[:1])) == ["A question needs at least two answers."]
    two_right = tuple(OptionContent(text, True, "f") for text in "ab")
    assert items.faults(content(options=two_right)) == ["Mark exactly one answer as right."]
    assert items.faults(content(kind="multiple", options=good.options)) != []
    assert items.faults(content(kind="true_false", options=good.options)) != []
    assert items.faults(content(options=good.options[:1] * 2)) == [
        "Mark exactly one answer as right.",
        "Two answers say the same.",
    ]
    assert items.faults(content(kind="multiple", options=two_right, credit="partial")) == [
        "Partial credit needs at least one wrong answer."
    ]
    assert items.faults(content(kind="essay")) == ["Choose one kind of answers."]


@pytest.mark.parametrize("name", ["stem", "explanation", "outcome_key", "module_key"])
def test_a_missing_part_is_told(name):
    assert len(items.faults(replace(content(), **{name: " "}))) == 1


def test_a_source_and_feedback_are_needed():
    silent = tuple(replace(option, feedback=" ") for option in content().options)
    assert items.faults(content(options=silent)) == ["Every answer needs feedback: why it is right or not."]
    assert items.faults(content(reference={})) == ["Name the source."]


def test_faults_of_an_order():
    good = content(kind="ordering").options
    assert items.faults(content(kind="ordering", options=good[:2])) == ["An order needs at least three things."]
    assert items.faults(content(kind="ordering", options=good[:2] * 2)) == ["Two answers say the same."]


def test_faults_of_matching():
    good = content(kind="matching")
    assert items.faults(replace(good, options=good.options[:1])) == ["Matching needs at least two pairs."]
    alike = tuple(replace(option, match="Same") for option in good.options)
    assert items.faults(replace(good, options=alike)) == []
    assert len(items.faults(replace(good, options=alike, distractors=()))) == 1
    assert len(items.faults(replace(good, distractors=(good.options[0].match,)))) == 1
    assert items.faults(replace(good, distractors=("x", "x "))) == ["Two answers say the same."]


def marked(text, spans=1):
    options = tuple(OptionContent(feedback="Why.", identifier="place") for _ in range(spans))
    return content(kind="marking", options=options, simulation={**MARKABLE, "posts": [{"author": "A", "text": text}]})


@pytest.mark.parametrize(
    ("text", "spans", "told"),
    [
        ("No pin at all", 1, "the pins are missing, the spans 1"),
        ("[One]{1} of two", 2, "the pins are [1], the spans 2"),
        ("[Two]{2} before [one]{1}", 2, "the pins are [2, 1]"),
        ("[One]{1} twice [one]{1}", 1, "the pins are [1, 1]"),
        ("[ ]{1} blank", 1, "a word of its own"),
        ("[one]{1}[word]{2} shared", 2, "a word of its own"),
        ("[across\n\nparagraphs]{1} it goes", 1, "a word of its own"),
        ("[all of it]{1}", 1, "Leave some words"),
    ],
)
def test_faults_of_marking(text, spans, told):
    assert [told in sentence for sentence in items.faults(marked(text, spans))] == [True]


def test_pins_belong_to_marking_alone():
    assert items.faults(content(kind="marking", simulation=None)) == [
        "Add the simulated post in which words are to be marked."
    ]
    assert len(items.faults(content(simulation=MARKABLE))) == 1


def test_faults_of_a_reflection():
    boxes = tuple(OptionContent(name) for name in "abc")
    assert items.faults(content(kind="reflection", options=boxes[:2])) == []
    assert len(items.faults(content(kind="reflection", options=boxes))) == 1
    assert len(items.faults(content(kind="reflection", options=(OptionContent(" "),)))) == 1


@pytest.mark.parametrize("kind", Kind.values)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_faults_are_sentences_whatever_is_written(kind, data):
    written = data.draw(contents(kind))
    assert all(sentence.endswith(".") for sentence in items.faults(written))
    written.stored()
