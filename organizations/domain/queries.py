"""Reading organizations: always for one person."""

from typing import Any

from django.db.models import QuerySet

from organizations.models import Membership, Organization

COORDINATING = (Membership.Role.OWNER, Membership.Role.COORDINATOR)


def coordinated_by(user: Any) -> QuerySet[Organization]:
    """The organizations that this user coordinates or owns, by name."""
    return Organization.objects.filter(
        memberships__user=user, memberships__role__in=COORDINATING, memberships__left_at__isnull=True
    ).order_by("name")


def memberships_of(user: Any) -> QuerySet[Membership]:
    """The user's present memberships."""
    return Membership.objects.filter(user=user, left_at__isnull=True).select_related("organization", "team")
