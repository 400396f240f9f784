"""What the page of a scenario shows: the opening, a step, what came of a choice, or the end. Reads only."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from django.utils.safestring import SafeString

from core.numbers import whole
from enrollments.gate import Learner
from modules.domain.rendering import simulation_html
from quizzes import graph, policies, story
from quizzes.domain import queries
from quizzes.domain.polls import colleagues_chose
from quizzes.domain.stories import screens_html, story_from, story_of
from quizzes.models import ScenarioPage, ScenarioRun
from quizzes.story import Decision, Ending, Source, Step, Story, Taken


@dataclass(frozen=True, slots=True)
class Poll:
    """What colleagues chose at a step: per cent of all answers."""

    letter: str
    label: str
    percent: int
    own: bool


@dataclass(frozen=True)
class Scene:
    """One view of a scenario. `kind` is opening, step, outcome or ending; the fields of the other kinds are empty.

    `most` is the number of decisions on the longest way that is still open, those made included; `closed` says why
    nothing can be chosen. `explored` is the address of a way that is only tried out; None on the way of the record.
    """

    kind: str
    story: Story
    run: ScenarioRun | None = None
    step: Step | None = None
    taken: Taken | None = None
    ending: Ending | None = None
    path: Sequence[Taken] = ()
    number: int = 0
    most: int = 0
    polls: Sequence[Poll] = ()
    answers: int = 0
    closed: str | None = None
    onward_url: str = ""
    explored: str | None = None
    screens: Sequence[SafeString] = ()

    @property
    def exploring(self) -> bool:
        """Whether this way is only tried out."""
        return self.explored is not None

    @property
    def done(self) -> int:
        """The decisions made up to this view."""
        return self.number - (self.kind == "step")

    @property
    def explores(self) -> bool:
        """Whether other ways may be tried out from here."""
        return self.exploring or bool(self.run and self.run.finished_at)

    @property
    def query(self) -> str:
        """How an address on this way begins, after its question mark."""
        return f"explore={self.explored}&" if self.explored is not None else ""

    @property
    def branch(self) -> str:
        """How the way goes on: what the key of a choice is put behind."""
        assert self.step is not None
        before = f"{self.explored}~" if self.explored else ""
        return f"{before}{self.step.key}."

    @cached_property
    def better(self) -> list[Taken]:
        """The better path."""
        return story.better_path(self.story)

    @cached_property
    def on_better(self) -> bool:
        """Whether the path shown is the better one."""
        return self._decided == [taken.same_as for taken in self.better]

    @cached_property
    def kept(self) -> set[int]:
        """The numbers of the decisions of the better path that this path has too."""
        return {taken.number for taken in self.better if taken.same_as in self._decided}

    @cached_property
    def _decided(self) -> list[tuple[str, str]]:
        return [taken.same_as for taken in self.path]

    @property
    def cited(self) -> list[Source]:
        """The references that the texts of this view cite."""
        return cited(self.story, self._texts())

    def _texts(self) -> Iterator[str]:
        if self.step:
            yield self.step.text
        if self.taken:
            yield self.taken.choice.consequence
            yield self.taken.choice.feedback
        if self.ending:
            yield self.ending.text
            yield self.story.debrief
            yield from (taken.choice.feedback for taken in self.better)


def cited(told: Story, texts: Iterable[str]) -> list[Source]:
    """The references that some of a story's texts cite."""
    text = " ".join(texts)
    return [source for source in told.references if f'href="#r{source.number}"' in text]


