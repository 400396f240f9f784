"""Inviting people by mail, and their acceptance."""

from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import transaction

from core import audit
from core.errors import DomainError, Forbidden, Gone
from notices.domain.outbox import NewMessage, queue_message
from organizations.models import Invitation, Membership, Organization, Team
from organizations.signals import member_joined

SALT = "organizations.invitation"
VALID_FOR = timedelta(days=14)


def token_of(invitation: Invitation) -> str:
    """The secret part of the invitation's link. It is signed, not stored."""
    return signing.dumps(str(invitation.public_id), salt=SALT)


def invitation_from_token(*, token: str, now: datetime) -> Invitation:
    """The open invitation behind a link.

    Raises `Gone` with the remedy when the link is wrong, used, withdrawn or too old.
    """
    try:
        public_id = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise Gone("This invitation link is not complete. Copy the whole link from the mail.") from None
    invitation = (
        Invitation.objects.select_related("membership__organization", "membership__team", "membership__user")
        .filter(public_id=public_id)
        .first()
    )
    if invitation is None or invitation.revoked_at:
        raise Gone("This invitation was replaced or withdrawn. Use the newest mail, or ask your coordinator.")
    if invitation.accepted_at:
        raise Gone("This invitation was used already. Sign in with your email address and password.")
    if invitation.expires_at <= now:
        raise Gone("This invitation has expired. Ask your coordinator to send a new one.")
    return invitation


@transaction.atomic
def invite(
    *,
    organization: Organization,
    email: str,
    name: str = "",
    team: Team | None = None,
    role: str = Membership.Role.LEARNER,
    actor: Any,
    now: datetime,
) -> Invitation:
    """Put a person on the roster and send the link. An open invitation to the same address is replaced.

    Raises `DomainError` when the address belongs to a member already.
    """
    membership, created = Membership.objects.select_for_update(of=("self",)).get_or_create(
        organization=organization,
        email=email.strip().lower(),
        defaults={"name": name, "team": team, "role": role, "added_at": now},
    )
    if membership.user_id and not membership.left_at:
        raise DomainError(f"{membership.email} is a member already. Look for the name under People.")
    if not created:
        membership.name, membership.team, membership.role = name or membership.name, team, role
        membership.left_at = None
        membership.save(update_fields=["name", "team", "role", "left_at"])
    return _send(membership=membership, actor=actor, now=now)


@transaction.atomic
def resend_invitation(*, membership: Membership, actor: Any, now: datetime) -> Invitation:
    """A fresh link in place of the old one. Raises `DomainError` when the person has joined."""
    locked = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if locked.user_id:
        raise DomainError("This person has joined already; there is nothing to send.")
    return _send(membership=locked, actor=actor, now=now)


def _send(*, membership: Membership, actor: Any, now: datetime) -> Invitation:
    membership.invitations.filter(accepted_at__isnull=True, revoked_at__isnull=True).update(revoked_at=now)
    invitation = Invitation.objects.create(
        membership=membership, invited_by=actor, created_at=now, expires_at=now + VALID_FOR
    )
    message = NewMessage(
        kind="organizations.invitation",
        key=f"organizations.invitation:{invitation.public_id}",
        to=membership.email,
        payload={"invitation": invitation.pk},
        organization_id=membership.organization_id,
    )
    queue_message(message=message, now=now)
    audit.record(verb="organizations.invite", obj=membership, actor=actor, organization_id=membership.organization_id)
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: Any, now: datetime) -> Membership:
    """Give the membership its user, once. The address of the account must be the invited one.

    Raises `Forbidden` for another account, `Gone` when somebody was faster, `DomainError` when the account belongs to
    the organization already.
    """
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=invitation.membership_id)
    locked = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if user.email != membership.email:
        raise Forbidden("This invitation is for another email address. Sign out, then open the link again.")
    if locked.accepted_at or locked.revoked_at or locked.expires_at <= now:
        raise Gone("This invitation is no longer open. Ask your coordinator to send a new one.")
    others = Membership.objects.filter(organization=membership.organization_id, user=user).exclude(pk=membership.pk)
    if others.exists():
        raise DomainError("Your account belongs to this organization already.")
    locked.accepted_at = now
    locked.save(update_fields=["accepted_at"])
    membership.user, membership.joined_at, membership.left_at = user, now, None
    membership.name = membership.name or user.name
    membership.save(update_fields=["user", "joined_at", "left_at", "name"])
    audit.record(verb="organizations.join", obj=membership, actor=user, organization_id=membership.organization_id)
    member_joined.send(sender=Membership, membership=membership, now=now)
    return membership
