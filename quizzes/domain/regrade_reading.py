"""Which attempts a regrade concerns, and what it would change in them. Reads only."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from quizzes import grading, regrading
from quizzes.models import Attempt, QuestionVersion, Regrade, Response
from quizzes.regrading import Correction, Worth

BATCH = 500
State = Attempt.State


@dataclass(frozen=True, slots=True)
class Assessed:
    """One graded attempt under a regrade: its version of the question, the answer kept for it, and what comes out.

    `worth` is None where the points stand. `score` is in per cent.
    """

    attempt: Attempt
    version_id: int
    response: Response | None
    before: Decimal
    worth: Worth | None
    score: Decimal
    passed: bool

    @property
    def changes(self) -> bool:
        """Whether the points become other ones."""
        return self.worth is not None and self.worth.points != self.before


def decided_on(versions: Iterable[QuestionVersion], started_at: datetime) -> dict[int, list[Regrade]]:
    """The regrades that an attempt with these versions falls under when it is graded, earliest first, by version id.

    One query; versions without a regrade are left out. `regrading.points_of` takes the list.
    """
    versions = list(versions)
    rows = Regrade.objects.filter(question__in={version.question_id for version in versions})
    decided = list(rows.select_related("version").order_by("decided_at", "pk"))
    found = {version.pk: [one for one in decided if _falls_under(version, one, started_at)] for version in versions}
    return {version: regrades for version, regrades in found.items() if regrades}


def _falls_under(version: QuestionVersion, regrade: Regrade, started_at: datetime) -> bool:
    if regrade.question_id != version.question_id or not grading.is_scored(version.kind):
        return False
    if version.pk == regrade.version_id:
        return regrade.rule == Regrade.Rule.FULL and started_at < regrade.decided_at
    return version.number < regrade.version.number


def obstacles(regrade: Regrade) -> list[str]:
    """What keeps answers to earlier versions from being graded by the key of the regrade's version: sentences."""
    if regrade.rule == Regrade.Rule.FULL:
        return []
    found = []
    for own in earlier(regrade.version):
        why = regrading.obstacle(own, regrade.version)
        if why and Response.objects.filter(version=own).exclude(chosen=[]).exists():
            found.append(_("Version %(number)s: %(why)s") % {"number": own.number, "why": why})
    return found


def earlier(version: QuestionVersion) -> list[QuestionVersion]:
    """The versions of the same question before this one."""
    rows = QuestionVersion.objects.filter(question=version.question_id, number__lt=version.number)
    return list(rows.order_by("number"))


class Reach:
    """The attempts that a regrade concerns: saved, or made in memory to see what it would change."""

    def __init__(self, regrade: Regrade) -> None:
        self.regrade = regrade
        # What was a reflection once has no score, not even full credit.
        concerned = [version for version in earlier(regrade.version) if grading.is_scored(version.kind)]
        if regrade.rule == Regrade.Rule.FULL:
            concerned.append(regrade.version)
        self._corrections: dict[int, Correction] = {
            version.pk: regrading.correction(regrade, version) for version in concerned
        }
        self._scored: dict[int, bool] = {}

    def attempts(self, *states: str) -> QuerySet[Attempt]:
        """Those in one of the states, by their ids."""
        held = Q(pk__in=[])
        for version_id in self._corrections:
            one = Q(paper__contains=[{"version": version_id}])
            # Full credit reaches the version itself too, in the attempts that were under way by then.
            held |= one & Q(started_at__lt=self.regrade.decided_at) if version_id == self.regrade.version_id else one
        return Attempt.objects.filter(held, state__in=states).order_by("pk")

    def changes(self) -> Iterator[list[Assessed]]:
        """What would change in graded attempts, batch by batch; a batch may be empty."""
        rows = self.attempts(State.GRADED).select_related("enrollment")
        last = 0
        while batch := list(rows.filter(pk__gt=last)[:BATCH]):
            yield [found for found in self.assess(batch) if found.changes]
            last = batch[-1].pk

    def assess(self, attempts: Sequence[Attempt]) -> list[Assessed]:
        """Each of some graded attempts, in a few queries for all of them."""
        given = Response.objects.filter(attempt__in=attempts, version__in=self._corrections)
        responses = {response.attempt_id: response for response in given}
        found = [self._worth(attempt, responses.get(attempt.pk)) for attempt in attempts]
        changed = [one for one in found if one.changes]
        scores = self._scores(changed)
        return [self._scored_anew(one, scores[one.attempt.pk]) if one.changes else one for one in found]

    def _worth(self, attempt: Attempt, response: Response | None) -> Assessed:
        version_id = next(item["version"] for item in attempt.paper if item["version"] in self._corrections)
        before = (response and response.points) or grading.WRONG
        worth = self._corrections[version_id].worth(response.chosen if response else [], before)
        score, passed = attempt.score or Decimal(0), bool(attempt.passed)
        return Assessed(attempt, version_id, response, before, worth, score, passed)

    def _scored_anew(self, one: Assessed, score: Decimal) -> Assessed:
        passed = grading.passed(score, one.attempt.pass_mark)
        return Assessed(one.attempt, one.version_id, one.response, one.before, one.worth, score, passed)

    def _scores(self, changed: Sequence[Assessed]) -> dict[int, Decimal]:
        """The new score of each attempt by its id."""
        self._learn_kinds({item["version"] for one in changed for item in one.attempt.paper})
        kept = Response.objects.filter(attempt__in=[one.attempt.pk for one in changed], points__isnull=False)
        totals = dict(kept.order_by().values_list("attempt").annotate(Sum("points")))
        return {one.attempt.pk: self._score(one, totals.get(one.attempt.pk, grading.WRONG)) for one in changed}

    def _score(self, one: Assessed, total: Decimal) -> Decimal:
        """The score with `total` points before. What is not scored has no points, and does not count."""
        assert one.worth is not None
        questions = sum(self._scored[item["version"]] for item in one.attempt.paper)
        others = [grading.WRONG] * (questions - 1)
        return grading.grade_paper([total - one.before + one.worth.points, *others])

    def _learn_kinds(self, version_ids: set[int]) -> None:
        rows = QuestionVersion.objects.filter(pk__in=version_ids - self._scored.keys())
        self._scored |= {pk: grading.is_scored(kind) for pk, kind in rows.values_list("pk", "kind")}
