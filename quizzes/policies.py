"""What the state of an enrollment and its attempts allows. Pure functions."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from enrollments.models import Enrollment
from modules.outline import Outline
from quizzes.models import Attempt
from quizzes.policy import Policy


def policy_in(outline: Outline, quiz_id: int) -> Policy | None:
    """The policy of a test in an edition; None when the test is not part of it."""
    found = next((activity for activity in outline.activities if activity.id == quiz_id), None)
    return Policy.of(found.requirements) if found else None


def attempts_left(policy: Policy, attempts: Sequence[Attempt]) -> int | None:
    """How many more attempts may be started; None when there is no limit."""
    if not policy.attempts_allowed:
        return None
    used = sum(attempt.state != Attempt.State.ABANDONED for attempt in attempts)
    return max(policy.attempts_allowed - used, 0)


def open_attempt(attempts: Sequence[Attempt]) -> Attempt | None:
    """The attempt in progress, if any."""
    return next((attempt for attempt in attempts if attempt.state == Attempt.State.IN_PROGRESS), None)


def closed_because(enrollment: Enrollment) -> str | None:
    """Why nothing more can be done in this enrollment, as a sentence; None while it is in progress."""
    if enrollment.status == Enrollment.Status.IN_PROGRESS:
        return None
    if enrollment.status == Enrollment.Status.ASSIGNED:
        return _("Start the course first; then this part opens.")
    return _("This course is closed for you, so nothing more can be handed in. What you did is kept.")


def course_over_sentence() -> str:
    """What is said after the last day of a course."""
    return _("This course closed after its last day. No certificate is given any more.")


def no_attempt_because(
    *, enrollment: Enrollment, policy: Policy | None, attempts: Sequence[Attempt], course_over: bool
) -> str | None:
    """Why no new attempt may be started, as a sentence; None when one may."""
    closed = closed_because(enrollment)
    if closed:
        return closed
    if policy is None:
        return _("This test is not part of the course as you started it, so you do not need it.")
    if course_over:
        return course_over_sentence()
    if any(attempt.passed for attempt in attempts):
        return _("You have passed this test. There is nothing more to do here.")
    if attempts_left(policy, attempts) == 0:
        return _("You have used every attempt. Ask whoever assigned the course how to go on.")
    return None
