"""The audit trail: who did what to which object, before and after. Append-only, held by a database trigger."""

from django.db import models


class AuditEvent(models.Model):
    """One fact of the past. Holds ids, never names, so that erasing a person leaves it intact."""

    at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True, help_text="User, or empty when the system itself acted.")
    verb = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=40)
    organization_id = models.BigIntegerField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    request_id = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "at"], name="audit_by_object"),
            models.Index(fields=["organization_id", "at"], name="audit_by_organization"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}"
