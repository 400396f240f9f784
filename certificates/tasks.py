"""Printing as Celery tasks."""

from celery import shared_task

from certificates.domain.rendering import ensure_rendered, requeue_unrendered
from core import clock


@shared_task(name="certificates.render", time_limit=60, soft_time_limit=50)
def task_render(certificate_id: int) -> None:
    """Print one certificate, unless that is done."""
    ensure_rendered(certificate_id=certificate_id, now=clock.now())


@shared_task(name="certificates.sweep", time_limit=60, soft_time_limit=50)
def task_sweep() -> None:
    """Queue again what a lost broker or a killed worker left unprinted."""
    requeue_unrendered(now=clock.now())
