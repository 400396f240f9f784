"""Handing work to Celery after the transaction has committed."""

from collections.abc import Sequence

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def send_on_commit(task: str, *args: object) -> None:
    """Queue the task named `task` with plain arguments once the current transaction commits.

    A broker that is down must not undo or fail what has been committed: every task so queued has a sweep in the beat
    schedule that finds its work in the database later.
    """
    send_many_on_commit(task, [args])


def send_many_on_commit(task: str, calls: Sequence[tuple[object, ...]]) -> None:
    """The same for many calls of one task; the first that finds the broker away leaves the rest to the sweep too."""
    if calls:
        transaction.on_commit(lambda: _send_all(task, calls))


def _send_all(task: str, calls: Sequence[tuple[object, ...]]) -> None:
    for args in calls:
        if not _send(task, args):
            return


def _send(task: str, args: tuple[object, ...]) -> bool:
    try:
        current_app.send_task(task, args=args)
    except (OperationalError, ConnectionError, TimeoutError) as error:
        log.warning("broker unreachable, left to the sweep", task=task, error=type(error).__name__)
        return False
    return True
