"""Housekeeping."""

from celery import shared_task
from django.core.management import call_command


@shared_task(name="accounts.clear_sessions", time_limit=300, soft_time_limit=280)
def task_clear_sessions() -> None:
    """Remove sessions that have expired."""
    call_command("clearsessions")
