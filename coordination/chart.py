"""The line of completions over time, as geometry for one SVG and as a table: pure, no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

#: The drawing's own units: the plot spans LEFT to RIGHT and, from its ground up, BOTTOM to TOP.
LEFT, RIGHT, TOP, BOTTOM = 34, 600, 20, 210
MOST_POINTS = 12
#: Labels on one edge stay this far apart, so that they can be read.
LABEL_GAP = 20


@dataclass(frozen=True, slots=True)
class Tick:
    """A labeled place on an axis; `y` of a horizontal line, `x` of a date below the plot."""

    at: int
    label: int | date


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template draws. `points` and `goal` are SVG point lists; `totals` the same figures as a table."""

    totals: list[tuple[date, int]]
    points: str
    goal: str
    end_y: int
    total_label_y: int
    goal_label_y: int
    lines: list[Tick]
    dates: list[Tick]

    @property
    def total(self) -> int:
        """The last figure."""
        return self.totals[-1][1]


def draw(
    by_day: Sequence[tuple[date, int]], *, since: date, today: date, due_on: date, goal_people: int
) -> Chart | None:
    """The running total from `since` to `today`, and the even pace that reaches `goal_people` on `due_on`.

    `by_day` are completions on each day; those before `since` count from its first day. None before the second day.
    """
    if today <= since:
        return None
    days = (today - since).days
    totals = [(day, _total(by_day, day)) for day in _sampled(since, today)]
    pace = goal_people * min(1.0, days / max(1, (due_on - since).days))
    top, step = _scale(max(totals[-1][1], goal_people, 1))

    def x(day: date) -> int:
        return round(LEFT + (RIGHT - LEFT) * (day - since).days / days)

    def y(people: float) -> int:
        return round(BOTTOM - (BOTTOM - TOP) * people / top)

    goal = [(since, 0.0), (min(max(due_on, since), today), pace)]
    if due_on < today:
        goal.append((today, pace))
    end_y, goal_y = y(totals[-1][1]), y(pace)
    above = goal_y <= end_y
    apart = max(0, LABEL_GAP - abs(goal_y - end_y)) // 2
    return Chart(
        totals=totals,
        points=" ".join(f"{x(day)},{y(people)}" for day, people in totals),
        goal=" ".join(f"{x(day)},{y(people)}" for day, people in goal),
        end_y=end_y,
        total_label_y=end_y + 5 + (apart if above else -apart),
        goal_label_y=goal_y + 5 + (-apart if above else apart),
        lines=[Tick(y(people), people) for people in range(step, top + 1, step)],
        dates=[Tick(x(day), day) for day in _labeled([day for day, _people in totals])],
    )


def _sampled(since: date, today: date) -> list[date]:
    """At most MOST_POINTS evenly spaced days, the last one `today`."""
    days = (today - since).days
    step = -(-days // (MOST_POINTS - 1))
    return [since + timedelta(days=passed) for passed in range(0, days, step)] + [today]


def _labeled(days: list[date]) -> list[date]:
    """Up to four of the days, first and last among them, that stand far enough apart for their labels."""
    last = len(days) - 1
    places = sorted({0, last // 3, 2 * last // 3, last})
    return [days[place] for place in places]


def _total(by_day: Sequence[tuple[date, int]], day: date) -> int:
    return sum(people for completed, people in by_day if completed <= day)


def _scale(most: int) -> tuple[int, int]:
    """The top of the axis, at least `most`, and the step of its two to five lines: 1, 2, 5, 10, 20, 50, …"""
    step, factors = 1, (2, 5, 10)
    while step * 5 < most:
        power = 10 ** (len(str(step)) - 1)
        step = next(factor * power for factor in factors if factor * power > step)
    return -(-most // step) * step, step
