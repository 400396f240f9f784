"""Inviting, as the coordinator's form does it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coordination.domain.queries import role_of
from core.errors import Forbidden
from organizations.domain.invitations import invite
from organizations.domain.organizations import add_team
from organizations.models import Invitation, Membership, Organization, Team


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that is on its way; `again` when it takes the place of an open one."""

    membership: Membership
    again: bool


@transaction.atomic
def invite_person(
    *,
    organization: Organization,
    email: str,
    name: str,
    team: Team | None,
    new_team: str,
    role: str,
    actor: Any,
    now: datetime,
) -> Invited:
    """Invite one person into a team, which is made when `new_team` names one.

    Raises `Forbidden` when somebody who is no owner invites a coordinator, `DomainError` for a member.
    """
    if role != Membership.Role.LEARNER and role_of(organization, actor) != Membership.Role.OWNER:
        raise Forbidden(_("Only an owner of the organization may invite coordinators."))
    if new_team:
        team = add_team(organization=organization, name=new_team, actor=actor)
    waiting = Invitation.objects.filter(
        membership__organization=organization,
        membership__email=email.strip().lower(),
        membership__left_at__isnull=True,
        accepted_at__isnull=True,
        revoked_at__isnull=True,
    )
    again = waiting.exists()
    invitation = invite(organization=organization, email=email, name=name, team=team, role=role, actor=actor, now=now)
    return Invited(invitation.membership, again)
