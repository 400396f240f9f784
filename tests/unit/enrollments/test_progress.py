from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollments import progress
from enrollments.models import Enrollment
from modules.outline import Activity, Group, Outline


def activity(pk: int, minutes: int = 4, required: bool = True) -> Activity:
    return Activity(pk, f"a{pk}", f"Activity {pk}", "lesson", f"/a{pk}/", minutes, required, 1)


def group(*activities: Activity, number: int | None = 1) -> Group:
    minutes = sum(each.minutes for each in activities)
    return Group(number, "g", "Group", "pitfall", "Words.", minutes, activities)


OUTLINE = Outline((group(activity(1), activity(2, 6)), group(activity(3, 5, required=False), activity(4, 3), number=2)))


def test_counts_required_activities_only() -> None:
    reached = progress.evaluate(OUTLINE, {1, 3}, False)

    assert (reached.steps_done, reached.steps_total, reached.minutes_left, reached.percent) == (1, 3, 9, 33)
    assert reached.next == OUTLINE.activities[1]
    assert reached.status == "in_progress"


def test_goes_back_to_a_step_that_was_left_out() -> None:
    assert progress.evaluate(OUTLINE, {2, 4}, False).next == OUTLINE.activities[0]


def test_is_complete_with_every_required_step_and_the_evaluation() -> None:
    assert progress.evaluate(OUTLINE, {1, 2, 4}, False).status == "in_progress"
    assert progress.evaluate(OUTLINE, {1, 2, 4}, True).status == "completed"
    assert progress.evaluate(OUTLINE, {1, 2}, True).status == "in_progress"


@given(st.sets(st.integers(1, 6)), st.booleans())
def test_completed_means_nothing_is_left(done: set[int], evaluated: bool) -> None:
    reached = progress.evaluate(OUTLINE, done, evaluated)

    assert (reached.status == "completed") == (reached.steps_done == reached.steps_total and evaluated)
    assert (reached.minutes_left == 0) == reached.activities_done == (reached.percent == 100)
    assert 0 <= reached.percent <= 100


@given(st.sets(st.integers(1, 4)), st.integers(1, 4))
def test_doing_more_never_loses_ground(done: set[int], more: int) -> None:
    before, after = progress.evaluate(OUTLINE, done, False), progress.evaluate(OUTLINE, done | {more}, False)

    assert after.steps_done >= before.steps_done
    assert after.minutes_left <= before.minutes_left


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"started": False, "finished": False}, "assigned"),
        ({"started": True, "finished": False}, "in_progress"),
        ({"started": True, "finished": True}, "completed"),
        ({"started": True, "finished": False, "withdrawn": True}, "withdrawn"),
        ({"started": False, "finished": False, "expired": True}, "expired"),
        ({"started": True, "finished": True, "withdrawn": True, "expired": True}, "completed"),
        ({"started": True, "finished": False, "withdrawn": True, "expired": True}, "withdrawn"),
    ],
)
def test_status_follows_from_facts(facts: dict[str, bool], status: str) -> None:
    assert progress.status_of(**facts) == status
    assert status in Enrollment.Status.values


def test_open_statuses_are_those_of_the_model() -> None:
    assert {str(status) for status in Enrollment.OPEN} == progress.OPEN


@pytest.mark.parametrize(
    ("distance", "status", "overdue"),
    [
        (0, "assigned", False),
        (1, "assigned", True),
        (1, "in_progress", True),
        (9, "completed", False),
        (9, "withdrawn", False),
    ],
)
def test_overdue_is_a_question_of_date(distance: int, status: str, overdue: bool) -> None:
    due_on = date(2026, 12, 5)

    assert progress.is_overdue(due_on, due_on + timedelta(days=distance), status) is overdue


def test_nothing_without_a_due_date_is_overdue() -> None:
    assert not progress.is_overdue(None, date(2026, 12, 5), "assigned")


@pytest.mark.parametrize(
    ("done", "states"),
    [
        (set(), ["not_started", "not_started"]),
        ({1, 3}, ["in_progress", "in_progress"]),
        ({1, 2, 4}, ["complete", "complete"]),
    ],
)
def test_state_of_a_group(done: set[int], states: list[str]) -> None:
    assert [progress.group_state(each, done) for each in OUTLINE.groups] == states


def test_a_group_with_nothing_required_is_complete_when_all_is_done() -> None:
    optional = group(activity(1, required=False), activity(2, required=False))

    assert progress.group_state(optional, {1}) == "in_progress"
    assert progress.group_state(optional, {1, 2}) == "complete"


def test_shares_are_by_minutes() -> None:
    assert progress.shares(OUTLINE, {1, 4}) == [{"minutes": 10, "share": 0.4}, {"minutes": 8, "share": 0.375}]
