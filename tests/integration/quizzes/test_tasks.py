"""The clock's task: closing what was left open, grading what a crash left."""

from datetime import timedelta

import pytest
import structlog

from core import clock
from enrollments.domain import enrolling
from quizzes.domain import overdue, submitting
from quizzes.models import Attempt
from quizzes.tasks import task_close_overdue
from tests.factories.quizzes import NOW, answer, attempt_at, enrolled, taught

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return taught(time_limit=30, grace_seconds=60)


def opened(course, **when):
    return attempt_at(course.quiz, enrolled(course.course), **when)


def run(minutes):
    with clock.at(NOW + timedelta(minutes=minutes)):
        task_close_overdue()


def states():
    return list(Attempt.objects.order_by("pk").values_list("state", flat=True))


def test_only_what_is_past_its_grace_is_closed(course):
    over, later = opened(course), opened(course, now=NOW + timedelta(minutes=1))
    answer(over, correct=3)
    run(31)
    assert states() == ["in_progress", "in_progress"]
    run(31.5)
    assert states() == ["graded", "in_progress"]
    over.refresh_from_db()
    assert (over.submitted_at, over.timed_out, over.score) == (over.due_at, True, 75)
    assert later.due_at == NOW + timedelta(minutes=31)


def test_a_second_run_changes_nothing(course):
    attempt = opened(course)
    run(40)
    attempt.refresh_from_db()
    first = (attempt.graded_at, attempt.submitted_at)
    run(50)
    attempt.refresh_from_db()
    assert (attempt.graded_at, attempt.submitted_at) == first


def test_each_kind_of_leftover_comes_to_its_end(course):
    over, left, ungraded, fresh = (opened(course) for _ in range(4))
    enrolling.withdraw(enrollment=left.enrollment, actor=None, now=NOW)
    Attempt.objects.filter(pk=ungraded.pk).update(state="submitted", submitted_at=NOW)
    Attempt.objects.filter(pk=fresh.pk).update(due_at=NOW + timedelta(hours=5))
    assert overdue.close_overdue(now=NOW + timedelta(hours=1)) == 3
    assert states() == ["graded", "abandoned", "graded", "in_progress"]
    assert Attempt.objects.get(pk=over.pk).timed_out
    assert not Attempt.objects.get(pk=ungraded.pk).timed_out


def test_one_that_fails_stops_no_other_and_is_logged_by_its_id(course, monkeypatch):
    attempts = [opened(course) for _ in range(3)]
    broken = attempts[1]
    answer(broken)  # Passed, so it comes to what is broken.
    monkeypatch.setattr(submitting, "complete_activity", None)
    with structlog.testing.capture_logs() as logs:
        assert overdue.close_overdue(now=NOW + timedelta(hours=1)) == 2
        # What is handed in and not graded is tried once more in the same run, and then in the next.
    assert states() == ["graded", "submitted", "graded"]
    failures = [entry for entry in logs if entry["log_level"] == "error"]
    assert {(entry["attempt"], entry["error"]) for entry in failures} == {(broken.pk, "TypeError")}
    assert not any(broken.enrollment.learner.email in str(entry) for entry in logs)
    monkeypatch.undo()
    run(90)
    assert states() == ["graded"] * 3


def test_more_than_a_batch_is_closed_in_one_run(course, monkeypatch):
    monkeypatch.setattr(overdue, "BATCH", 2)
    for _ in range(5):
        opened(course)
    run(60)
    assert states() == ["graded"] * 5


def test_nothing_to_do_takes_three_statements(course, django_assert_num_queries):
    opened(course)
    with django_assert_num_queries(3):
        run(10)
