"""A scenario as it is told: its graph with rendered texts, and where a run stands in it. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from django.utils.translation import gettext as _

from core.errors import DomainError
from quizzes import graph, growing
from quizzes.growing import Screen

#: More decisions than this an address of a way does not hold.
LONGEST_ADDRESS = 30


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to go on; `letter` is its place, `consequence` and `feedback` are safe HTML, `next` is a key.

    `says` are the learner's own words, for a screen that grows.
    """

    key: str
    letter: str
    label: str
    detail: str
    verdict: str
    consequence: str
    feedback: str
    next: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A scene and its decision. `text` is safe HTML, `screens` are plain data as in docs/content-format.md.

    `continues`: the first screen goes on from the last one that was shown on the way here.
    """

    key: str
    title: str
    text: str
    screens: tuple[Screen, ...]
    prompt: str
    hint: str
    choices: tuple[Choice, ...]
    continues: bool = False

    def choice(self, key: str) -> Choice:
        """The choice with this key; raises `DomainError` when the step offers none such."""
        for choice in self.choices:
            if choice.key == key:
                return choice
        raise DomainError(_("Choose one of the ways on the page. Go back and choose again."))


@dataclass(frozen=True, slots=True)
class Ending:
    """Where a path ends; `outcome` is good, acceptable or harmful, `text` is safe HTML."""

    key: str
    outcome: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A reference that the texts cite by its number."""

    number: int
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Story:
    """One revision of a scenario. `debrief` is safe HTML; `longest` is the most decisions from each step; `better` the
    decisions of the better path.
    """

    start: str
    steps: Mapping[str, Step]
    endings: Mapping[str, Ending]
    debrief: str
    references: tuple[Source, ...] = ()
    longest: Mapping[str, int] = field(default_factory=dict)
    better: tuple["Decided", ...] = ()


class Decision(Protocol):
    """What a run stores of one decision."""

    @property
    def step_key(self) -> str:
        """Where it was made."""

    @property
    def choice_key(self) -> str:
        """What was chosen."""


class Decided(NamedTuple):
    """A decision of a way that nobody recorded."""

    step_key: str
    choice_key: str


@dataclass(frozen=True, slots=True)
class Taken:
    """One decision on a path: its number from 1, the step, the choice made there, and the address of the way to it."""

    number: int
    step: Step
    choice: Choice
    before: str = ""

    @property
    def same_as(self) -> tuple[str, str]:
        """What two equal decisions have in common."""
        return self.step.key, self.choice.key


def path(story: Story, decisions: Sequence[Decision]) -> list[Taken]:
    """The decisions with their steps and choices, first to last."""
    taken = []
    for number, decision in enumerate(decisions, start=1):
        step = story.steps[decision.step_key]
        before = address_of(decisions[: number - 1])
        taken.append(Taken(number, step, step.choice(decision.choice_key), before))
    return taken


def better_path(story: Story) -> list[Taken]:
    """The better path (see `graph.better_path`), step by step; empty when no good ending can be reached."""
    return path(story, story.better)


def address_of(decisions: Iterable[Decision]) -> str:
    """A way as part of an address: `step.choice~step.choice`. Keys hold neither mark."""
    return "~".join(f"{decision.step_key}.{decision.choice_key}" for decision in decisions)


def way_at(story: Story, address: str) -> list[Decided]:
    """The decisions of a way as an address gives it, as far as the story allows them; what does not fit is left out."""
    way: list[Decided] = []
    for part in address.split("~")[:LONGEST_ADDRESS]:
        step_key, _dot, choice_key = part.partition(".")
        place = where(story, way)
        if not isinstance(place, Step) or place.key != step_key:
            break
        if choice_key not in {choice.key for choice in place.choices}:
            break
        way.append(Decided(step_key, choice_key))
    return way


def screens_at(taken: Sequence[Taken], step: Step) -> list[Screen]:
    """The screens of a step that was come to on this path, as plain data. A screen that continues holds what the last
    one showed, and what the learner has said since.
    """
    return _screens(step, *_last(taken))


def screen_after(taken: Sequence[Taken]) -> Screen | None:
    """The last screen on this path with the learner's own words of the last choice; None when nothing was said on one
    that can grow.
    """
    shown, said = _last(taken)
    if not shown or not taken[-1].choice.says or shown[-1].get("screen") not in growing.PARTS:
        return None
    return growing.spoken(shown[-1], said)


def _last(taken: Sequence[Taken]) -> tuple[list[Screen], list[str]]:
    """The screens that were shown last on a path, and what the learner has said since."""
    shown: list[Screen] = []
    said: list[str] = []
    for decision in taken:
        here = _screens(decision.step, shown, said)
        shown, said = (here, []) if here else (shown, said)
        said = [*said, decision.choice.says]
    return shown, said


def _screens(step: Step, before: Sequence[Screen], said: Sequence[str]) -> list[Screen]:
    own = list(step.screens)
    if step.continues and own and before:
        last = before[-1]
        if growing.fits(str(last.get("screen")), growing.group_of(last), own[0]):
            own[0] = growing.grown(last, said, own[0])
    return own


def where(story: Story, decisions: Sequence[Decision]) -> Step | Ending:
    """The step that waits for a decision, or the ending that the decisions led to. In a draft it may not be written."""
    if not decisions:
        return story.steps[story.start]
    last = decisions[-1]
    target = story.steps[last.step_key].choice(last.choice_key).next
    unwritten = Ending(target, "", _("“%(key)s” is not written yet") % {"key": target}, "")
    return story.steps.get(target) or story.endings.get(target, unwritten)


def longest_from(steps: Sequence[graph.Node]) -> dict[str, int]:
    """For each step, the most decisions on any way from it."""
    return {step["key"]: graph.longest_path(step["key"], steps) for step in steps}
