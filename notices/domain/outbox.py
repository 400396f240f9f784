"""Writing messages in the transaction of the fact they tell."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from core.queue import send_many_on_commit
from notices import kinds
from notices.models import Message

BATCH = 1000
#: Messages in one task.
TASK = 50


@dataclass(frozen=True)
class NewMessage:
    """A message to be queued. `key` names the fact told; the same key is queued once, ever."""

    kind: str
    key: str
    to: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    recipient_id: int | None = None
    organization_id: int | None = None
    not_before: datetime | None = None


def queue_message(*, message: NewMessage, now: datetime) -> bool:
    """Queue one message; False when its key is there already."""
    return queue_messages(messages=[message], now=now) == 1


@transaction.atomic
def queue_messages(*, messages: Iterable[NewMessage], now: datetime) -> int:
    """Queue many messages, a constant number of statements for each thousand. Returns how many were new.

    Raises `KeyError` for a kind that nobody registered.
    """
    return sum(_queue_batch(batch, now) for batch in _batches(messages))


def _queue_batch(batch: list[NewMessage], now: datetime) -> int:
    known = set(Message.objects.filter(key__in=[new.key for new in batch]).values_list("key", flat=True))
    rows = {new.key: _row(new, now) for new in batch if new.key not in known}
    Message.objects.bulk_create(rows.values(), ignore_conflicts=True)
    # Read back by key: a parallel transaction may have won one of them.
    public_ids = [row.public_id for row in rows.values()]
    ids = list(Message.objects.filter(public_id__in=public_ids).values_list("pk", flat=True))
    hand_over(ids)
    return len(ids)


def hand_over(ids: list[int]) -> None:
    """Give these messages to the workers, few at a time: a sign-in mail waits behind few, and many workers share."""
    send_many_on_commit("notices.deliver", [(ids[start : start + TASK],) for start in range(0, len(ids), TASK)])


def _row(new: NewMessage, now: datetime) -> Message:
    kinds.get(new.kind)
    return Message(
        kind=new.kind,
        key=new.key,
        to=new.to,
        payload=dict(new.payload),
        recipient_id=new.recipient_id,
        organization_id=new.organization_id,
        created_at=now,
        not_before=new.not_before or now,
    )


def _batches(messages: Iterable[NewMessage]) -> Iterator[list[NewMessage]]:
    rest = iter(messages)
    while batch := list(islice(rest, BATCH)):
        yield batch
