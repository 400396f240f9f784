"""What a visitor is told about a course."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe

from core.numbers import digits
from modules.domain.queries import latest_edition
from modules.domain.rendering import screens_of, simulation_html
from modules.domain.snapshots import snapshot_of
from modules.models import CoursePage, LessonPage
from modules.outline import Activity, Outline


@dataclass(frozen=True)
class Landing:
    """The facts of the course page. `hours` is the edition's working; `test` the policy of the final test, if any."""

    course: CoursePage
    outline: Outline
    minutes: int
    hours: dict[str, Any]
    over: bool
    sample: SafeString

    @property
    def contact_hours(self) -> str:
        """As people write them: 0.75, 1.5, 2."""
        return digits(Decimal(self.hours["contact_hours"]))

    @property
    def modules(self) -> int:
        """Numbered modules."""
        return sum(1 for group in self.outline.groups if group.number)

    @property
    def steps(self) -> int:
        """Activities in all."""
        return len(self.outline.activities)

    @property
    def scenarios(self) -> int:
        """Activities that are scenarios."""
        return sum(1 for activity in self.outline.activities if activity.kind == "scenario")

    @property
    def test(self) -> Activity | None:
        """The last test of the course."""
        tests = [activity for activity in self.outline.activities if activity.kind == "test"]
        return tests[-1] if tests else None


def landing_of(course: CoursePage, today: date) -> Landing:
    """The facts of `course` as its latest edition has them, or as published now while there is none."""
    edition = latest_edition(course) if course.pk else None
    snapshot = edition.snapshot if edition else snapshot_of(course)
    return Landing(
        course=course,
        outline=Outline.of(snapshot),
        minutes=snapshot["minutes"],
        hours=snapshot["hours"],
        over=bool(course.expires_on and course.expires_on < today),
        sample=_sample(course),
    )


def _sample(course: CoursePage) -> SafeString:
    """The first annotated post of the course, as a picture of what the course does; kept for an hour."""
    if not course.pk:
        return mark_safe("")
    key = f"sample:{course.pk}"
    html: str | None = cache.get(key)
    if html is None:
        html = str(_find_sample(course))
        cache.set(key, html, 3600)
    return mark_safe(html)  # noqa: S308 -- put there by this function


def _find_sample(course: CoursePage) -> SafeString:
    for lesson in LessonPage.objects.live().descendant_of(course).order_by("path"):
        for screen in (screen for block in lesson.body for screen in screens_of(block)):
            if screen["posts"] and screen["notes"]:
                return simulation_html(screen, 1)
    return mark_safe("")
