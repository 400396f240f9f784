"""Work of the clock."""

import structlog
from celery import shared_task

from core import clock
from enrollments.domain.enrolling import expire_closed
from enrollments.domain.reminders import send_reminders

log = structlog.get_logger(__name__)


@shared_task(name="enrollments.remind", time_limit=110, soft_time_limit=100)
def task_remind() -> None:
    """Close what has expired, then remind of due dates. Safe to run twice; what is cut short comes next time."""
    now = clock.now()
    expired, told = expire_closed(now=now), send_reminders(now=now)
    log.info("reminders queued", reminders=told, expired=expired)
