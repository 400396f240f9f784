"""The questions of a paper as they are shown, and the answers that come back. Reads only.

No key and no feedback leaves here before the learner may see it: only an answer that was checked shows its mark.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.numbers import whole
from modules.domain.rendering import simulation_html
from quizzes import answers, grading, results, screens
from quizzes.domain.attempts import AnsweredElsewhere
from quizzes.drawing import PaperItem
from quizzes.items import CHOICES, LETTERS
from quizzes.models import QuestionVersion, Response
from quizzes.results import Mark

#: The template of each kind, in templates/quizzes/kinds/.
DRAWN = {**dict.fromkeys(CHOICES, "choice"), **{k: k for k in ("ordering", "matching", "marking", "reflection")}}


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing of a question: an answer on offer, a thing to put in order, a prompt, a box to write in.

    `id` is its name on the page (see `answers.option_names`), `letter` its place as a letter, `number` from 1;
    `checked` whether it is chosen; `value` the target chosen for a prompt, or what was written in a box.
    """

    id: str
    letter: str
    number: int
    text: str
    checked: bool = False
    value: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an answer was not saved; `other` is the answer that another window had saved, `mine` the one refused."""

    sentence: str
    mine: tuple[str, ...] = ()
    other: tuple[str, ...] | None = None
    saved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question as the learner sees it. The names of its fields begin with `name`; `seen` tells a second window.

    `screen` is its simulation, with words to mark where that is what it asks; `targets` are those of a matching
    question. `mark` is set once the answer was checked: it stands, and the feedback is shown.
    """

    position: int
    kind: str
    template: str
    stem: str
    instruction: str
    screen: SafeString | str
    options: list[Shown]
    targets: list[Shown]
    seen: int
    answered: bool
    unfinished: bool
    saved_at: datetime | None
    checked_at: datetime | None
    mark: Mark | None
    trouble: Trouble | None = None
    checkable: bool = False
    limit: int = answers.LONGEST

    @property
    def name(self) -> str:
        """What the names of its fields begin with."""
        return f"q{self.position}"

    @property
    def stands(self) -> bool:
        """Whether the answer can no longer be changed."""
        return self.checked_at is not None


@dataclass(frozen=True, slots=True)
class Given:
    """What a form says about one question. `anchor` is where its page goes on, when it stays on this question.

    `stands` says that the page showed an answer that was checked, and so asked for none.
    """

    position: int
    version_id: int
    chosen: list[str]
    seen: int
    check: bool = False
    stands: bool = False
    stays: bool = False
    anchor: str = ""


def shown_question(
    version: QuestionVersion,
    item: PaperItem,
    response: Response | None,
    position: int,
    *,
    reveal: str = "",
    refused: tuple[Sequence[str], DomainError] | None = None,
) -> QuestionView:
    """A question of a paper for `quizzes/_question.html`; a response that was checked shows its feedback.

    `reveal` is that of the attempt. `refused` is an answer that was not saved and why: it stays on the page.
    """
    stands = response is not None and response.checked_at is not None
    chosen = list(refused[0]) if refused and not stands else (response.chosen if response else [])
    mark = results.mark(position, item, version, response, key_shown=True) if stands else None
    kept = response.chosen if response else []
    return QuestionView(
        position=position,
        kind=version.kind,
        template=f"quizzes/kinds/{DRAWN[version.kind]}.html",
        stem=version.stem,
        instruction=_instruction(version),
        screen=_screen(version, f"q{position}", chosen, mark),
        options=_options(version, item, chosen),
        targets=_targets(version, item),
        seen=response.sequence if response else 0,
        answered=bool(kept),
        unfinished=bool(kept) and not answers.is_whole(version.kind, item, kept),
        saved_at=response.saved_at if response else None,
        checked_at=response.checked_at if response else None,
        mark=mark,
        trouble=_trouble(version, item, refused) if refused else None,
        checkable=reveal == "during" and not stands and grading.is_scored(version.kind),
    )


@dataclass(frozen=True, slots=True)
class Saved:
    """What is said of an answer that was saved: the part of a `QuestionView` that `quizzes/_saved.html` shows."""

    position: int
    seen: int
    answered: bool
    unfinished: bool
    saved_at: datetime
    checked_at: datetime | None
    trouble: None = None


def saved(item: PaperItem, kind: str, response: Response, position: int) -> Saved:
    """What to say of the answer just saved at `position`."""
    done = bool(response.chosen)
    return Saved(
        position=position,
        seen=response.sequence,
        answered=done,
        unfinished=done and not answers.is_whole(kind, item, response.chosen),
        saved_at=response.saved_at,
        checked_at=response.checked_at,
    )


