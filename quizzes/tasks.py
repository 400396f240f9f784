"""Work of the clock."""

import structlog
from celery import shared_task

from core import clock
from quizzes.domain.overdue import close_overdue
from quizzes.regrade_tasks import task_regrade, task_sweep_regrades

__all__ = ["task_close_overdue", "task_regrade", "task_sweep_regrades"]

log = structlog.get_logger(__name__)


@shared_task(name="quizzes.close_overdue", time_limit=110, soft_time_limit=100)
def task_close_overdue() -> None:
    """Bring to their end the attempts that wait for the clock. Safe to run twice; what is cut short comes next time."""
    settled = close_overdue(now=clock.now())
    log.info("attempts settled", attempts=settled)
