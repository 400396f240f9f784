"""A scenario as it is told: its graph with rendered texts, and where a run stands in it. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.translation import gettext as _

from core.errors import DomainError
from quizzes import graph


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to go on; `letter` is its place, `consequence` and `feedback` are safe HTML, `next` is a key."""

    key: str
    letter: str
    label: str
    detail: str
    verdict: str
    consequence: str
    feedback: str
    next: str


@dataclass(frozen=True, slots=True)
class Step:
    """A scene and its decision; `text` and `simulations` are safe HTML."""

    key: str
    title: str
    text: str
    simulations: tuple[str, ...]
    prompt: str
    hint: str
    choices: tuple[Choice, ...]

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
    """One revision of a scenario. `debrief` is safe HTML; `longest` is the most decisions from each step."""

    start: str
    steps: Mapping[str, Step]
    endings: Mapping[str, Ending]
    debrief: str
    references: tuple[Source, ...] = ()
    longest: Mapping[str, int] = field(default_factory=dict)


class Decision(Protocol):
    """What a run stores of one decision."""

    step_key: str
    choice_key: str


@dataclass(frozen=True, slots=True)
class Taken:
    """One decision on a path: its number from 1, the step, and the choice made there."""

    number: int
    step: Step
    choice: Choice


def path(story: Story, decisions: Sequence[Decision]) -> list[Taken]:
    """The decisions with their steps and choices, first to last."""
    steps = [(story.steps[decision.step_key], decision.choice_key) for decision in decisions]
    return [Taken(number, step, step.choice(key)) for number, (step, key) in enumerate(steps, start=1)]


def where(story: Story, decisions: Sequence[Decision]) -> Step | Ending:
    """The step that waits for a decision, or the ending that the decisions led to."""
    if not decisions:
        return story.steps[story.start]
    last = decisions[-1]
    target = story.steps[last.step_key].choice(last.choice_key).next
    return story.steps.get(target) or story.endings[target]


def longest_from(steps: Sequence[graph.Node]) -> dict[str, int]:
    """For each step, the most decisions on any way from it."""
    return {step["key"]: graph.longest_path(step["key"], steps) for step in steps}
