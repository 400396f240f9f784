"""Reminding people of due dates, by SQL on sets."""

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from django.db import connection, transaction

from enrollments.reminding import Due, is_waking, work_of
from notices.domain.outbox import NewMessage, queue_messages

BATCH = 1000

# One probe of the index for each due date.
_DATES_IN_USE = """
    SELECT day FROM unnest(%(dues)s::date[]) AS day
    WHERE EXISTS (SELECT 1 FROM enrollments_enrollment enrollment
                  WHERE enrollment.due_on = day AND enrollment.status IN ('assigned', 'in_progress'))
"""
# In the order of the index `open_by_due`, so that a batch reads no more than it tells. A step is due only to those who
# were enrolled before its day: whoever was enrolled on it has just been told the due date.
_NEXT_BATCH = """
    WITH due AS (
        SELECT enrollment.id, learner.id AS learner_id, learner.email
        FROM enrollments_enrollment enrollment
        JOIN accounts_user learner ON learner.id = enrollment.learner_id AND learner.is_active
        JOIN unnest(%(zones)s::text[], %(shifts)s::interval[]) AS zone (name, shift) ON zone.name = learner.time_zone
        WHERE enrollment.status IN ('assigned', 'in_progress') AND enrollment.due_on = %(due_on)s
              AND enrollment.id > %(after)s
              AND (enrollment.enrolled_at AT TIME ZONE 'UTC' + zone.shift)::date < %(step_day)s
              AND NOT EXISTS (SELECT 1 FROM enrollments_reminder told
                              WHERE told.enrollment_id = enrollment.id AND told.due_on = %(due_on)s
                                    AND told.step = %(step)s)
        ORDER BY enrollment.id LIMIT %(limit)s
    ),
    told AS (
        INSERT INTO enrollments_reminder (enrollment_id, step, due_on, created_at)
        SELECT id, %(step)s, %(due_on)s, %(now)s FROM due
        ON CONFLICT DO NOTHING
        RETURNING enrollment_id
    )
    SELECT due.*, due.id IN (SELECT enrollment_id FROM told),
           (SELECT assignment.organization_id FROM enrollments_assignee assignee
            JOIN enrollments_assignment assignment ON assignment.id = assignee.assignment_id
            WHERE assignee.enrollment_id = due.id ORDER BY assignee.due_on, assignee.id LIMIT 1)
    FROM due ORDER BY due.id
"""


class _Row(NamedTuple):
    enrollment_id: int
    learner_id: int
    email: str
    new: bool
    organization_id: int | None


class _Zones(NamedTuple):
    """Time zones that share a day now, with their distances from UTC."""

    names: list[str]
    shifts: list[timedelta]


def send_reminders(*, now: datetime) -> int:
    """Queue every reminder that is due at this moment where the learner lives; returns how many were new.

    Writes the reminder and its message in one transaction for each batch of a thousand, so memory stays flat and a
    stop in between loses nothing. Running it again, or twice at once, tells nobody twice.
    """
    total = 0
    for today, zones in _waking(now).items():
        work = list(work_of(today))
        used = _dates_in_use([line.due_on for line in work])
        total += sum(_tell(line, zones, now) for line in work if line.due_on in used)
    return total


def _dates_in_use(dues: list[date]) -> set[date]:
    with connection.cursor() as cursor:
        cursor.execute(_DATES_IN_USE, {"dues": dues})
        return {row[0] for row in cursor.fetchall()}


def _tell(line: Due, zones: _Zones, now: datetime) -> int:
    """Tell one step for one due date, batch by batch; returns how many were told."""
    total, last = 0, 0
    while True:
        rows, told = _tell_batch(line, zones, last, now)
        total += told
        if len(rows) < BATCH:
            return total
        last = rows[-1].enrollment_id


@transaction.atomic
def _tell_batch(line: Due, zones: _Zones, after: int, now: datetime) -> tuple[list[_Row], int]:
    """The next enrollments after that id, told; and how many of them nobody else had told in the same moment."""
    parameters: dict[str, Any] = {
        "zones": zones.names,
        "shifts": zones.shifts,
        "due_on": line.due_on,
        "step": line.step,
        "step_day": line.day,
        "after": after,
        "limit": BATCH,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_BATCH, parameters)
        rows = [_Row(*row) for row in cursor.fetchall()]
    told = queue_messages(messages=(_message(row, line) for row in rows if row.new), now=now) if rows else 0
    return rows, told


def _message(row: _Row, line: Due) -> NewMessage:
    day = line.due_on.isoformat()
    return NewMessage(
        kind="enrollments.reminder",
        key=f"enrollments.reminder:{row.enrollment_id}:{day}:{line.step}",
        to=row.email,
        payload={"enrollment": row.enrollment_id, "due_on": day, "step": line.step},
        recipient_id=row.learner_id,
        organization_id=row.organization_id,
    )


def _waking(now: datetime) -> dict[date, _Zones]:
    """The time zones where mail may go out now, by their day."""
    found: dict[date, _Zones] = {}
    for zone in _zones():
        local = now.astimezone(zone)
        if is_waking(local):
            same_day = found.setdefault(local.date(), _Zones([], []))
            same_day.names.append(zone.key)
            same_day.shifts.append(local.utcoffset() or timedelta(0))
    return found


@cache
def _zones() -> tuple[ZoneInfo, ...]:
    """Every time zone there is, read from disk once."""
    return tuple(ZoneInfo(name) for name in sorted(available_timezones()))
