"""Taking a test: start, answer, hand in."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from random import Random

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError, Gone
from enrollments.domain import queries as enrollment_queries
from enrollments.domain.completion import complete_activity
from enrollments.models import Enrollment
from modules.outline import Outline
from quizzes import drawing, grading, policies
from quizzes.domain import queries
from quizzes.models import Attempt, QuestionVersion, QuizPage, Response
from quizzes.policy import Policy


@transaction.atomic
def start_attempt(*, enrollment: Enrollment, quiz: QuizPage, now: datetime, rng: Random) -> Attempt:
    """The open attempt of this enrollment at this test, or a new one with its paper drawn and frozen.

    The policy is that of the enrollment's edition. Raises `DomainError` when no attempt may be started, or when the
    pool is smaller than a paper.
    """
    locked = enrollment_queries.locked(enrollment)
    closed = policies.closed_because(locked)
    if closed:
        raise DomainError(closed)
    attempts = queries.attempts_of(locked, quiz)
    return policies.open_attempt(attempts) or _new_attempt(locked, quiz, attempts, now, rng)


def _new_attempt(
    enrollment: Enrollment, quiz: QuizPage, attempts: Sequence[Attempt], now: datetime, rng: Random
) -> Attempt:
    policy = _policy(enrollment, quiz, attempts, now)
    if quiz.live_revision_id is None:
        raise DomainError(_("This test is not published yet."))
    paper = drawing.draw_paper(
        queries.candidates(queries.pool_ids(quiz)),
        policy.draw,
        queries.seen_questions(attempts),
        rng,
        per_outcome=policy.per_outcome,
    )
    attempt = Attempt.objects.create(
        enrollment=enrollment,
        quiz=quiz,
        revision_id=quiz.live_revision_id,
        number=max((earlier.number for earlier in attempts), default=0) + 1,
        paper=paper,
        pass_mark=policy.pass_mark,
        started_at=now,
    )
    after = {"enrollment": enrollment.pk, "quiz": quiz.pk, "number": attempt.number}
    audit.record(verb="quizzes.start_attempt", obj=attempt, actor=enrollment.learner, after=after)
    return attempt


def _policy(enrollment: Enrollment, quiz: QuizPage, attempts: Sequence[Attempt], now: datetime) -> Policy:
    outline = Outline.of(enrollment.edition.snapshot) if enrollment.edition else Outline(())
    policy = policies.policy_in(outline, quiz.pk)
    refusal = policies.no_attempt_because(
        enrollment=enrollment,
        policy=policy,
        attempts=attempts,
        course_over=enrollment_queries.is_out_of_time(enrollment, now),
    )
    if refusal or policy is None:
        raise DomainError(refusal or "")
    return policy


@transaction.atomic
def save_answer(*, attempt: Attempt, version_id: int, chosen: Sequence[str], now: datetime) -> Response | None:
    """Keep the option ids `chosen` as the answer to one question of the paper; the last answer counts.

    Nothing chosen takes an earlier answer back, and None comes out. Raises `Gone` when the attempt is closed and
    `DomainError` for what is not on the paper. The rows are the record: an answer writes no audit event.
    """
    locked = _locked(attempt)
    _refuse_closed(locked)
    picked = sorted(set(chosen))
    _check_on_paper(locked, version_id, picked)
    if not picked:
        locked.responses.filter(version=version_id).delete()
        return None
    response = Response(attempt=locked, version_id=version_id, chosen=picked, saved_at=now)
    Response.objects.bulk_create(
        [response],
        update_conflicts=True,
        unique_fields=["attempt", "version"],
        update_fields=["chosen", "saved_at"],
    )
    return response


def _check_on_paper(attempt: Attempt, version_id: int, chosen: Sequence[str]) -> None:
    item = next((item for item in attempt.paper if item["version"] == version_id), None)
    if item is None:
        raise DomainError(_("This question is not part of your test."))
    if not set(chosen) <= set(item["options"]):
        raise DomainError(_("Choose among the answers on the page. Go back and choose again."))
    if len(chosen) > 1 and not _takes_several(version_id):
        raise DomainError(_("Choose one answer. Go back and choose again."))


def _takes_several(version_id: int) -> bool:
    return QuestionVersion.objects.filter(pk=version_id, kind=QuestionVersion.Kind.MULTIPLE).exists()


@transaction.atomic
def submit_attempt(*, attempt: Attempt, now: datetime) -> Attempt:
    """Grade the attempt, once; passing completes the test in the same transaction.

    Questions without an answer count 0. Handing in again changes nothing and gives the graded attempt. Raises `Gone`
    when the attempt was closed without a grade, `DomainError` when the course is over.
    """
    locked = _locked(attempt, "enrollment__course", "enrollment__edition", "quiz")
    if locked.state == Attempt.State.GRADED:
        return locked
    _refuse_closed(locked)
    if enrollment_queries.is_out_of_time(locked.enrollment, now):
        raise DomainError(policies.course_over_sentence())
    points = _grade_responses(locked)
    locked.state = Attempt.State.GRADED
    locked.submitted_at = locked.graded_at = max(now, locked.started_at)
    locked.score = grading.grade_paper(points)
    locked.passed = grading.passed(locked.score, locked.pass_mark)
    locked.save(update_fields=["state", "submitted_at", "graded_at", "score", "passed"])
    after = {"score": str(locked.score), "passed": locked.passed}
    audit.record(verb="quizzes.submit_attempt", obj=locked, actor=locked.enrollment.learner, after=after)
    if locked.passed:
        complete_activity(enrollment=locked.enrollment, activity=locked.quiz, revision_id=locked.revision_id, now=now)
    return locked


def _grade_responses(attempt: Attempt) -> list[Decimal]:
    """Writes the points of each answer in one statement; gives those of every question on the paper."""
    versions, responses = queries.versions_of(attempt), queries.responses_of(attempt)
    for response in responses.values():
        version = versions[response.version_id]
        response.points = grading.grade(version, response.chosen)
    Response.objects.bulk_update(responses.values(), ["points"])
    earned = {response.version_id: response.points or grading.WRONG for response in responses.values()}
    return [earned.get(item["version"], grading.WRONG) for item in attempt.paper]


def _locked(attempt: Attempt, *related: str) -> Attempt:
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("enrollment__learner", *related)
    return rows.get(pk=attempt.pk)


def _refuse_closed(attempt: Attempt) -> None:
    if attempt.state != Attempt.State.IN_PROGRESS or policies.closed_because(attempt.enrollment):
        raise Gone(_("This attempt is closed, and its answers can no longer be changed. What you saved is kept."))
