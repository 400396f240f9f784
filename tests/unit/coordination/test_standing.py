"""Standings, and that SQL and Python agree about them."""

from collections import Counter
from datetime import date, timedelta
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination import standing, words
from coordination.domain.figures import Figures, Tally, figures_of, median_of
from coordination.domain.people import page_of, people_of, standings, stream
from coordination.domain.person import records_of
from core import clock
from enrollments.domain.enrolling import withdraw
from enrollments.domain.queries import progress_of
from tests.factories.coordination import Ward
from tests.factories.enrollments import complete, finish, make_enrollment, steps_of
from tests.factories.organizations import TeamFactory

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"has_account": False, "assigned": False}, "invited"),
        ({"has_account": False, "assigned": True, "due_on": DAY - timedelta(1)}, "invited"),
        ({"assigned": False}, "not_assigned"),
        ({}, "assigned"),
        ({"status": "assigned", "due_on": DAY}, "assigned"),
        ({"status": "assigned", "due_on": DAY - timedelta(1)}, "overdue"),
        ({"status": "in_progress", "due_on": DAY - timedelta(1)}, "overdue"),
        ({"status": "completed", "due_on": DAY - timedelta(1)}, "completed"),
        ({"status": "withdrawn", "due_on": DAY - timedelta(1)}, "withdrawn"),
    ],
)
def test_one_standing_follows_from_the_facts(facts: dict[str, object], expected: str) -> None:
    given_facts = {"has_account": True, "assigned": True, "status": None, "due_on": None, "today": DAY} | facts
    assert standing.standing_of(**given_facts) == expected


def test_overdue_says_by_how_many_days() -> None:
    assert standing.words_of("overdue", DAY - timedelta(1), DAY) == "Overdue by 1 day"
    assert standing.words_of("overdue", DAY - timedelta(3), DAY) == "Overdue by 3 days"
    assert standing.words_of("not_assigned", None, DAY) == "Not assigned"


@given(st.lists(st.integers(0, 50)))
def test_the_median_of_counts_is_the_median(numbers: list[int]) -> None:
    assert median_of(Counter(numbers)) == (median(numbers) if numbers else None)


def test_the_goal_in_words() -> None:
    pool, ward = Tally(1, "Night float pool", 36, 14, 0, 0, 22), Tally(2, "Maternity", 31, 9, 0, 0, 22)
    both = Tally(None, "", 67, 23, 0, 0, 44)
    assert words.goal_words(Figures(both, [ward, pool], None, [])) == (
        "31 more completions reach your goal of 80%. "
        "Maternity and Night float pool hold 44 of the 44 people still to finish."
    )
    done = Tally(None, "", 10, 8, 0, 0, 2)
    assert words.goal_words(Figures(done, [done], None, [])) == "Your goal of 80% is reached."


@pytest.mark.django_db
def test_the_database_and_python_agree() -> None:
    ward = Ward()
    people = {name: ward.member(name) for name in ("not started", "begun", "late", "done", "withdrawn", "alone")}
    invited = ward.invited(team=TeamFactory(organization=ward.organization))
    ward.assign(*(people[name] for name in ("not started", "begun", "done", "withdrawn")), invited)
    ward.assign(people["late"], due_in=-3)
    ward.assign(people["late"], due_in=40)
    begun, done = ward.enrollment(people["begun"], started=True), ward.enrollment(people["done"], started=True)
    complete(begun, steps_of(begun)[0])
    finish(done)
    withdraw(enrollment=ward.enrollment(people["withdrawn"]), actor=ward.user, now=ward.now)
    # What somebody takes alone is none of the organization's business.
    finish(make_enrollment(course=ward.course, learner=people["alone"].user))

    lines = {line.name: line for line in stream(people_of(ward.organization, ward.course.pk, ward.today))}
    assert {name: line.standing for name, line in lines.items()} == {
        "not started": "assigned",
        "begun": "in_progress",
        "late": "overdue",
        "done": "completed",
        "withdrawn": "withdrawn",
        "alone": "not_assigned",
        "Sam Whitlock, RM": "invited",
        "Tomas Okafor": "not_assigned",
    }
    for name, member in people.items():
        for record in records_of(member, ward.today):
            assert (record.standing, record.due_on) == (lines[name].standing, lines[name].due_on)
    assert lines["late"].due_on == ward.today - timedelta(days=3)
    reached = progress_of(begun)
    assert reached is not None
    assert lines["begun"].percent == reached.percent == 33
    assert lines["done"].percent == 100
    assert lines["begun"].active_at is not None
    assert lines["not started"].active_at is None

    ids = [people["late"].pk, people["begun"].pk]
    assert page_of(ward.organization, ward.course.pk, ward.today, ids) == [lines["late"], lines["begun"]]
    assert {person.standing for person in standings(ward.organization, None, ward.today)} == {
        "invited",
        "not_assigned",
    }

    figures = figures_of(ward.organization, ward.course.pk, ward.today)
    assert figures.all == Tally(None, "", people=5, completed=1, in_progress=1, overdue=1, unfinished=4)
    assert [(team.name, team.people) for team in figures.teams] == [("", 4), (invited.team.name, 1)]
    assert figures.median_days == 0
    assert figures.by_day == [(clock.local_date(lines["done"].completed_at, "America/New_York"), 1)]
