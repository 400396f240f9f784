"""The figures of the overview: summed by the database, whatever the number of people."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Extract, Floor, TruncDate

from coordination import standing
from coordination.domain.people import ENROLLMENT, standings
from enrollments import progress
from organizations.models import Organization

#: Per cent of the people assigned.
GOAL = 80


@dataclass(frozen=True, slots=True)
class Tally:
    """People of one team, or of all. `people` are those assigned, without those withdrawn."""

    team_id: int | None
    name: str
    people: int
    completed: int
    in_progress: int
    overdue: int
    unfinished: int

    @property
    def percent(self) -> int:
        """Share completed, 0 to 100, rounded down."""
        return 100 * self.completed // self.people if self.people else 0


@dataclass(frozen=True, slots=True)
class Figures:
    """The overview's numbers. `median_days` is in whole days from start to completion; `by_day` are completions."""

    all: Tally
    teams: list[Tally]
    median_days: float | None
    by_day: list[tuple[date, int]]

    @property
    def goal_people(self) -> int:
        """How many completions make the goal."""
        return -(-self.all.people * GOAL // 100)


def figures_of(organization: Organization, course_id: int, today: date) -> Figures:
    """The figures for one course on the organization's day. Two queries."""
    people: QuerySet[Any] = standings(organization, course_id, today)
    assigned = people.filter(due__isnull=False).exclude(standing=progress.WITHDRAWN)
    rows = assigned.values_list("team_id", "team__name").annotate(
        people=Count("pk"),
        completed=_count(progress.COMPLETED),
        in_progress=_count(progress.IN_PROGRESS),
        overdue=_count(standing.OVERDUE),
        unfinished=_count(*standing.UNFINISHED),
    )
    teams = [Tally(team_id, name or "", *counts) for team_id, name, *counts in rows.order_by()]
    by_day, spent = _completions(people, organization.time_zone)
    return Figures(
        all=_total(teams),
        teams=sorted(teams, key=lambda team: (-team.percent, team.name)),
        median_days=median_of(spent),
        by_day=sorted(by_day.items()),
    )


def _completions(people: QuerySet[Any], zone: str) -> tuple[Counter[date], Counter[int]]:
    """People by the day of their completion, and by the whole days from start to completion."""
    completed, started = F(f"{ENROLLMENT}__completed_at"), F(f"{ENROLLMENT}__started_at")
    spent = ExpressionWrapper(completed - started, output_field=DurationField())
    rows = (
        people.filter(standing=progress.COMPLETED)
        .annotate(day=TruncDate(completed, tzinfo=ZoneInfo(zone)), days=Floor(Extract(spent, "epoch") / 86400))
        .values_list("day", "days")
        .annotate(people=Count("pk"))
        .order_by()
    )
    by_day: Counter[date] = Counter()
    by_length: Counter[int] = Counter()
    for day, days, count in rows:
        by_day[day] += count
        by_length[int(days)] += count
    return by_day, by_length


def median_of(counts: Mapping[int, int]) -> float | None:
    """The median of numbers given as number → how often; None without any."""
    total = sum(counts.values())
    if not total:
        return None
    ranks = ((total - 1) // 2, total // 2)
    numbers = sorted(counts)
    until = list(accumulate(counts[number] for number in numbers))
    middle = [numbers[bisect_right(until, rank)] for rank in ranks]
    return sum(middle) / 2


def _count(*names: str) -> Count:
    return Count("pk", filter=Q(standing__in=names))


def _total(teams: list[Tally]) -> Tally:
    return Tally(
        team_id=None,
        name="",
        people=sum(team.people for team in teams),
        completed=sum(team.completed for team in teams),
        in_progress=sum(team.in_progress for team in teams),
        overdue=sum(team.overdue for team in teams),
        unfinished=sum(team.unfinished for team in teams),
    )
