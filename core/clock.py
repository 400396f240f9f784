"""The one clock. Verbs take `now`; whoever calls them reads it here."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def local_date(moment: datetime, zone: str) -> date:
    """The calendar day of `moment` in the time zone named `zone` (IANA name)."""
    return moment.astimezone(ZoneInfo(zone)).date()
