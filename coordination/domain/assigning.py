"""Assigning, as the coordinator's form does it: once, however often its button is pressed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from core import audit
from core.models import AuditEvent
from enrollments.domain.assigning import assign
from enrollments.models import Assignment, Enrollment
from modules.models import CoursePage
from organizations.models import Membership, Organization, Team

VERB = "coordination.confirm_assignment"
#: A form that was left open longer than this is a new decision.
FORM_LIVES = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Assigned:
    """What an assignment did: people enrolled now, and people invited who follow on joining."""

    assignment: Assignment
    enrolled: int
    waiting: int


@transaction.atomic
def assign_once(
    *,
    form: UUID,
    organization: Organization,
    course: CoursePage,
    memberships: Iterable[Membership],
    teams: Iterable[Team],
    everyone: bool,
    due_on: date,
    note: str,
    actor: Any,
    now: datetime,
) -> Assigned:
    """Assign the course; a second call with the same `form` returns what the first one did.

    `form` names the page that was confirmed. Raises what `enrollments.domain.assigning.assign` raises.
    """
    # Two presses of one button wait for each other here.
    Membership.objects.select_for_update(of=("self",)).get(organization=organization, user=actor)
    assignment = _made_before(form, organization, actor, now)
    if assignment is None:
        assignment = assign(
            organization=organization,
            course=course,
            memberships=memberships,
            teams=teams,
            everyone=everyone,
            due_on=due_on,
            note=note,
            actor=actor,
            now=now,
        )
        audit.record(verb=VERB, obj=assignment, actor=actor, organization_id=organization.pk, after={"form": str(form)})
    return Assigned(
        assignment=assignment,
        enrolled=Enrollment.objects.filter(assignees__assignment=assignment, enrolled_at=assignment.created_at).count(),
        waiting=assignment.assignees.filter(membership__user__isnull=True).count(),
    )


def _made_before(form: UUID, organization: Organization, actor: Any, now: datetime) -> Assignment | None:
    made = AuditEvent.objects.filter(
        organization_id=organization.pk,
        verb=VERB,
        actor_id=actor.pk,
        at__gte=now - FORM_LIVES,
        after__form=str(form),
    ).first()
    return Assignment.objects.get(pk=made.object_id) if made else None
