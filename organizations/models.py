"""The tenant boundary: organizations, their teams, and who belongs to them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Organization(models.Model):
    """An employer or a school that assigns courses to its people."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    time_zone = models.CharField(max_length=64, default="America/New_York")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A ward, a clinic, a shift: people who are looked at together."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="teams")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("organization", Lower("name"), name="team_name_once_in_organization"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person on an organization's roster, with or without an account yet.

    `user` is empty until the invitation is accepted; `left_at` is set when the person leaves, and the row stays.
    """

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        COORDINATOR = "coordinator", _("Coordinator")
        LEARNER = "learner", _("Learner")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    email = models.EmailField(help_text="As the organization knows it.")
    name = models.CharField(max_length=120, blank=True, help_text="As the organization knows it.")
    role = models.CharField(max_length=12, choices=Role, default=Role.LEARNER)
    added_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "email"], name="address_once_in_organization"),
            models.UniqueConstraint(fields=["organization", "user"], name="user_once_in_organization"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="membership_email_lower_case"),
            models.CheckConstraint(
                condition=Q(user__isnull=True, joined_at__isnull=True) | Q(user__isnull=False, joined_at__isnull=False),
                name="joined_when_user_known",
            ),
        ]
        indexes = [models.Index(fields=["organization", "name"], name="membership_by_name")]

    def __str__(self) -> str:
        return self.name or self.email


class Invitation(models.Model):
    """A link by mail that lets one person take up one membership, once, for a while."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="one_open_invitation",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="invitation_expires_later"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True), name="accepted_or_revoked"
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.public_id}"
