"""What a regrade would change, and what one has changed, for examiners to read. Changes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from enrollments.models import ActivityCompletion, Enrollment
from organizations.models import Membership
from quizzes import regrading
from quizzes.domain.regrade_reading import Assessed, Reach, State, earlier
from quizzes.models import Attempt, Question, QuestionVersion, Regrade, ScoreChange

#: Rows on a page; a CSV file holds all.
ROWS = 50
BATCH = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One attempt that changes. Scores in per cent; `completed` says whether the course was completed with it."""

    learner: str
    organization: str
    test: str
    number: int
    completed: bool
    score_before: Decimal
    score_after: Decimal
    passed_before: bool
    passed_after: bool


@dataclass
class RegradePlan:
    """What ordering this regrade now would do. Numbers of attempts; `rows` begins with those whose result changes.

    `finished_test` and `finished_course` count, among the attempts that change, those whose learner has completed the
    test or the course already: that stands. `too_late` would pass and complete nothing, the course being over.
    """

    regrade: Regrade
    graded: int = 0
    under_way: int = 0
    changed: int = 0
    raised: int = 0
    lowered: int = 0
    would_pass: int = 0
    would_fail: int = 0
    finished_test: int = 0
    finished_course: int = 0
    too_late: int = 0
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Difference:
    """How an earlier version differs from the corrected one: what reads otherwise, as it was and as it is."""

    number: int
    obstacle: str
    rewordings: list[tuple[str, str]]


def considered(question: Question, rule: str, only_raise: bool, now: datetime) -> Regrade:
    """A regrade by the current version of a question, in memory only. Raises `QuestionVersion.DoesNotExist`."""
    version = QuestionVersion.objects.get(question=question, current=True)
    return Regrade(question=question, version=version, rule=rule, only_raise=only_raise, decided_at=now)


def plan_regrade(regrade: Regrade) -> RegradePlan:
    """What a regrade in memory would change, with the first rows. Counts as it reads; memory stays flat."""
    reach, plan = Reach(regrade), RegradePlan(regrade)
    plan.graded = reach.attempts(State.GRADED, State.SUBMITTED).count()
    plan.under_way = reach.attempts(State.IN_PROGRESS).count()
    first: list[Assessed] = []
    others: list[Assessed] = []
    for batch in reach.changes():
        _count(plan, batch)
        for one in batch:
            found = first if one.passed != one.attempt.passed else others
            if len(found) < ROWS:
                found.append(one)
    plan.rows = list(_rows((first + others)[:ROWS]))
    return plan


def planned_rows(regrade: Regrade) -> Iterator[Row]:
    """Every attempt that a regrade in memory would change."""
    for batch in Reach(regrade).changes():
        yield from _rows(batch)


def _count(plan: RegradePlan, batch: Sequence[Assessed]) -> None:
    pairs = {(one.attempt.enrollment_id, one.attempt.quiz_id) for one in batch}
    done = ActivityCompletion.objects.filter(enrollment__in={enrollment for enrollment, _quiz in pairs})
    finished = pairs & set(done.values_list("enrollment", "activity"))
    plan.changed += len(batch)
    for one in batch:
        status, passed_before = one.attempt.enrollment.status, bool(one.attempt.passed)
        plan.raised += one.score > (one.attempt.score or 0)
        plan.lowered += one.score < (one.attempt.score or 0)
        plan.would_pass += one.passed and not passed_before
        plan.would_fail += passed_before and not one.passed
        plan.finished_test += (one.attempt.enrollment_id, one.attempt.quiz_id) in finished
        plan.finished_course += status == Enrollment.Status.COMPLETED
        plan.too_late += one.passed and not passed_before and status not in _ABLE


_ABLE = (Enrollment.Status.IN_PROGRESS, Enrollment.Status.COMPLETED)


def differences(version: QuestionVersion) -> list[Difference]:
    """How each earlier version differs from this one beside the key, where it does."""
    found = [
        Difference(own.number, regrading.obstacle(own, version) or "", regrading.rewordings(own, version))
        for own in earlier(version)
    ]
    return [one for one in found if one.obstacle or one.rewordings]


def outcome(regrade: Regrade) -> dict[str, int]:
    """What a regrade has changed so far: numbers of attempts.

    `uncompleted` passed by it and completed nothing: the course was over for the learner, or another attempt counts.
    """
    done = ActivityCompletion.objects.filter(
        enrollment=OuterRef("attempt__enrollment"), activity=OuterRef("attempt__quiz")
    )
    passes = Q(passed_after=True, passed_before=False)
    return (
        ScoreChange.objects.filter(regrade=regrade)
        .annotate(done=Exists(done))
        .aggregate(
            changed=Count("pk"),
            raised=Count("pk", filter=Q(score_after__gt=F("score_before"))),
            lowered=Count("pk", filter=Q(score_after__lt=F("score_before"))),
            passed=Count("pk", filter=passes),
            failed=Count("pk", filter=Q(passed_after=False, passed_before=True)),
            uncompleted=Count("pk", filter=passes & Q(done=False)),
        )
    )


def first_changes(regrade: Regrade) -> list[Row]:
    """The first rows of what a regrade has changed, those whose result changed before the others."""
    found = _changes(regrade).annotate(same=Q(passed_before=F("passed_after"))).order_by("same", "pk")
    return list(_rows_of_changes(found[:ROWS]))


def changed_rows(regrade: Regrade) -> Iterator[Row]:
    """Everything that a regrade has changed."""
    last = 0
    while batch := list(_changes(regrade).filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield from _rows_of_changes(batch)
        last = batch[-1].pk


def _changes(regrade: Regrade) -> Any:
    related = ("attempt__enrollment__learner", "attempt__quiz")
    return ScoreChange.objects.filter(regrade=regrade).select_related(*related)


def _rows_of_changes(changes: Iterable[ScoreChange]) -> Iterator[Row]:
    changes = list(changes)
    names = _organizations(change.attempt.enrollment.learner_id for change in changes)
    for change in changes:
        yield Row(
            *_whose(change.attempt, names),
            score_before=change.score_before,
            score_after=change.score_after,
            passed_before=change.passed_before,
            passed_after=change.passed_after,
        )


def _rows(found: Sequence[Assessed]) -> Iterator[Row]:
    attempts = Attempt.objects.select_related("enrollment__learner", "quiz").in_bulk([one.attempt.pk for one in found])
    names = _organizations(attempt.enrollment.learner_id for attempt in attempts.values())
    for one in found:
        yield Row(
            *_whose(attempts[one.attempt.pk], names),
            score_before=one.attempt.score or Decimal(0),
            score_after=one.score,
            passed_before=bool(one.attempt.passed),
            passed_after=one.passed,
        )


def _whose(attempt: Attempt, organizations: dict[int, str]) -> tuple[str, str, str, int, bool]:
    learner = attempt.enrollment.learner
    completed = attempt.enrollment.status == Enrollment.Status.COMPLETED
    return str(learner), organizations.get(learner.pk, ""), attempt.quiz.title, attempt.number, completed


def _organizations(learners: Iterable[int]) -> dict[int, str]:
    """The names of the organizations that each learner is in now."""
    rows = Membership.objects.filter(user__in=set(learners), left_at__isnull=True).order_by("organization__name")
    names: dict[int, list[str]] = defaultdict(list)
    for learner, name in rows.values_list("user", "organization__name"):
        names[learner].append(name)
    return {learner: ", ".join(found) for learner, found in names.items()}
