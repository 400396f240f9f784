"""Reminding people of due dates, by SQL on sets."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from django.db import connection, transaction

from enrollments.reminding import is_waking, work_of
from notices.domain.outbox import NewMessage, queue_messages

BATCH = 1000

# A zone of the first list has the day of the second and the distance from UTC of the third. A step is due only to those
# who were enrolled before its day: whoever was enrolled on it has just been told the due date.
_NEXT_BATCH = """
    WITH zone AS (SELECT * FROM unnest(%(zones)s::text[], %(days)s::date[], %(shifts)s::interval[])
                  AS zone (name, today, shift)),
         work AS (SELECT * FROM unnest(%(todays)s::date[], %(dues)s::date[], %(steps)s::text[], %(step_days)s::date[])
                  AS work (today, due_on, step, step_day)),
    due AS (
        SELECT enrollment.id, enrollment.due_on, work.step, learner.id AS learner_id, learner.email
        FROM enrollments_enrollment enrollment
        JOIN work ON work.due_on = enrollment.due_on
        JOIN accounts_user learner ON learner.id = enrollment.learner_id AND learner.is_active
        JOIN zone ON zone.name = learner.time_zone AND zone.today = work.today
        WHERE enrollment.status IN ('assigned', 'in_progress') AND enrollment.due_on = ANY(%(dues)s::date[])
              AND enrollment.id > %(after)s
              AND (enrollment.enrolled_at AT TIME ZONE 'UTC' + zone.shift)::date < work.step_day
              AND NOT EXISTS (SELECT 1 FROM enrollments_reminder told
                              WHERE told.enrollment_id = enrollment.id AND told.due_on = enrollment.due_on
                                    AND told.step = work.step)
        ORDER BY enrollment.id LIMIT %(limit)s
    ),
    told AS (
        INSERT INTO enrollments_reminder (enrollment_id, step, due_on, created_at)
        SELECT id, step, due_on, %(now)s FROM due
        ON CONFLICT DO NOTHING
        RETURNING enrollment_id
    )
    SELECT due.*, told.enrollment_id IS NOT NULL,
           (SELECT assignment.organization_id FROM enrollments_assignee assignee
            JOIN enrollments_assignment assignment ON assignment.id = assignee.assignment_id
            WHERE assignee.enrollment_id = due.id ORDER BY assignee.due_on, assignee.id LIMIT 1)
    FROM due LEFT JOIN told ON told.enrollment_id = due.id
    ORDER BY due.id
"""


class _Row(NamedTuple):
    enrollment_id: int
    due_on: date
    step: str
    learner_id: int
    email: str
    new: bool
    organization_id: int | None


def send_reminders(*, now: datetime) -> int:
    """Queue every reminder that is due at this moment where the learner lives; returns how many were new.

    Writes the reminder and its message in one transaction for each batch of a thousand, so memory stays flat and a
    stop in between loses nothing. Running it again, or twice at once, tells nobody twice.
    """
    moment = _moment(now)
    total = after = 0
    while moment["dues"]:
        told, last = _tell_batch(moment, after, now)
        total += told
        if last is None:
            break
        after = last
    return total


@transaction.atomic
def _tell_batch(moment: dict[str, Any], after: int, now: datetime) -> tuple[int, int | None]:
    """Tell the next batch after that enrollment id; returns how many were told and the last id, None at the end."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_BATCH, {**moment, "after": after, "limit": BATCH, "now": now})
        rows = [_Row(*row) for row in cursor.fetchall()]
    told = queue_messages(messages=(_message(row) for row in rows if row.new), now=now)
    return told, rows[-1].enrollment_id if len(rows) == BATCH else None


def _message(row: _Row) -> NewMessage:
    day = row.due_on.isoformat()
    return NewMessage(
        kind="enrollments.reminder",
        key=f"enrollments.reminder:{row.enrollment_id}:{day}:{row.step}",
        to=row.email,
        payload={"enrollment": row.enrollment_id, "due_on": day, "step": row.step},
        recipient_id=row.learner_id,
        organization_id=row.organization_id,
    )


def _moment(now: datetime) -> dict[str, Any]:
    """The time zones where mail may go out now, each with its day, and the work of those days, as columns."""
    zones = list(_waking_zones(now))
    days = sorted({day for _name, day, _shift in zones})
    work = [(today, *line) for today in days for line in work_of(today)]
    return {
        "zones": [name for name, _day, _shift in zones],
        "days": [day for _name, day, _shift in zones],
        "shifts": [shift for _name, _day, shift in zones],
        "todays": [line[0] for line in work],
        "dues": [line[1] for line in work],
        "steps": [line[2] for line in work],
        "step_days": [line[3] for line in work],
    }


def _waking_zones(now: datetime) -> Iterator[tuple[str, date, timedelta]]:
    for zone in _zones():
        local = now.astimezone(zone)
        if is_waking(local):
            yield zone.key, local.date(), local.utcoffset() or timedelta(0)


@cache
def _zones() -> tuple[ZoneInfo, ...]:
    """Every time zone there is, read from disk once."""
    return tuple(ZoneInfo(name) for name in sorted(available_timezones()))
