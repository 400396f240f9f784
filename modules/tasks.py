"""Tasks."""

from celery import shared_task
from django.core.management import call_command
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from modules.domain.editions import release_for_pages
from modules.domain.queries import pages_due


@shared_task(name="modules.publish_scheduled", soft_time_limit=90, time_limit=120)
def publish_scheduled() -> None:
    """Publish and unpublish what is due; where that changes a course's requirements, release its next edition."""
    with transaction.atomic():
        due = pages_due(clock.now())
        call_command("publish_scheduled", verbosity=0)  # Questions have dates too.
        if due:
            release_for_pages(pages=due, actor=None, reason=_("Published as scheduled"), now=clock.now())
