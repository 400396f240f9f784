"""Celery and its schedule, in code: reviewable, and the same everywhere."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coursesite.settings.dev")

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "heartbeat": {"task": "core.heartbeat", "schedule": 15.0},
    # Redelivers what a lost broker or a killed worker swallowed.
    "sweep-outbox": {"task": "notices.sweep", "schedule": 60.0},
    "send-reminders": {"task": "enrollments.remind", "schedule": 60.0},
    "render-certificates": {"task": "certificates.sweep", "schedule": 60.0},
    # Hands in the tests whose time is over; grades what a crash left ungraded.
    "close-attempts": {"task": "quizzes.close_overdue", "schedule": 60.0},
    # Goes on with regrades that are larger than one task, or whose task was lost.
    "sweep-regrades": {"task": "quizzes.sweep_regrades", "schedule": 60.0},
    "publish-scheduled": {"task": "modules.publish_scheduled", "schedule": crontab(minute="*/5")},
    "clear-sessions": {"task": "accounts.clear_sessions", "schedule": crontab(hour="4", minute="10")},
}

app = Celery("coursesite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
