"""Writing and reading the audit trail."""

from typing import Any

import structlog
from django.db.models import Model, QuerySet

from core import clock
from core.models import AuditEvent


def record(
    *,
    verb: str,
    obj: Model,
    actor: Any = None,
    organization_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEvent:
    """Write one event, in the transaction of the change it tells.

    `verb` is `app.verb` (`enrollments.complete`); `actor` a user or None for the system; `before` and `after` hold
    plain values without personal data.
    """
    return AuditEvent.objects.create(
        at=clock.now(),
        actor_id=getattr(actor, "pk", None),
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        organization_id=organization_id,
        before=before or {},
        after=after or {},
        request_id=str(structlog.contextvars.get_contextvars().get("request_id", "")),
    )


def events_of(obj: Model) -> QuerySet[AuditEvent]:
    """The events of one object, oldest first."""
    return AuditEvent.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk)).order_by("at", "pk")
