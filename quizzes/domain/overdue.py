"""The clock's share in attempts: what their learners left behind is brought to its end."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db.models import F, QuerySet, Value

from enrollments.models import Enrollment
from quizzes.domain.submitting import settle
from quizzes.models import Attempt

log = structlog.get_logger(__name__)
BATCH = 500


def close_overdue(*, now: datetime) -> int:
    """Settle every attempt that waits for the clock; how many were settled.

    Open attempts whose enrollment is over are abandoned, those whose time and grace are over handed in with what was
    saved, those handed in but not graded are graded. Each attempt has its own transactions: one that fails is logged
    and stays for the next run, a stop in between loses nothing, and a second run beside this one changes nothing.
    """
    return sum(
        _settled(attempt, now) for attempt in chain(_batches(_left()), _batches(_over(now)), _batches(_ungraded()))
    )


def _settled(attempt: Attempt, now: datetime) -> bool:
    try:
        settle(attempt=attempt, now=now)
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:
        log.error("attempt left as it is", attempt=attempt.pk, error=type(error).__name__)
        return False
    return True


def _left() -> QuerySet[Attempt]:
    return Attempt.objects.filter(state=Attempt.State.IN_PROGRESS).exclude(
        enrollment__status=Enrollment.Status.IN_PROGRESS
    )


def _over(now: datetime) -> QuerySet[Attempt]:
    grace = F("grace_seconds") * Value(timedelta(seconds=1))
    # The first condition is what the index holds; grace is short.
    return Attempt.objects.filter(state=Attempt.State.IN_PROGRESS, due_at__lt=now).filter(due_at__lt=Value(now) - grace)


def _ungraded() -> QuerySet[Attempt]:
    return Attempt.objects.filter(state=Attempt.State.SUBMITTED)


def _batches(rows: QuerySet[Attempt]) -> Iterator[Attempt]:
    """The rows by their ids, a batch at a time; one that stays is met once."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).only("pk").order_by("pk")[:BATCH]):
        yield from batch
        last = batch[-1].pk
