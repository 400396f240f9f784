"""The end of an attempt: handed in, graded, closed by the clock, abandoned.

Handing in and grading are two transactions: whatever happens to the second, the first stands, and `settle` mends it.
Locks are taken enrollment first, then attempt.
"""

from collections.abc import Sequence
from datetime import datetime

import structlog
from django.db import transaction

from core import audit
from core.errors import DomainError, Gone
from enrollments.domain import queries as enrollment_queries
from enrollments.domain.completion import complete_activity
from quizzes import policies
from quizzes.domain import queries
from quizzes.models import Attempt, QuizPage, Response

log = structlog.get_logger(__name__)
State = Attempt.State


def submit_attempt(*, attempt: Attempt, now: datetime) -> Attempt:
    """Hand the attempt in, then grade it, each in its own transaction; the graded attempt.

    Handing in again changes nothing. Past the time and its grace what was saved is handed in, as of the end of the
    time. Raises `Gone` when the attempt was closed without a grade, `DomainError` when the course is over.
    """
    handed_in = _hand_in(attempt, now)
    return handed_in if handed_in.state == State.GRADED else grade_attempt(attempt=handed_in, now=now)


def close_if_over(*, attempt: Attempt, now: datetime) -> Attempt:
    """The attempt, handed in with what was saved if its time and grace are over; else unchanged.

    One whose course has ended for the learner meanwhile is abandoned instead.
    """
    if attempt.state != State.IN_PROGRESS or not policies.is_over(attempt, now):
        return attempt
    return settle(attempt=attempt, now=now)


def settle(*, attempt: Attempt, now: datetime) -> Attempt:
    """Whatever is due to happen to the attempt without its learner: closed by the clock, abandoned, graded.

    Nothing of that being due, the attempt comes back as it is now. Safe to run twice and beside its learner.
    """
    closed = _close(attempt, now)
    return grade_attempt(attempt=closed, now=now) if closed.state == State.SUBMITTED else closed


@transaction.atomic
def _hand_in(attempt: Attempt, now: datetime) -> Attempt:
    locked = _locked(attempt)
    if locked.state in (State.SUBMITTED, State.GRADED):
        return locked
    if locked.state != State.IN_PROGRESS or policies.closed_because(locked.enrollment):
        raise Gone(policies.attempt_closed_sentence())
    if enrollment_queries.is_out_of_time(locked.enrollment, policies.handed_in_at(locked, now)):
        raise DomainError(policies.course_over_sentence())
    return _submitted(locked, now)


@transaction.atomic
def _close(attempt: Attempt, now: datetime) -> Attempt:
    locked = _locked(attempt)
    if locked.state != State.IN_PROGRESS:
        return locked
    if policies.closed_because(locked.enrollment):
        locked.state = State.ABANDONED
        locked.save(update_fields=["state"])
        audit.record(verb="quizzes.abandon_attempt", obj=locked, after={"enrollment": locked.enrollment.status})
        return locked
    return _submitted(locked, now) if policies.is_over(locked, now) else locked


def _submitted(locked: Attempt, now: datetime) -> Attempt:
    """The locked open attempt, now handed in: by its learner, or when its time is over by the clock."""
    locked.state = State.SUBMITTED
    locked.submitted_at = policies.handed_in_at(locked, now)
    locked.timed_out = policies.is_over(locked, now)
    locked.save(update_fields=["state", "submitted_at", "timed_out"])
    actor = None if locked.timed_out else locked.enrollment.learner
    after = {"submitted_at": locked.submitted_at.isoformat(), "timed_out": locked.timed_out}
    audit.record(verb="quizzes.submit_attempt", obj=locked, actor=actor, after=after)
    return locked


@transaction.atomic
def grade_attempt(*, attempt: Attempt, now: datetime) -> Attempt:
    """Grade an attempt that was handed in, once; when the attempt that counts is passed, complete the test with it.

    What was graded already comes back as it is. Nothing in it can change any more, so it is read without a lock.
    """
    given = queries.answered(attempt)
    score, passed = policies.result(given, attempt.pass_mark)
    attempt.state, attempt.score, attempt.passed = State.GRADED, score, passed
    attempt.graded_at = max(now, attempt.submitted_at or now)
    if passed and _counts(attempt):
        _complete(attempt)
    waiting = Attempt.objects.filter(pk=attempt.pk, state=State.SUBMITTED)
    if not waiting.update(state=State.GRADED, score=score, passed=passed, graded_at=attempt.graded_at):
        return queries.with_course().get(pk=attempt.pk)
    _write_points(attempt, given, now)
    audit.record(verb="quizzes.grade_attempt", obj=attempt, after={"score": str(score), "passed": passed})
    return attempt


def _write_points(attempt: Attempt, given: Sequence[policies.Answered], now: datetime) -> None:
    """The points of each answer, and whose key gave them; full credit by a regrade needs no answer."""
    graded = [
        Response(pk=answer.response, points=answer.points, graded_by=answer.worth[1])
        for answer in given
        if answer.response
    ]
    Response.objects.bulk_update(graded, ["points", "graded_by"])
    Response.objects.bulk_create(
        Response(
            attempt=attempt,
            version_id=answer.item["version"],
            chosen=[],
            saved_at=now,
            points=answer.points,
            graded_by=answer.worth[1],
        )
        for answer in given
        if not answer.response and answer.points
    )


def _counts(attempt: Attempt) -> bool:
    """Whether the test is decided by this passed attempt. Where the best one counts, it is."""
    policy = policies.policy_of(attempt)
    if policy is None or policy.counting == QuizPage.Counting.HIGHEST:
        return True
    others = [other for other in queries.attempts_of(attempt.enrollment, attempt.quiz) if other.pk != attempt.pk]
    return policies.counted([*others, attempt], policy.counting) == attempt


def _complete(attempt: Attempt) -> None:
    """What counts is the time of handing in, not that of grading."""
    assert attempt.submitted_at is not None
    try:
        complete_activity(
            enrollment=attempt.enrollment,
            activity=attempt.quiz,
            revision_id=attempt.revision_id,
            now=attempt.submitted_at,
        )
    except DomainError:
        # The course ended for the learner before the time of the attempt did. The score is kept all the same.
        log.info("passed after the course had ended", attempt=attempt.pk)


def _locked(attempt: Attempt) -> Attempt:
    return queries.with_course().select_for_update(of=("self",)).get(pk=attempt.pk)