def scene(learner: Learner | None, scenario: ScenarioPage, after: str = "", explore: str | None = None) -> Scene:
    """The view that a learner comes to; an author without an enrollment sees the opening of the page as it is.

    `after` is the number of a decision made, as the address gives it: what came of it is shown again. `explore` is the
    address of a way to try out, for authors and for learners whose own way has ended; nothing of it is recorded.
    """
    if learner is None:
        told = story_from(scenario)
        if explore is None or told.start not in told.steps:
            return _opening(told)
        return _place(_explored(told, scenario, explore), whole(after))
    run = queries.run_of(learner.enrollment, scenario)
    closed = policies.closed_because(learner.enrollment)
    if run is None:
        return _opening(story_from(scenario), closed)
    told = story_of(run.revision_id)
    if run.finished_at and explore is not None:
        return _place(_explored(told, scenario, explore, run), whole(after))
    way = _Way(told, scenario.pk, list(run.choices.all()), run, closed=closed)
    return _place(way, whole(after), learner.onward_url(scenario.pk) if run.finished_at else "")


@dataclass(frozen=True)
class _Way:
    """Decisions made in a story, on the record of `run` or as the address `explored` gives them."""

    story: Story
    scenario_id: int | None
    decisions: Sequence[Decision]
    run: ScenarioRun | None = None
    explored: str | None = None
    closed: str | None = None


def _explored(told: Story, scenario: ScenarioPage, address: str, run: ScenarioRun | None = None) -> _Way:
    decisions = story.way_at(told, address)
    return _Way(told, scenario.pk, decisions, run, explored=story.address_of(decisions))


def _opening(told: Story, closed: str | None = None) -> Scene:
    return Scene("opening", told, most=told.longest.get(told.start, 0), closed=closed)


def _place(way: _Way, after: int, onward_url: str = "") -> Scene:
    """Where the decisions led, or what came of the one whose number is `after`."""
    told, path = way.story, story.path(way.story, way.decisions)
    if 1 <= after <= len(path):
        return _outcome(way, path, path[after - 1])
    here = Scene("ending", told, way.run, path=path, explored=way.explored, onward_url=onward_url)
    place = story.where(told, way.decisions)
    if isinstance(place, Ending):
        return replace(here, ending=place)
    return replace(
        here,
        kind="step",
        step=place,
        number=len(path) + 1,
        most=len(path) + told.longest[place.key],
        closed=way.closed,
        screens=screens_html(story.screens_at(path, place)),
    )


def _outcome(way: _Way, path: Sequence[Taken], taken: Taken) -> Scene:
    keys = [choice.key for choice in taken.step.choices]
    said = story.screen_after(path[: taken.number])
    counts = colleagues_chose(way.scenario_id, taken.step.key, keys) if way.scenario_id else {}
    return Scene(
        "outcome",
        way.story,
        way.run,
        taken=taken,
        path=path,
        number=taken.number,
        most=taken.number + way.story.longest.get(taken.choice.next, 0),
        polls=_polls(taken, counts, recorded=way.explored is None),
        answers=sum(counts.values()),
        screens=screens_html([said] if said else []),
        explored=way.explored,
    )


def _polls(taken: Taken, counts: dict[str, int], *, recorded: bool) -> list[Poll]:
    total = sum(counts.values())
    if not total:
        return []
    return [
        Poll(
            choice.letter,
            choice.label,
            round(100 * counts.get(choice.key, 0) / total),
            recorded and choice is taken.choice,
        )
        for choice in taken.step.choices
    ]


class Part(NamedTuple):
    """A step with its own screens as HTML."""

    step: Step
    screens: Sequence[SafeString]


@dataclass(frozen=True)
class Tale:
    """The whole of a scenario, step by step; `remarks` are for its author."""

    story: Story
    parts: Sequence[Part]
    remarks: Sequence[str]


def tale(scenario: ScenarioPage) -> Tale:
    """Everything that a scenario tells, step by step, of the page as it is in memory."""
    told = story_from(scenario)
    parts = [
        Part(step, [simulation_html(screen, prefix=f"s{place}-{number}") for number, screen in enumerate(step.screens)])
        for place, step in enumerate(told.steps.values())
    ]
    return Tale(told, parts, graph.remarks(scenario.start, scenario.nodes()[0]))