def _instruction(version: QuestionVersion) -> str:
    if version.kind == "multiple" and version.credit == "partial":
        return _("Choose all that apply. Right choices add to your points, wrong ones take away; never below zero.")
    return {
        "single": _("Choose one answer."),
        "true_false": _("Choose one answer."),
        "multiple": _("Choose all that apply. Two or more are right, and only the whole answer counts."),
        "ordering": _("Put these in order, the first at the top. The order on the page is what is saved."),
        "matching": _("Choose what belongs to each. An answer may be used more than once, or not at all."),
        "marking": _("Mark the words, in the post itself. Words that follow one another count one by one."),
        "reflection": _("This is for you and is not scored. Leave out anything that could identify a patient."),
    }[version.kind]


def _screen(version: QuestionVersion, name: str, chosen: Sequence[str], mark: Mark | None) -> SafeString | str:
    if not version.simulation:
        return ""
    if version.kind != "marking":
        return simulation_html(version.simulation, None, name)
    if mark is not None:
        return screens.marked(version.simulation, mark.words, name)
    return screens.markable(version.simulation, name, chosen)


def _options(version: QuestionVersion, item: PaperItem, chosen: Sequence[str]) -> list[Shown]:
    if version.kind == "marking":
        return []
    texts = {option["id"]: option["text"] for option in version.options}
    order, values = list(item["options"]), {}
    names, targets = answers.option_names(version.kind, item), answers.target_names(item)
    if version.kind == "ordering" and sorted(chosen) == sorted(order):
        order = list(chosen)
    if version.kind == "matching":
        pairs = (pair.partition(":") for pair in chosen)
        values = {prompt: targets.get(target, "") for prompt, _colon, target in pairs}
    if version.kind == "reflection":
        values = dict(zip(order, chosen, strict=False))
    return [
        Shown(names[name], letter.upper(), number, texts[name], name in chosen, values.get(name, ""))
        for number, (letter, name) in enumerate(zip(LETTERS, order, strict=False), start=1)
    ]


def _targets(version: QuestionVersion, item: PaperItem) -> list[Shown]:
    texts = {target["id"]: target["text"] for target in version.targets}
    names = answers.target_names(item).items()
    return [Shown(shown, LETTERS[number - 1], number, texts[name]) for number, (name, shown) in enumerate(names, 1)]


def _trouble(version: QuestionVersion, item: PaperItem, refused: tuple[Sequence[str], DomainError]) -> Trouble:
    chosen, error = refused
    if not isinstance(error, AnsweredElsewhere):
        return Trouble(error.message)
    other = error.response
    mine, kept = (results.in_words(version, item, answer) for answer in (chosen, other.chosen))
    return Trouble(error.message, mine, kept, other.saved_at)


# --- What comes back


def given(item: PaperItem, kind: str, form: answers.Form, position: int) -> Given:
    """The answer that a form holds for the question at `position`: its fields are as `QuestionView` names them.

    `move` is `<position>:<option>:<up|down>` and moves one thing of an order; `check` and `keep` name a position.
    """
    name = f"q{position}"
    chosen = answers.read(kind, item, form, name)
    place, moving, way = _parts(form, "move")
    option = next((one for one, shown in answers.option_names(kind, item).items() if shown == moving), "")
    here = str(position)
    if place == here:
        chosen = moved(chosen or list(item["options"]), option, -1 if way == "up" else 1)
    return Given(
        position=position,
        version_id=item["version"],
        chosen=chosen,
        seen=whole(_last(form, f"seen{position}")),
        check=_last(form, "check") == here,
        stands=bool(_last(form, f"stands{position}")),
        stays=here in (place, _last(form, "check"), _last(form, "keep")),
        anchor=f"{name}-{moving}" if place == here and option else name,
    )


def moved(order: Sequence[str], option: str, by: int) -> list[str]:
    """The order with one thing moved by one place; at either end, and for what is not there, as it was."""
    changed = list(order)
    if option in changed:
        place = changed.index(option)
        to = min(max(place + by, 0), len(changed) - 1)
        changed.insert(to, changed.pop(place))
    return changed


def _parts(form: answers.Form, name: str) -> tuple[str, str, str]:
    parts = _last(form, name).split(":")
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", "")


def _last(form: answers.Form, name: str) -> str:
    values = form.getlist(name)
    return values[-1] if values else ""
