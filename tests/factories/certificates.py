"""Completed enrollments and certificates for tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import models
from wagtail.models import Locale, Page

from accounts.models import User
from certificates.domain.issuing import issue_certificate
from certificates.models import Certificate
from enrollments.models import Enrollment
from modules.models import CoursePage, Edition, HomePage
from tests.factories.accounts import UserFactory

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def snapshot(**changes: Any) -> dict[str, Any]:
    """What an edition freezes, as far as a certificate reads it."""
    return {
        "title": "Building a responsible online presence",
        "provider": {"name": "Alder Valley Health", "address": "12 Orchard Street, Marsh Hollow, VT", "number": "A-7"},
        "signatory": {"name": "M. Ferreira-Hale", "title": "Course director"},
        "statements": {"accreditation": "", "commercial_support": "None.", "disclosures": []},
        "dates": {"released_on": "2026-01-01", "reviewed_on": "2026-01-01", "expires_on": "2028-01-01"},
        "hours": {"contact_hours": "0.75"},
        "groups": [],
        **changes,
    }


def edition(**changes: Any) -> Edition:
    """The first edition of a new course."""
    return Edition.objects.create(
        course=_course(), number=1, snapshot=snapshot(**changes), content_hash="c" * 64, requirements_hash="r" * 64,
        released_at=NOON - timedelta(days=30),
    )  # fmt: skip


def completed_enrollment(*, learner: User | None = None, completed_at: datetime = NOON, **changes: Any) -> Enrollment:
    """An enrollment whose course is complete; `changes` go into the edition's snapshot."""
    pinned = edition(**changes)
    return Enrollment.objects.create(
        learner=learner or confirmed_learner(), course=pinned.course, edition=pinned, status="completed",
        enrolled_at=completed_at, started_at=completed_at, completed_at=completed_at,
    )  # fmt: skip


def confirmed_learner(name: str = "Priya Nandakumar, RN", **fields: Any) -> User:
    """A learner who has confirmed the name for certificates."""
    return UserFactory.create(certificate_name=name, certificate_name_confirmed_at=NOON, **fields)


def certificate(*, learner: User | None = None, name: str = "", **changes: Any) -> Certificate:
    """An issued certificate that is not printed yet; `changes` go into the edition's snapshot."""
    holder = learner or (confirmed_learner(name) if name else None)
    issued = issue_certificate(enrollment=completed_enrollment(learner=holder, **changes), now=NOON)
    assert issued is not None
    return issued


def _course() -> CoursePage:
    Locale.objects.get_or_create(language_code="en-us")
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    home = HomePage.objects.first() or root.add_child(instance=HomePage(title="Courses", slug="courses"))
    key = f"presence-{CoursePage.objects.count() + 1}"
    texts = {
        field.name: "Words."
        for field in CoursePage._meta.local_fields
        if isinstance(field, models.CharField | models.TextField) and not field.blank
    }
    days = dict.fromkeys(("released_on", "reviewed_on", "expires_on"), "2028-01-01")
    return home.add_child(instance=CoursePage(**(texts | days | {"title": "Presence", "slug": key, "key": key})))
