"""Organizations and their teams."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from organizations.models import Membership, Organization, Team


@transaction.atomic
def create_organization(*, name: str, slug: str, owner: Any, now: datetime, time_zone: str) -> Organization:
    """A new organization with its first owner, a user."""
    organization = Organization.objects.create(name=name, slug=slug, time_zone=time_zone)
    Membership.objects.create(
        organization=organization,
        user=owner,
        email=owner.email,
        name=owner.name,
        role=Membership.Role.OWNER,
        added_at=now,
        joined_at=now,
    )
    audit.record(verb="organizations.create", obj=organization, actor=owner, organization_id=organization.pk)
    return organization


@transaction.atomic
def add_team(*, organization: Organization, name: str, actor: Any) -> Team:
    """The team of this name, made when it is new."""
    # Two who name the same team at once wait for each other here.
    Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    team = Team.objects.filter(organization=organization, name__iexact=name.strip()).first()
    if team is None:
        team = Team.objects.create(organization=organization, name=name.strip())
        audit.record(verb="organizations.add_team", obj=team, actor=actor, organization_id=organization.pk)
    return team
