"""Writing and reading the audit trail."""

from collections.abc import Iterable
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
    event = _event(verb, type(obj), obj.pk, before, after)
    event.actor_id, event.organization_id = getattr(actor, "pk", None), organization_id
    event.save(force_insert=True)
    return event


def record_many(
    *,
    verb: str,
    model: type[Model],
    ids: Iterable[int],
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """The same event of the system itself for many rows, a thousand in a statement."""
    AuditEvent.objects.bulk_create((_event(verb, model, pk, before, after) for pk in ids), batch_size=1000)


def _event(
    verb: str, model: type[Model], pk: Any, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> AuditEvent:
    return AuditEvent(
        at=clock.now(),
        verb=verb,
        object_type=model._meta.label_lower,
        object_id=str(pk),
        before=before or {},
        after=after or {},
        # A proxy, or whoever calls, may choose the id and its length.
        request_id=str(structlog.contextvars.get_contextvars().get("request_id", ""))[:40],
    )


def events_of(obj: Model) -> QuerySet[AuditEvent]:
    """The events of one object, oldest first."""
    return AuditEvent.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk)).order_by("at", "pk")
