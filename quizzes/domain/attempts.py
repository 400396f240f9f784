"""Taking a test: start, answer. Handing in is in `quizzes.domain.submitting`."""

from collections.abc import Sequence
from datetime import datetime
from random import Random

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError, Gone
from enrollments.domain import queries as enrollment_queries
from enrollments.models import Enrollment
from modules.outline import Outline
from quizzes import answers, drawing, grading, policies
from quizzes.domain import queries, submitting
from quizzes.drawing import PaperItem
from quizzes.models import Accommodation, Attempt, QuestionVersion, QuizPage, Response
from quizzes.policy import Policy


class AnsweredElsewhere(DomainError):
    """Another window or device has saved a different answer meanwhile: `response`. Nothing was overwritten."""

    def __init__(self, response: Response) -> None:
        super().__init__(
            _("Another window has saved a different answer to this question. Open it again to see which one counts.")
        )
        self.response = response


# --- Starting


def start_attempt(*, enrollment: Enrollment, quiz: QuizPage, now: datetime, rng: Random) -> Attempt:
    """The open attempt of this enrollment at this test, or a new one with its paper drawn and frozen.

    What came before is settled first, each in its own transaction: an attempt whose time is over is handed in, one
    that was handed in is graded. The policy is that of the enrollment's edition, with the learner's accommodation.
    Raises `DomainError` when no attempt may be started, or when the pools are too small for a paper.
    """
    for attempt in queries.unsettled(enrollment, quiz):
        submitting.settle(attempt=attempt, now=now)
    return _start(enrollment, quiz, now, rng)


@transaction.atomic
def _start(enrollment: Enrollment, quiz: QuizPage, now: datetime, rng: Random) -> Attempt:
    locked = enrollment_queries.locked(enrollment)
    closed = policies.closed_because(locked)
    if closed:
        raise DomainError(closed)
    attempts = queries.attempts_of(locked, quiz)
    return policies.open_attempt(attempts) or _new_attempt(locked, quiz, attempts, now, rng)


def _new_attempt(
    enrollment: Enrollment, quiz: QuizPage, attempts: Sequence[Attempt], now: datetime, rng: Random
) -> Attempt:
    given = queries.accommodation_of(enrollment)
    outline = Outline.of(enrollment.edition.snapshot) if enrollment.edition else Outline(())
    policy = _policy(enrollment, policies.policy_in(outline, quiz.pk), attempts, given, now)
    revision_id = outline.shown_revision(quiz.pk, quiz.live_revision_id)
    if revision_id is None:
        raise DomainError(_("This test is not published yet."))
    candidates = queries.candidates(queries.pool_ids(quiz))
    seen = queries.seen_questions(attempts)
    attempt = Attempt.objects.create(
        enrollment=enrollment,
        quiz=quiz,
        revision_id=revision_id,
        number=max((earlier.number for earlier in attempts), default=0) + 1,
        paper=drawing.draw_paper(candidates, policy.draw, seen, rng, per_outcome=policy.per_outcome),
        pass_mark=policy.pass_mark,
        reveal=policy.reveal,
        due_at=policies.due_at(policy, given.extra_time if given else 0, now),
        grace_seconds=policy.grace_seconds,
        started_at=now,
    )
    after = {"enrollment": enrollment.pk, "quiz": quiz.pk, "number": attempt.number}
    audit.record(verb="quizzes.start_attempt", obj=attempt, actor=enrollment.learner, after=after)
    return attempt


def _policy(
    enrollment: Enrollment,
    policy: Policy | None,
    attempts: Sequence[Attempt],
    given: Accommodation | None,
    now: datetime,
) -> Policy:
    """The policy when it lets another attempt begin; raises the refusal otherwise."""
    refusal = policies.no_attempt_because(
        enrollment=enrollment,
        policy=policy,
        attempts=attempts,
        course_over=enrollment_queries.is_out_of_time(enrollment, now),
        now=now,
        extra_attempts=given.extra_attempts if given else 0,
    )
    if refusal or policy is None:
        raise DomainError(refusal or "")
    return policy


# --- Answering


@transaction.atomic
def save_answer(
    *,
    attempt: Attempt,
    version_id: int,
    chosen: Sequence[str],
    now: datetime,
    seen: int | None = None,
    check: bool = False,
) -> Response:
    """Keep `chosen` (see `quizzes.grading`) as the answer to one question of the paper; the last answer counts.

    Nothing chosen takes an earlier answer back; without an earlier one nothing is written, and a response with the
    sequence 0 comes out. `seen` is the `sequence` of the answer that the page showed, 0 for none; None = do not
    compare. `check` asks for the feedback: the answer is graded at once and stands from then on.

    Raises `AnsweredElsewhere` when another window has changed the answer meanwhile to something else, `Gone` when the
    attempt is closed or its time and grace are over, `DomainError` for what is not on the paper, for a change of an
    answer that stands, and for a check that the test does not offer. The rows are the record: no audit event.
    """
    locked = _locked(attempt)
    _refuse_closed(locked, now)
    item = next((item for item in locked.paper if item["version"] == version_id), None)
    if item is None:
        raise DomainError(_("This question is not part of your test."))
    version = QuestionVersion.objects.get(pk=version_id)
    picked = answers.normal(version.kind, chosen)
    fault = answers.fault(version.kind, item, picked)
    if fault:
        raise DomainError(fault)
    kept = Response.objects.filter(attempt=locked, version=version_id).first()
    response = kept or Response(attempt=locked, version=version, chosen=[], sequence=0, saved_at=now)
    _refuse_conflict(response, picked, seen)
    if check:
        _refuse_check(locked, version.kind, item, picked)
    return _keep(response, version, picked, now, check)


def _keep(response: Response, version: QuestionVersion, chosen: list[str], now: datetime, check: bool) -> Response:
    checking = check and response.checked_at is None
    if response.chosen == chosen and not checking:
        return response
    if response.chosen != chosen:
        response.chosen, response.saved_at = chosen, now
        response.sequence += 1
    if checking:
        response.checked_at = now
        response.points = grading.grade(version, chosen) if grading.is_scored(version.kind) else None
    response.save()
    return response


def _refuse_conflict(response: Response, chosen: list[str], seen: int | None) -> None:
    if response.chosen == chosen or not response.sequence:
        return
    if seen is not None and seen != response.sequence:
        raise AnsweredElsewhere(response)
    if response.checked_at is not None:
        raise DomainError(_("You have seen the feedback on this question, so your answer to it stands."))


def _refuse_check(attempt: Attempt, kind: str, item: PaperItem, chosen: list[str]) -> None:
    if attempt.reveal != QuizPage.Reveal.DURING:
        raise DomainError(_("This test shows its feedback after you have handed it in."))
    if not answers.is_whole(kind, item, chosen):
        raise DomainError(_("Finish your answer first; then check it. After that it stands."))


def _locked(attempt: Attempt) -> Attempt:
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("enrollment")
    return rows.get(pk=attempt.pk)


def _refuse_closed(attempt: Attempt, now: datetime) -> None:
    if attempt.state != Attempt.State.IN_PROGRESS or policies.closed_because(attempt.enrollment):
        raise Gone(policies.attempt_closed_sentence())
    if policies.is_over(attempt, now):
        raise Gone(policies.time_over_sentence())
