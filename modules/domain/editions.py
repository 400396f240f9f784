"""Editions: what completing a course requires, frozen."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.models import User
from core import audit
from core.errors import DomainError
from modules.domain.queries import courses_around, latest_edition
from modules.domain.snapshots import content_hash, requirements_hash, snapshot_of
from modules.models import CoursePage, Edition


@transaction.atomic
def release_edition(*, course: CoursePage, actor: User | None, reason: str, now: datetime) -> Edition:
    """The edition of what completing `course` requires as published now: the latest, or a new one when that changed.

    `reason` is kept with a new edition (at most 300 characters). Raises `DomainError` for a course that is not
    published or has no published activity: completing nothing is not a course. Safe to call at any time, twice.
    """
    locked = CoursePage.objects.select_for_update(of=("self",)).get(pk=course.pk)
    snapshot = snapshot_of(locked)
    if not locked.live or not snapshot["groups"]:
        raise DomainError(_("Publish the course and at least one lesson before it can be taken."))
    latest = latest_edition(locked)
    digest = requirements_hash(snapshot)
    if latest and latest.requirements_hash == digest:
        return latest
    edition = Edition.objects.create(
        course=locked,
        number=latest.number + 1 if latest else 1,
        snapshot=snapshot,
        content_hash=content_hash(snapshot),
        requirements_hash=digest,
        reason=reason[:300],
        released_at=now,
        released_by=actor,
    )
    audit.record(
        verb="modules.release_edition",
        obj=edition,
        actor=actor,
        before={"number": latest.number if latest else None},
        after={"course": locked.key, "number": edition.number, "content_hash": edition.content_hash},
    )
    return edition


@transaction.atomic
def release_for_pages(*, pages: list[Page], actor: User | None, reason: str, now: datetime) -> list[Edition]:
    """`release_edition` for each published course that `pages` belong to; what is not yet a course is passed over."""
    editions = []
    for course in courses_around(pages):
        with suppress(DomainError):
            editions.append(release_edition(course=course, actor=actor, reason=reason, now=now))
    return editions
