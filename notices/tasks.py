"""Delivery as Celery tasks."""

from time import monotonic

from celery import shared_task

from core import clock
from notices.domain.delivery import deliver_message, requeue_due

#: Seconds; what is left until the soft limit is for the mail in hand.
PATIENCE = 200


@shared_task(name="notices.deliver", time_limit=300, soft_time_limit=280)
def task_deliver(message_ids: list[int]) -> None:
    """Send the messages that are still queued; those sent already are passed over.

    Stops before its time is over, so that no limit strikes in the middle of a mail; the sweep brings the rest.
    """
    until = monotonic() + PATIENCE
    for message_id in message_ids:
        if monotonic() > until:
            break
        deliver_message(message_id=message_id, now=clock.now())


@shared_task(name="notices.sweep", time_limit=60, soft_time_limit=50)
def task_sweep() -> None:
    """Queue again what is due."""
    requeue_due(now=clock.now())
