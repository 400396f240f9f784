"""What the page of a scenario shows: the opening, a step, what came of a choice, or the end. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from core.numbers import whole
from enrollments.gate import Learner
from quizzes import policies, story
from quizzes.domain import queries
from quizzes.domain.stories import story_from, story_of
from quizzes.models import ScenarioPage, ScenarioRun
from quizzes.story import Ending, Source, Step, Story, Taken


@dataclass(frozen=True, slots=True)
class Poll:
    """What colleagues chose at a step: per cent of all answers."""

    letter: str
    label: str
    percent: int
    own: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """One view of a scenario. `kind` is opening, step, outcome or ending; the fields of the other kinds are empty.

    `most` is the number of decisions on the longest way that is still open, those made included; `closed` says why
    nothing can be chosen.
    """

    kind: str
    story: Story
    run: ScenarioRun | None = None
    step: Step | None = None
    taken: Taken | None = None
    ending: Ending | None = None
    path: list[Taken] = field(default_factory=list)
    number: int = 0
    most: int = 0
    polls: list[Poll] = field(default_factory=list)
    answers: int = 0
    closed: str | None = None
    onward_url: str = ""

    @property
    def cited(self) -> list[Source]:
        """The references that the texts of this view cite."""
        texts = " ".join(self._texts())
        return [source for source in self.story.references if f'href="#r{source.number}"' in texts]

    def _texts(self) -> Iterator[str]:
        if self.step:
            yield self.step.text
        if self.taken:
            yield self.taken.choice.consequence
            yield self.taken.choice.feedback
        if self.ending:
            yield self.ending.text
            yield self.story.debrief


def scene(learner: Learner | None, scenario: ScenarioPage, after: str = "") -> Scene:
    """The view that a learner comes to; an author without an enrollment sees the opening of the page as it is.

    `after` is the number of a decision made, as the address gives it: what came of it is shown again.
    """
    run = queries.run_of(learner.enrollment, scenario) if learner else None
    if learner is None or run is None:
        told = story_from(scenario)
        closed = policies.closed_because(learner.enrollment) if learner else None
        return Scene("opening", told, most=told.longest.get(told.start, 0), closed=closed)
    told = story_of(run.revision_id)
    decisions = list(run.choices.all())
    path = story.path(told, decisions)
    place = story.where(told, decisions)
    if 1 <= whole(after) <= len(path):
        return _outcome(told, run, path, path[whole(after) - 1])
    if isinstance(place, Ending):
        return Scene("ending", told, run, ending=place, path=path, onward_url=learner.onward_url(scenario.pk))
    return Scene(
        "step",
        told,
        run,
        step=place,
        path=path,
        number=len(path) + 1,
        most=len(path) + told.longest[place.key],
        closed=policies.closed_because(learner.enrollment),
    )


def _outcome(told: Story, run: ScenarioRun, path: list[Taken], taken: Taken) -> Scene:
    counts = queries.colleagues_chose(run.scenario_id, taken.step.key)
    following = told.longest.get(taken.choice.next, 0)
    return Scene(
        "outcome",
        told,
        run,
        taken=taken,
        path=path,
        number=taken.number,
        most=taken.number + following,
        polls=_polls(taken, counts),
        answers=sum(counts.values()),
    )


def _polls(taken: Taken, counts: dict[str, int]) -> list[Poll]:
    total = sum(counts.values())
    if not total:
        return []
    return [
        Poll(choice.letter, choice.label, round(100 * counts.get(choice.key, 0) / total), choice is taken.choice)
        for choice in taken.step.choices
    ]
