"""More time and more attempts for one learner in the tests of one course."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError
from enrollments.domain import queries as enrollment_queries
from enrollments.models import Enrollment
from quizzes import policies
from quizzes.domain import queries
from quizzes.models import Accommodation, Attempt

MOST_TIME = 400
MOST_ATTEMPTS = 20
LONGEST_REASON = 300


@transaction.atomic
def give_accommodation(
    *, enrollment: Enrollment, extra_time: int, extra_attempts: int, reason: str, actor: Any, now: datetime
) -> Accommodation:
    """Give `extra_time` per cent of every time limit and `extra_attempts` more attempts, in place of what applied.

    The same again changes nothing. Open attempts get the time at once; none gets shorter, and one whose time and grace
    are over stays so. Raises `DomainError` for nothing given, amounts out of bounds, a missing or too long reason, an
    enrollment that is over, and one's own: somebody else has to judge it.
    """
    reason = reason.strip()
    _check(extra_time, extra_attempts, reason)
    locked = enrollment_queries.locked(enrollment)
    if locked.learner_id == actor.pk:
        raise DomainError(_("You cannot give an accommodation to yourself. Ask another coordinator."))
    if locked.status not in Enrollment.OPEN:
        raise DomainError(_("This course is over for this person, so there is no test left to make easier."))
    current = queries.accommodation_of(locked)
    if current and (current.extra_time, current.extra_attempts, current.reason) == (extra_time, extra_attempts, reason):
        return current
    if current:
        _end(current, actor, now)
    made = Accommodation.objects.create(
        enrollment=locked,
        extra_time=extra_time,
        extra_attempts=extra_attempts,
        reason=reason,
        given_by=actor,
        given_at=now,
    )
    _extend_open_attempts(locked, extra_time, now)
    # The reason is told to those who may read the row, and stays out of the trail.
    audit.record(
        verb="quizzes.give_accommodation",
        obj=locked,
        actor=actor,
        before=_amounts(current) if current else None,
        after=_amounts(made),
    )
    return made


@transaction.atomic
def end_accommodation(*, enrollment: Enrollment, actor: Any, now: datetime) -> bool:
    """End what applies now; whether there was anything. An open attempt keeps the time that it has."""
    locked = enrollment_queries.locked(enrollment)
    current = queries.accommodation_of(locked)
    if current is None:
        return False
    _end(current, actor, now)
    audit.record(verb="quizzes.end_accommodation", obj=locked, actor=actor, before=_amounts(current))
    return True


def _check(extra_time: int, extra_attempts: int, reason: str) -> None:
    if not 0 <= extra_time <= MOST_TIME or not 0 <= extra_attempts <= MOST_ATTEMPTS:
        sentence = _("Give up to %(time)s%% more time and up to %(attempts)s more attempts.")
        raise DomainError(sentence % {"time": MOST_TIME, "attempts": MOST_ATTEMPTS})
    if not extra_time and not extra_attempts:
        raise DomainError(_("Give more time, more attempts or both."))
    if not 0 < len(reason) <= LONGEST_REASON:
        raise DomainError(_("Say why in up to %(most)s characters.") % {"most": LONGEST_REASON})


def _end(current: Accommodation, actor: Any, now: datetime) -> None:
    current.ended_by, current.ended_at = actor, now
    current.save(update_fields=["ended_by", "ended_at"])


def _amounts(accommodation: Accommodation) -> dict[str, int]:
    return {"extra_time": accommodation.extra_time, "extra_attempts": accommodation.extra_attempts}


def _extend_open_attempts(enrollment: Enrollment, extra_time: int, now: datetime) -> None:
    rows = Attempt.objects.select_for_update(of=("self",)).order_by("pk")
    for attempt in rows.filter(enrollment=enrollment, state=Attempt.State.IN_PROGRESS, due_at__isnull=False):
        attempt.enrollment = enrollment  # Held with its edition already.
        policy = policies.policy_of(attempt)
        due_at = policies.due_at(policy, extra_time, attempt.started_at) if policy else None
        if due_at and attempt.due_at and due_at > attempt.due_at and not policies.is_over(attempt, now):
            attempt.due_at = due_at
            attempt.save(update_fields=["due_at"])
