from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollments import reminding
from enrollments.reminding import due_step, work_of

DUE = date(2026, 12, 16)  # A Wednesday.
days = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize(
    ("distance", "step"),
    [
        (-31, None), (-30, "before-30"), (-29, "before-30"), (-28, "before-30"), (-27, None),
        (-15, None), (-14, "before-14"), (-12, "before-14"), (-11, None),
        (-2, None), (-1, "before-1"), (0, "before-1"), (1, "after-1"), (3, "after-1"), (4, None),
        (7, None), (8, "after-8"), (10, "after-8"), (11, None), (15, "after-15"),
        (365, "after-365"), (372, None),
    ],
)  # fmt: skip
def test_step_of_a_day(distance: int, step: str | None) -> None:
    assert due_step(DUE, DUE + timedelta(days=distance)) == step


@given(days, days)
def test_nothing_is_told_before_its_day_or_more_than_two_days_late(due_on: date, today: date) -> None:
    step = due_step(due_on, today)

    if step:
        own_day = due_on + timedelta(days=reminding.offset_of(step))
        assert 0 <= (today - own_day).days <= 2


@given(days, st.sampled_from(reminding.SCHEDULE))
def test_every_step_is_told_on_its_own_day(due_on: date, offset: int) -> None:
    assert due_step(due_on, due_on + timedelta(days=offset)) == reminding.name_of(offset)


@given(st.sampled_from(reminding.SCHEDULE))
def test_a_name_tells_its_distance(offset: int) -> None:
    assert reminding.offset_of(reminding.name_of(offset)) == offset


def test_a_foreign_name_is_refused() -> None:
    with pytest.raises(ValueError, match="soon"):
        reminding.offset_of("soon-3")


@given(days)
def test_a_days_work_is_what_its_due_dates_ask_for(today: date) -> None:
    work = list(work_of(today))

    assert all(due_step(line.due_on, today) == line.step for line in work)
    assert len({line.due_on for line in work}) == len(work)
    if today.weekday() >= 5:
        assert {line.step for line in work} <= reminding.URGENT


@given(days, st.integers(-40, 400))
def test_no_due_date_of_a_working_day_is_left_out(today: date, distance: int) -> None:
    if today.weekday() < 5:
        due_on = today - timedelta(days=distance)
        assert (due_step(due_on, today) is not None) == (due_on in {line.due_on for line in work_of(today)})


@given(days, st.sampled_from(reminding.SCHEDULE))
def test_a_step_that_falls_on_a_weekend_is_told_by_monday(due_on: date, offset: int) -> None:
    own_day = due_on + timedelta(days=offset)
    told = [day for day in (own_day + timedelta(days=late) for late in range(3)) if _is_told(due_on, offset, day)]

    assert told


def _is_told(due_on: date, offset: int, day: date) -> bool:
    return (due_on, reminding.name_of(offset)) in {(line.due_on, line.step) for line in work_of(day)}


@pytest.mark.parametrize(("hour", "waking"), [(0, False), (7, False), (8, True), (17, True), (18, False), (23, False)])
def test_hours_of_the_day(hour: int, waking: bool) -> None:
    assert reminding.is_waking(datetime(2026, 12, 16, hour, 59)) is waking
