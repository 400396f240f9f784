"""The line of completions: it ends at the total, stays inside the plot, and never falls."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from coordination import chart

START = date(2026, 9, 7)
days = st.lists(st.tuples(st.integers(-20, 100), st.integers(1, 500)), max_size=30)


@given(by_day=days, length=st.integers(1, 400), due=st.integers(-10, 400), goal=st.integers(0, 10_000))
def test_any_figures_stay_inside_the_plot(by_day: list[tuple[int, int]], length: int, due: int, goal: int) -> None:
    today = START + timedelta(days=length)
    completions = [(START + timedelta(days=day), people) for day, people in by_day if day <= length]
    drawn = chart.draw(completions, since=START, today=today, due_on=START + timedelta(days=due), goal_people=goal)
    assert drawn is not None
    assert drawn.total == sum(people for _day, people in completions)
    totals = [people for _day, people in drawn.totals]
    assert totals == sorted(totals)
    assert len(totals) <= chart.MOST_POINTS
    assert drawn.totals[0][0] == START
    assert drawn.totals[-1][0] == today
    points = [tuple(map(int, pair.split(","))) for pair in f"{drawn.points} {drawn.goal}".split()]
    assert all(chart.LEFT <= x <= chart.RIGHT and chart.TOP <= y <= chart.BOTTOM for x, y in points)
    assert abs(drawn.total_label_y - drawn.goal_label_y) >= chart.LABEL_GAP - 1
    assert 1 <= len(drawn.lines) <= 5


def test_nothing_is_drawn_on_the_first_day() -> None:
    assert chart.draw([], since=START, today=START, due_on=START, goal_people=4) is None


def test_the_goal_line_is_level_after_the_due_date() -> None:
    drawn = chart.draw(
        [], since=START, today=START + timedelta(days=20), due_on=START + timedelta(days=10), goal_people=10
    )
    assert drawn is not None
    assert drawn.goal == "34,210 317,20 600,20"
    assert [line.label for line in drawn.lines] == [2, 4, 6, 8, 10]
