"""From enrollments to what My learning shows. No database: everything is loaded by `queries`."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.models import Certificate
from enrollments import progress, words
from enrollments.models import Enrollment
from modules.models import Edition
from modules.outline import Activity, Group, Outline


@dataclass(frozen=True)
class Task:
    """One open course in the list. `status` and `state` are the chip's; `due` is empty without a due date."""

    title: str
    detail: str
    status: str
    state: str
    due: str
    late: bool
    url: str
    label: str


@dataclass(frozen=True)
class Continue:
    """The course to go on with: the next step, and the spine of what is behind."""

    title: str
    where: str
    parts: list[dict[str, float]]
    spine: str
    steps: str
    left: str
    url: str
    label: str
    course_url: str


@dataclass(frozen=True)
class Finished:
    """A completed course; `certificate` is None when none was given."""

    title: str
    completed_on: date
    url: str
    certificate: Certificate | None


def task_of(enrollment: Enrollment, edition: Edition | None, assigner: str, today: date) -> Task:
    """The row of an open enrollment. `edition` is the pinned one or, before the start, the latest."""
    late = progress.is_overdue(enrollment.due_on, today, enrollment.status)
    due_on = enrollment.due_on
    return Task(
        title=enrollment.course.title,
        detail=_detail(edition, assigner),
        status="overdue" if late else str(enrollment.status),
        state=words.overdue_words(due_on, today) if late and due_on else "",
        due=words.due_words(due_on, today) if due_on else "",
        late=late,
        url=reverse("enrollments:resume", args=[enrollment.public_id]),
        label=_("Resume") if enrollment.started_at else _("Start now") if late else _("Start"),
    )


def _detail(edition: Edition | None, assigner: str) -> str:
    """ "90 minutes, 1.5 contact hours. Assigned by Tomas Okafor"."""
    parts = []
    if edition is not None:
        parts.append(words.minutes_words(edition.snapshot["minutes"]))
        hours = hours_of(edition)
        if hours:
            parts[0] = f"{parts[0]}, {words.hours_words(hours)}"
    if assigner:
        parts.append(_("Assigned by %(name)s") % {"name": assigner})
    return ". ".join(parts)


def hours_of(edition: Edition) -> Decimal:
    """The contact hours of an edition."""
    return Decimal(edition.snapshot["hours"]["contact_hours"])


def continue_of(enrollment: Enrollment, done: Set[int], course_url: str) -> Continue:
    """The panel of an enrollment in progress; `done` are the ids of the activities done."""
    assert enrollment.edition is not None
    outline = Outline.of(enrollment.edition.snapshot)
    reached = progress.evaluate(outline, done, False)
    step = reached.next
    return Continue(
        title=step.title if step else _("The evaluation"),
        where=_where(outline, step),
        parts=progress.shares(outline, done),
        spine=_spine_words(outline, done),
        steps=words.steps_words(reached.steps_done, reached.steps_total),
        left=_("%(time)s to go") % {"time": words.minutes_words(reached.minutes_left)} if step else "",
        url=reverse("enrollments:resume", args=[enrollment.public_id]),
        label=_resume_words(step),
        course_url=course_url,
    )


def _where(outline: Outline, step: Activity | None) -> str:
    """ "Module 3, step 2. About 4 minutes.", or what is left after the last step."""
    if step is None:
        return _("Every step is done. Tell us how the course was, and your certificate follows.")
    time = _("About %(time)s.") % {"time": words.minutes_words(step.minutes)}
    group = _group_of(outline, step)
    if group.number is None:
        return time
    place = [activity.id for activity in group.activities].index(step.id) + 1
    return _("Module %(module)s, step %(step)s. %(time)s") % {
        "module": group.number,
        "step": place,
        "time": time,
    }


def _group_of(outline: Outline, step: Activity) -> Group:
    return next(group for group in outline.groups if step in group.activities)


def _resume_words(step: Activity | None) -> str:
    if step is None:
        return _("Fill in the evaluation")
    kinds: dict[str, Any] = {"scenario": _("Resume scenario"), "test": _("Go to the test")}
    return str(kinds.get(step.kind, _("Resume lesson")))


def _spine_words(outline: Outline, done: Set[int]) -> str:
    """The spine in words: "Progress by part: 2 complete, 1 in progress, 3 not started."."""
    states = [progress.group_state(group, done) for group in outline.groups]
    return _("Progress by part: %(complete)s complete, %(begun)s in progress, %(rest)s not started.") % {
        "complete": states.count("complete"),
        "begun": states.count("in_progress"),
        "rest": states.count("not_started"),
    }
