"""Assigning a course to people, by SQL on sets: a number of statements that does not grow with the people."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from core import audit, clock
from core.errors import DomainError
from enrollments.domain import assigning_sql as sql
from enrollments.models import Assignee, Assignment
from modules.models import CoursePage
from notices.domain.outbox import NewMessage, queue_messages
from organizations.models import Membership, Organization, Team

BATCH = 5000
#: Who joins after the assignment was made has at least this many days.
NEWCOMER_DAYS = 30


class AssignmentError(DomainError):
    """A refusal that belongs to one field of the form: `due_on` or `audience`."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Preview:
    """How many people an assignment would reach: all, and of them those with an open enrollment already, those who
    have completed the course, and those without an account yet, who follow when they accept their invitation.
    """

    people: int
    already_in: int
    finished: int
    without_account: int

    @property
    def new(self) -> int:
        """Those who would be enrolled at once."""
        return self.people - self.already_in - self.finished - self.without_account


@dataclass(frozen=True)
class _Created:
    enrollment_id: int
    learner_id: int
    email: str


@transaction.atomic
def assign(
    *,
    organization: Organization,
    course: CoursePage,
    memberships: Iterable[Membership] = (),
    teams: Iterable[Team] = (),
    everyone: bool = False,
    due_on: date,
    note: str = "",
    actor: Any,
    now: datetime,
) -> Assignment:
    """Assign the course to the named people, the teams and, if so said, the whole organization.

    Who is in the course keeps the enrollment and gets the earliest of the due dates; who completed it is left alone;
    who has no account yet follows on joining, as do those who join the teams or the organization later. `due_on` is a
    day in the organization's time zone. Everyone newly enrolled gets one mail.
    Raises `AssignmentError` with the field for a due date that is past or after the course's last day, and for an
    audience that is empty or belongs to another organization.
    """
    _check_due_date(due_on, clock.local_date(now, organization.time_zone), course)
    member_ids, team_ids = _ids(memberships, organization), _ids(teams, organization)
    if not (everyone or member_ids or team_ids):
        raise AssignmentError("audience", _("Choose at least one person or one team."))
    assignment = Assignment.objects.create(
        organization=organization,
        course=course,
        everyone=everyone,
        due_on=due_on,
        note=note.strip(),
        created_by=actor,
        created_at=now,
    )
    assignment.teams.set(team_ids)
    audience = {**_audience(organization, member_ids, team_ids, everyone), "assignment": assignment.pk}
    people = _execute(sql.INSERT_ASSIGNEES, {**audience, "due_on": due_on, "now": now})
    enrolled = sum(_enroll(assignment, first, last, now) for first, last in _ranges(assignment))
    audit.record(
        verb="enrollments.assign",
        obj=assignment,
        actor=actor,
        organization_id=organization.pk,
        after={"course": course.pk, "due_on": due_on.isoformat(), "people": people, "enrolled": enrolled},
    )
    return assignment


def preview_assignment(
    *,
    organization: Organization,
    course: CoursePage,
    memberships: Iterable[Membership] = (),
    teams: Iterable[Team] = (),
    everyone: bool = False,
) -> Preview:
    """What `assign` would find, without writing anything. Raises `AssignmentError` for people of elsewhere."""
    audience = _audience(organization, _ids(memberships, organization), _ids(teams, organization), everyone)
    with connection.cursor() as cursor:
        cursor.execute(sql.PREVIEW, {**audience, "course": course.pk})
        people, already_in, finished, without_account = cursor.fetchone()
    return Preview(people, already_in, finished, without_account)


@transaction.atomic
def enroll_newcomer(*, membership: Membership, now: datetime) -> int:
    """Enroll somebody who has just joined for every assignment that covers them; returns how many are new.

    Who was on the roster when the assignment was made keeps its day; who came later has `NEWCOMER_DAYS` at least.
    """
    today = clock.local_date(now, membership.organization.time_zone)
    covering = {
        "membership": membership.pk,
        "organization": membership.organization_id,
        "team": membership.team_id,
    }
    soonest = today + timedelta(days=NEWCOMER_DAYS)
    _execute(sql.INSERT_NEWCOMER, {**covering, "soonest": soonest, "today": today, "now": now})
    rows = Assignee.objects.filter(
        membership=membership,
        enrollment__isnull=True,
        assignment__cancelled_at__isnull=True,
        assignment__course__expires_on__gte=today,
    )
    assigned = list(rows.select_related("assignment").order_by("due_on", "pk"))
    return sum(_enroll(row.assignment, row.pk, row.pk, now) for row in assigned)


def _enroll(assignment: Assignment, first: int, last: int, now: datetime) -> int:
    """Enroll the assignees with ids from `first` to `last` who have an account; returns how many are new."""
    batch = {
        "assignment": assignment.pk,
        "course": assignment.course_id,
        "first": first,
        "last": last,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.INSERT_ENROLLMENTS, batch)
        created = [_Created(*row) for row in cursor.fetchall()]
        cursor.execute(sql.LINK_ASSIGNEES, batch)
        cursor.execute(sql.EARLIEST_DUE_DATE, batch)
    queue_messages(messages=(_message(assignment, new) for new in created), now=now)
    return len(created)


def _message(assignment: Assignment, new: _Created) -> NewMessage:
    return NewMessage(
        kind="enrollments.assigned",
        key=f"enrollments.assigned:{new.enrollment_id}",
        to=new.email,
        payload={"enrollment": new.enrollment_id},
        recipient_id=new.learner_id,
        organization_id=assignment.organization_id,
    )


def _check_due_date(due_on: date, today: date, course: CoursePage) -> None:
    if due_on < today:
        raise AssignmentError("due_on", _("Due date: choose today or a later day."))
    if due_on > course.expires_on:
        raise AssignmentError(
            "due_on", _("Due date: choose a day before the course closes. Its last day comes earlier.")
        )


def _ids(things: Iterable[Membership | Team], organization: Organization) -> list[int]:
    chosen = list(things)
    if any(thing.organization_id != organization.pk for thing in chosen):
        raise AssignmentError("audience", _("Choose people and teams of this organization only."))
    return [thing.pk for thing in chosen]


def _audience(organization: Organization, member_ids: list[int], team_ids: list[int], everyone: bool) -> dict[str, Any]:
    return {"organization": organization.pk, "members": member_ids, "teams": team_ids, "everyone": everyone}


def _ranges(assignment: Assignment) -> Iterator[tuple[int, int]]:
    """First and last id of each batch of assignees, in order."""
    rows = Assignee.objects.filter(assignment=assignment).order_by("pk").values_list("pk", flat=True)
    last = 0
    while ids := list(rows.filter(pk__gt=last)[:BATCH]):
        last = ids[-1]
        yield ids[0], last


def _execute(statement: str, parameters: dict[str, Any]) -> int:
    """Run a writing statement; returns the number of rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)
