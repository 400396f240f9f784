"""The outbox: every e-mail is a row before it is sent."""

import uuid

from django.db import models
from django.db.models import Q


class Message(models.Model):
    """One e-mail to one person.

    `payload` holds ids only; the text is built at the moment of sending from `kind` and `payload`, so that what is
    no longer true is not sent. `key` names the fact told: the same fact is never queued twice.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        SENT = "sent", "Sent"
        SKIPPED = "skipped", "No longer needed"
        FAILED = "failed", "Failed"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    recipient_id = models.BigIntegerField(null=True, help_text="User, when the address belongs to one.")
    organization_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    subject = models.CharField(max_length=200, blank=True, help_text="As sent.")
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField(help_text="Earliest moment of the next try.")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state="queued"), name="outbox_queued"),
            models.Index(fields=["recipient_id", "created_at"], name="outbox_by_recipient"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="sent_message_has_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id} ({self.state})"
