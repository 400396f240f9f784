"""Reads."""

from datetime import datetime

from django.db.models import BigIntegerField, Q
from django.db.models.functions import Cast
from wagtail.models import Page, Revision

from modules.models import CoursePage, Edition


def latest_edition(course: CoursePage) -> Edition | None:
    """The edition that those who start now are given; None before the first release."""
    return Edition.objects.filter(course_id=course.pk).order_by("-number").first()


def courses_around(pages: list[Page]) -> list[CoursePage]:
    """The published courses that the pages belong to (or are), each once, in tree order. One query."""
    starts = {page.path[: Page.steplen * 3] for page in pages if page.depth >= 3}
    return list(CoursePage.objects.filter(path__in=starts, live=True).order_by("path"))


def pages_due(now: datetime) -> list[Page]:
    """The pages that are to be published, or to expire, at a moment that has passed."""
    revisions = Revision.page_revisions.filter(approved_go_live_at__lt=now)
    ids = revisions.annotate(page_id=Cast("object_id", BigIntegerField())).values("page_id")
    return list(Page.objects.filter(Q(live=True, expire_at__lt=now) | Q(pk__in=ids)))


def is_in_an_edition(page_id: int) -> bool:
    """Whether any edition asks for the activity: whoever started with that edition still needs the page."""
    return Edition.objects.filter(snapshot__contains={"groups": [{"activities": [{"id": page_id}]}]}).exists()
