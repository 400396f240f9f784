"""Reading what a clinician's own pages show, in a number of queries that does not grow with the courses."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse

from certificates.models import Certificate
from core import clock
from core.numbers import digits
from enrollments.domain.queries import enrollments_of, latest_editions
from enrollments.models import ActivityCompletion, Assignee, Enrollment, Plan
from learning.domain.rows import Continue, Finished, Task, continue_of, hours_of, task_of
from modules.models import CoursePage, Edition
from modules.outline import Outline
from organizations.domain.queries import memberships_of

Status = Enrollment.Status


@dataclass(frozen=True)
class Overview:
    """My learning. Hours are contact hours; `offered` are published courses that the learner has not taken."""

    places: str
    going_on: Continue | None
    assigned: list[Task]
    chosen: list[Task]
    finished: list[Finished]
    offered: list[CoursePage]
    year: int
    hours_earned: Decimal
    hours_in_progress: Decimal

    @property
    def earned_digits(self) -> str:
        """Contact hours earned this year, as digits."""
        return digits(self.hours_earned)

    @property
    def in_progress_digits(self) -> str:
        """Contact hours of the courses begun, as digits."""
        return digits(self.hours_in_progress)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.assigned or self.chosen)


@dataclass(frozen=True)
class OwnPlan:
    """An if–then plan with the title of its module."""

    plan: Plan
    module: str


def overview(user: Any, now: datetime) -> Overview:
    """Everything that My learning shows to this user at this moment."""
    today = clock.local_date(now, user.time_zone)
    enrollments = list(enrollments_of(user).select_related("certificate"))
    open_ones = sorted(
        (each for each in enrollments if each.status in Enrollment.OPEN),
        key=lambda each: (each.due_on or date.max, each.pk),
    )
    done = [each for each in enrollments if each.status == Status.COMPLETED]
    editions = _editions(open_ones)
    assigners = _assigners(open_ones)
    rows = [(each, task_of(each, editions.get(each.pk), assigners.get(each.pk, ""), today)) for each in open_ones]
    taken = {each.course_id for each in (*open_ones, *done)}
    finished = [_finished(each, user) for each in reversed(done)]
    return Overview(
        places=_places(user),
        going_on=_going_on(open_ones),
        assigned=[task for each, task in rows if each.due_on],
        chosen=[task for each, task in rows if not each.due_on],
        finished=finished,
        offered=[] if rows else list(CoursePage.objects.live().filter(expires_on__gte=today).exclude(pk__in=taken)),
        year=today.year,
        hours_earned=_hours_earned(finished, today.year),
        hours_in_progress=sum(
            (hours_of(each.edition) for each in open_ones if each.edition is not None), start=Decimal(0)
        ),
    )


def completed_enrollment(user: Any, public_id: UUID) -> Enrollment | None:
    """One of the user's enrollments with edition, course and certificate, or None."""
    return enrollments_of(user).select_related("learner", "certificate").filter(public_id=public_id).first()


def plans_of(enrollment: Enrollment) -> list[OwnPlan]:
    """The learner's plans in the order of the course."""
    assert enrollment.edition is not None
    outline = Outline.of(enrollment.edition.snapshot)
    titles = {activity.id: group.title for group in outline.groups for activity in group.activities}
    plans = sorted(Plan.objects.filter(enrollment=enrollment), key=lambda plan: list(titles).index(plan.activity_id))
    return [OwnPlan(plan, titles[plan.activity_id]) for plan in plans]


def certificate_of(enrollment: Enrollment) -> Certificate | None:
    """The enrollment's certificate, when it was loaded with it and there is one."""
    return getattr(enrollment, "certificate", None)


def _editions(enrollments: list[Enrollment]) -> dict[int, Edition]:
    """The edition of each enrollment: pinned, or the latest before the start."""
    latest = latest_editions({each.course_id for each in enrollments if each.edition is None})
    found = {each.pk: each.edition or latest.get(each.course_id) for each in enrollments}
    return {pk: edition for pk, edition in found.items() if edition is not None}


def _assigners(enrollments: list[Enrollment]) -> dict[int, str]:
    """Who assigned each enrollment, by the assignment that is due first."""
    rows = Assignee.objects.filter(enrollment__in=enrollments, assignment__cancelled_at__isnull=True)
    names: dict[int, str] = {}
    for enrollment_id, name in rows.order_by("due_on", "pk").values_list(
        "enrollment_id", "assignment__created_by__name"
    ):
        names.setdefault(enrollment_id, name)
    return names


def _going_on(enrollments: list[Enrollment]) -> Continue | None:
    """The enrollment that was worked on last."""
    begun = [each for each in enrollments if each.status == Status.IN_PROGRESS]
    if not begun:
        return None
    done: dict[int, set[int]] = defaultdict(set)
    touched = {each.pk: each.started_at or each.enrolled_at for each in begun}
    rows = ActivityCompletion.objects.filter(enrollment__in=begun)
    for pk, activity_id, at in rows.values_list("enrollment_id", "activity_id", "completed_at"):
        done[pk].add(activity_id)
        touched[pk] = max(touched[pk], at)
    latest = max(begun, key=lambda each: (touched[each.pk], each.pk))
    return continue_of(latest, done[latest.pk], latest.course.url or "/")


def _finished(enrollment: Enrollment, user: Any) -> Finished:
    assert enrollment.completed_at is not None
    return Finished(
        title=enrollment.course.title,
        completed_on=clock.local_date(enrollment.completed_at, user.time_zone),
        url=reverse("learning:completed", args=[enrollment.public_id]),
        certificate=certificate_of(enrollment),
    )


def _hours_earned(finished: list[Finished], year: int) -> Decimal:
    certificates = [each.certificate for each in finished if each.certificate]
    counted = (each for each in certificates if each.completed_on.year == year and not each.revoked_at)
    return sum((each.contact_hours for each in counted), start=Decimal(0))


def _places(user: Any) -> str:
    """ "Alder Valley Health, Medical Intensive Care", one after another."""
    places = [[each.organization.name, *([each.team.name] if each.team else [])] for each in memberships_of(user)]
    return ". ".join(", ".join(place) for place in places)
