"""How the mails of this app read. What is no longer true at sending is not sent."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import clock
from enrollments import words
from enrollments.domain import queries
from enrollments.models import Enrollment
from enrollments.reminding import due_step, offset_of
from notices.kinds import Mail


def assigned(payload: Mapping[str, Any], now: datetime) -> Mail | None:
    """A course was assigned; nothing once it is begun, over or no longer due."""
    enrollment = _open(payload["enrollment"], now)
    if enrollment is None or enrollment.started_at or enrollment.due_on is None:
        return None
    context = _context(enrollment, now)
    subject = _("Assigned to you: %(course)s") % {"course": context["course"]}
    return Mail(subject=subject, template="enrollments/mail/assigned", context=context)


def reminder(payload: Mapping[str, Any], now: datetime) -> Mail | None:
    """A step of the schedule; nothing for who has finished, for a due date that was moved, or once the step is past."""
    due_on, step = date.fromisoformat(payload["due_on"]), payload["step"]
    enrollment = _open(payload["enrollment"], now)
    if enrollment is None or enrollment.due_on != due_on:
        return None
    today = clock.local_date(now, enrollment.learner.time_zone)
    if due_step(due_on, today) != step:
        return None
    context = {**_context(enrollment, now), "next_mail": _next_mail(offset_of(step))}
    subject = _("%(course)s: %(distance)s") % {"course": context["course"], "distance": context["distance"]}
    return Mail(subject=subject, template="enrollments/mail/reminder", context=context)


def _open(pk: int, now: datetime) -> Enrollment | None:
    enrollment = Enrollment.objects.select_related("learner", "edition", "course").filter(pk=pk).first()
    if enrollment is None or enrollment.status not in Enrollment.OPEN or not enrollment.learner.is_active:
        return None
    return None if queries.is_out_of_time(enrollment, now) else enrollment


def _context(enrollment: Enrollment, now: datetime) -> dict[str, Any]:
    due_on = enrollment.due_on
    assert due_on is not None
    today = clock.local_date(now, enrollment.learner.time_zone)
    assignee = queries.leading_assignee(enrollment)
    return {
        "name": enrollment.learner.get_short_name(),
        "course": enrollment.course.title,
        "due": date_format(due_on, "l, F j"),
        "distance": words.distance_words(due_on, today),
        "overdue": today > due_on,
        "url": settings.BASE_URL + reverse("enrollments:resume", args=[enrollment.public_id]),
        "note": assignee.assignment.note if assignee else "",
        "author": _author(assignee.assignment) if assignee else "",
        "organization": assignee.assignment.organization.name if assignee else "",
        **_progress(enrollment),
    }


def _author(assignment: Any) -> str:
    return _("%(name)s, your coordinator at %(organization)s") % {
        "name": assignment.created_by.name,
        "organization": assignment.organization.name,
    }


def _progress(enrollment: Enrollment) -> dict[str, Any]:
    progress = queries.progress_of(enrollment)
    if progress is None:
        return {"started": False}
    return {
        "started": True,
        "percent": progress.percent,
        "steps": words.steps_words(progress.steps_done, progress.steps_total),
        "steps_left": progress.steps_total - progress.steps_done,
        "time_left": words.minutes_words(progress.minutes_left),
    }


def _next_mail(offset: int) -> str:
    """When the next reminder comes, after the one at this distance from the due date."""
    if offset == -30:
        return _("We will write again two weeks before it is due.")
    if offset == -14:
        return _("We will write once more, the day before it is due.")
    if offset < 0:
        return _("We write again only if the day passes.")
    return _("We write once a week until the course is complete.")
