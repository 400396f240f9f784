"""The composition root: settings, URLs, Celery. Nobody imports it; it may import everybody."""

from coursesite.celery import app as celery_app

__all__ = ["celery_app"]
