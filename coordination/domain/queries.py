"""Reading courses, teams and assignments of one organization."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from core import clock
from enrollments.models import Assignment
from modules.models import CoursePage, Edition
from organizations.models import Membership, Organization, Team


@dataclass(frozen=True, slots=True)
class AssignedCourse:
    """A course that the organization has assigned: since which of its days, and the last day it is due."""

    id: int
    key: str
    title: str
    since: date
    due_on: date


def assigned_courses(organization: Organization) -> list[AssignedCourse]:
    """The courses under a standing assignment, the most recently assigned first."""
    rows = (
        Assignment.objects.filter(organization=organization, cancelled_at__isnull=True)
        .values_list("course_id", "course__key", "course__title")
        .annotate(since=Min("created_at"), due=Max("due_on"), latest=Max("created_at"))
        .order_by("-latest", "course_id")
    )
    zone = organization.time_zone
    return [
        AssignedCourse(pk, key, title, clock.local_date(since, zone), due)
        for pk, key, title, since, due, _latest in rows
    ]


def assignable_courses(today: date) -> QuerySet[CoursePage]:
    """The published courses with an edition that are open on the organization's day, by title."""
    released = Edition.objects.filter(course=OuterRef("pk"))
    return CoursePage.objects.filter(Exists(released), live=True, expires_on__gte=today).order_by("title", "pk")


def assignments_for_newcomer(organization: Organization, team: Team | None, today: date) -> list[str]:
    """The titles of the courses that somebody who joins the organization, or this team, is given."""
    covering = Q(everyone=True) | (Q(teams=team) if team else Q(pk__in=[]))
    standing = Assignment.objects.filter(
        covering, organization=organization, cancelled_at__isnull=True, course__expires_on__gte=today
    )
    return sorted(set(standing.values_list("course__title", flat=True)))


def teams_with_size(organization: Organization) -> QuerySet[Team]:
    """The teams by name, each with `people`, the number of its present members."""
    present = Q(memberships__left_at__isnull=True)
    return organization.teams.annotate(people=Count("memberships", filter=present)).order_by("name")


def role_of(organization: Organization, user: Any) -> str:
    """The role of a present member, a user."""
    rows = Membership.objects.filter(organization=organization, user=user, left_at__isnull=True)
    return rows.values_list("role", flat=True).get()
