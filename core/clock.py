"""The one clock. Verbs take `now`; whoever calls them reads it here."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _set.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within the block it is `moment`: for telling history, in the demo and in tests."""
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)


def local_date(moment: datetime, zone: str) -> date:
    """The calendar day of `moment` in the time zone named `zone` (IANA name)."""
    return moment.astimezone(ZoneInfo(zone)).date()
