"""Regrades as Celery tasks."""

from celery import shared_task

from core import clock
from quizzes.domain.regrades import carry_out, requeue_unfinished


@shared_task(name="quizzes.regrade", time_limit=120, soft_time_limit=110)
def task_regrade(regrade_id: int) -> None:
    """Work on one regrade for a while; the sweep brings what is left."""
    carry_out(regrade_id=regrade_id, now=clock.now())


@shared_task(name="quizzes.sweep_regrades", time_limit=60, soft_time_limit=50)
def task_sweep_regrades() -> None:
    """Queue again the regrades that are not finished."""
    requeue_unfinished(now=clock.now())
