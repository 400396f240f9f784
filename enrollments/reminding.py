"""Which reminder is due on which day, as pure functions of dates.

A step is named for its distance to the due date: `before-30`, `before-14`, `before-1`, `after-1`, `after-8`, …
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

#: Days from the due date: 30, 14 and 1 before, the day after, then weekly for a year.
SCHEDULE = (-30, -14, -1, *range(1, 366, 7))
#: After an outage a step is told up to this many days late; what is older is not told at all.
LATEST = 2
#: Hours of the learner's day in which mail may go out: from the first up to the second.
HOURS = (8, 18)
#: Told on Saturdays and Sundays too, because Monday would be too late.
URGENT = frozenset({"before-1", "after-1"})


class Due(NamedTuple):
    """One line of a day's work: enrollments due on `due_on` are told `step`, whose own day was `day`."""

    due_on: date
    step: str
    day: date


def name_of(offset: int) -> str:
    """The step's name for its distance in days from the due date (negative: before it)."""
    return f"before-{-offset}" if offset < 0 else f"after-{offset}"


def due_step(due_on: date, today: date) -> str | None:
    """The step to tell on `today`, or None. Of two that are due, the later one."""
    passed = (today - due_on).days
    due = [offset for offset in SCHEDULE if 0 <= passed - offset <= LATEST]
    return name_of(due[-1]) if due else None


def work_of(today: date) -> Iterator[Due]:
    """Every due date with a step to tell on `today`; on a weekend only the urgent ones."""
    distances = sorted({offset + late for offset in SCHEDULE for late in range(LATEST + 1)})
    for distance in distances:
        due_on = today - timedelta(days=distance)
        step = due_step(due_on, today)
        if step and (today.weekday() < 5 or step in URGENT):
            yield Due(due_on, step, due_on + timedelta(days=offset_of(step)))


def offset_of(step: str) -> int:
    """The distance in days from the due date that a step's name tells; `ValueError` for anything else."""
    side, _, days = step.partition("-")
    if side not in ("before", "after"):
        raise ValueError(step)
    return -int(days) if side == "before" else int(days)


def is_waking(local: datetime) -> bool:
    """Whether mail may go out at this moment of the learner's day."""
    return HOURS[0] <= local.hour < HOURS[1]
