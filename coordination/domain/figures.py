"""The figures of the overview: summed by the database, whatever the number of people."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, FloatField, Q
from django.db.models.functions import Extract, TruncDate

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
    """The overview's numbers. `median_days` is from start to completion; `by_day` are completions on each day."""

    all: Tally
    teams: list[Tally]
    median_days: float | None
    by_day: list[tuple[date, int]]

    @property
    def goal_people(self) -> int:
        """How many completions make the goal."""
        return -(-self.all.people * GOAL // 100)


class Median(Aggregate):
    """PostgreSQL's median of a number."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def figures_of(organization: Organization, course_id: int, today: date) -> Figures:
    """The figures for one course on the organization's day. Three queries."""
    assigned = standings(organization, course_id, today).filter(held__isnull=False)
    assigned = assigned.exclude(standing=progress.WITHDRAWN)
    completed = assigned.filter(held__enrollment__status=progress.COMPLETED)
    rows = assigned.values_list("team_id", "team__name").annotate(
        people=Count("pk"),
        completed=_count(progress.COMPLETED),
        in_progress=_count(progress.IN_PROGRESS),
        overdue=_count(standing.OVERDUE),
        unfinished=_count(*standing.UNFINISHED),
    )
    teams = [Tally(team_id, name or "", *counts) for team_id, name, *counts in rows.order_by()]
    days = completed.annotate(day=TruncDate(f"{ENROLLMENT}__completed_at", tzinfo=ZoneInfo(organization.time_zone)))
    spent = ExpressionWrapper(
        F(f"{ENROLLMENT}__completed_at") - F(f"{ENROLLMENT}__started_at"), output_field=DurationField()
    )
    median = completed.aggregate(seconds=Median(Extract(spent, "epoch")))["seconds"]
    return Figures(
        all=_total(teams),
        teams=sorted(teams, key=lambda team: (-team.percent, team.name)),
        median_days=None if median is None else float(median) / 86400,
        by_day=list(days.order_by("day").values_list("day").annotate(Count("pk"))),
    )


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
