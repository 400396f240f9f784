"""Wagtail's signals, for what passes by the hooks of the CMS."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.signals import workflow_approved

from core import clock
from modules.domain.editions import release_for_pages


@receiver(workflow_approved)
def approved(sender: type, instance: Any, user: Any = None, **kwargs: Any) -> None:
    """An approval publishes."""
    page = instance.content_object
    if isinstance(page, Page):
        release_for_pages(pages=[page], actor=user, reason=_("“%(title)s” approved") % {"title": page}, now=clock.now())
