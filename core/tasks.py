"""The kernel's tasks."""

from celery import shared_task

from core import health


@shared_task(name="core.heartbeat", time_limit=10, soft_time_limit=8)
def task_heartbeat() -> None:
    """Proves that beat schedules, the broker carries and a worker works."""
    health.beat_heart()
