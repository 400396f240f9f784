"""The statistics of a test from its graded attempts: aggregates alone, and none of fewer than `FEWEST` people."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from quizzes import analysis, analysis_items
from quizzes.analysis import ItemStatistics, QuizStatistics, Tally
from quizzes.domain.queries import FEWEST
from quizzes.domain.samples import Layout, Paper, Sample, attempts_in, layout_of, papers_of
from quizzes.models import Attempt, QuestionVersion, QuizPage


@dataclass(frozen=True, slots=True)
class Item:
    """One version of a question in the sample. `statistics` is None below `FEWEST` people, `guess` in per cent."""

    version: QuestionVersion
    guess: float | None
    statistics: ItemStatistics | None

    @property
    def weaknesses(self) -> list[str]:
        """Why it should be looked at, as sentences."""
        return analysis_items.weaknesses(self.statistics) if self.statistics else []


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken of one version: shares by the keys of `analysis_items.choices`, and of `NOTHING`.

    `shares` is None when fewer than `FEWEST` people answered; `thirds` says whether each third has as many.
    """

    shares: Mapping[str, analysis_items.Share] | None
    thirds: bool


@dataclass(frozen=True, slots=True)
class Period:
    """A version of a question in one month, given by its first day."""

    month: date
    item: Item


@dataclass(frozen=True, slots=True)
class Report:
    """The statistics of a test in a sample.

    `left_out` papers have another number of scored questions than most and are in no figure. `statistics` and
    `pass_rate` (per cent) are None below `FEWEST` people. `taken` (by version) and `periods` (newest first) are those
    of the question that was asked for.
    """

    attempts: int
    learners: int
    left_out: int
    length: int
    pass_rate: float | None
    statistics: QuizStatistics | None
    items: Sequence[Item]
    taken: Mapping[int, Taken]
    periods: Sequence[Period]


def tests() -> QuerySet[QuizPage]:
    """Every test with its graded `tries`, the `people` who made them, and the day of the `latest`; one statement."""
    graded = Q(attempts__state=Attempt.State.GRADED)
    return QuizPage.objects.annotate(
        tries=Count("attempts", filter=graded),
        people=Count("attempts__enrollment__learner", filter=graded, distinct=True),
        latest=Max("attempts__submitted_at", filter=graded),
    ).order_by("path")


def report(quiz: QuizPage, sample: Sample, question_id: int | None = None) -> Report:
    """The statistics of a test, and on request what was taken of one question and how it did over time."""
    layout = layout_of(attempts_in(quiz, sample))
    wanted = [version.pk for version in layout.versions.values() if version.question_id == question_id]
    counted = _Counted(layout, wanted)
    for paper in papers_of(layout, wanted):
        counted.add(paper)
    enough = len(counted.learners) >= FEWEST
    return Report(
        attempts=counted.tally.papers,
        learners=len(counted.learners),
        left_out=layout.left_out,
        length=layout.length,
        pass_rate=100 * counted.passed / counted.tally.papers if enough else None,
        statistics=analysis.quiz_statistics(counted.tally) if enough else None,
        items=counted.items(),
        taken={version: counted.taken(version) for version in wanted},
        periods=counted.periods(),
    )


class _Counted:
    """What one pass over the papers finds. Who had to do with what is noted only until there are enough people."""

    def __init__(self, layout: Layout, wanted: Sequence[int]) -> None:
        self.layout = layout
        self.tally = Tally(layout.length)
        self.passed = 0
        self.learners: set[int] = set()
        self._spans = {version: analysis_items.spans_of(layout.versions[version]) for version in wanted}
        self._people: dict[Hashable, set[int]] = defaultdict(set)
        self._months: dict[tuple[date, int], Counter[tuple[int, int]]] = defaultdict(Counter)
        self._took: dict[int, dict[str, Counter[int]]] = {version: defaultdict(Counter) for version in wanted}

    def add(self, paper: Paper) -> None:
        """Count one paper."""
        self.tally.add(paper.marks)
        self.passed += paper.passed
        self.learners.add(paper.learner)
        for version, mark in paper.marks:
            self._met(version, paper.learner)
            if version in self._spans:
                self._look_closer(version, mark, paper)

    def _look_closer(self, version: int, mark: int, paper: Paper) -> None:
        month = timezone.localtime(paper.handed_in).date().replace(day=1)
        self._met((month, version), paper.learner)
        self._months[month, version][mark, paper.total] += 1
        chosen = paper.chosen.get(version, ())
        if chosen:
            self._met(("answered", version), paper.learner, most=3 * FEWEST)
        for key in analysis_items.taken(self.layout.versions[version], self._spans[version], chosen):
            self._took[version][key][paper.total] += 1

    def _met(self, what: Hashable, learner: int, most: int = FEWEST) -> None:
        people = self._people[what]
        if len(people) < most:
            people.add(learner)

    def items(self) -> list[Item]:
        """Every version in the order of the layout."""
        found = analysis.item_statistics(self.tally)
        return [
            self._item(version, found[version] if len(self._people[version]) >= FEWEST else None)
            for version in self.layout.versions
        ]

    def taken(self, version: int) -> Taken:
        """What was taken of one of the versions that were asked for."""
        people = len(self._people["answered", version])
        if people < FEWEST:
            return Taken(None, thirds=False)
        held = analysis.totals_of(self.tally.items[version])
        return Taken(analysis_items.shares(held, self._took[version]), thirds=people >= 3 * FEWEST)

    def periods(self) -> list[Period]:
        """The versions that were asked for by month, the latest first."""
        return [
            Period(month, self._item(version, self._in_month(month, version)))
            for month, version in sorted(self._months, reverse=True)
        ]

    def _in_month(self, month: date, version: int) -> ItemStatistics | None:
        if len(self._people[month, version]) < FEWEST:
            return None
        return analysis.part_statistics(self._months[month, version], self.tally, version)

    def _item(self, version: int, statistics: ItemStatistics | None) -> Item:
        row = self.layout.versions[version]
        return Item(row, analysis_items.random_guess(row), statistics)
