"""Starting an attempt, against the database."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from core.audit import events_of
from core.errors import DomainError
from enrollments.domain import enrolling
from modules.models import CoursePage
from quizzes.domain.accommodations import give_accommodation
from quizzes.domain.attempts import start_attempt
from quizzes.domain.questions import retire_missing, save_question
from quizzes.domain.submitting import submit_attempt
from quizzes.models import Attempt, QuizPage
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import NOW, answer, attempt_at, chance, content, enrolled, learner, taught

pytestmark = pytest.mark.django_db


def test_a_new_attempt_freezes_paper_policy_and_revision(course, attempt):
    assert attempt.number == 1
    assert attempt.pass_mark == 75
    assert attempt.revision_id == course.quiz.live_revision_id
    assert len(attempt.paper) == 4
    assert attempt.due_at is None
    assert {event.verb for event in events_of(attempt)} == {"quizzes.start_attempt"}
    with pytest.raises(DatabaseError), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(paper=[])


def test_the_deadline_the_grace_and_the_feedback_are_fixed_at_the_start():
    course = taught(time_limit=30, grace_seconds=90, reveal="during")
    attempt = attempt_at(course.quiz, enrolled(course.course))
    assert (attempt.due_at, attempt.grace_seconds, attempt.reveal) == (NOW + timedelta(minutes=30), 90, "during")
    for change in ({"reveal": "after"}, {"grace_seconds": 1}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Attempt.objects.filter(pk=attempt.pk).update(**change)


def test_the_open_attempt_is_gone_on_with(course, enrollment, attempt):
    assert attempt_at(course.quiz, enrollment, seed=2) == attempt
    assert Attempt.objects.count() == 1


def test_the_paper_stays_when_a_question_changes(course, attempt):
    before = attempt.paper
    for n in range(1, 7):
        save_question(pool=course.pool, key=f"q{n}", content=content(f"q{n}", stem="New?"))
    answer(attempt)
    graded = submit_attempt(attempt=attempt, now=NOW)
    assert (graded.paper, graded.score) == (before, 100)


def test_the_policy_is_that_of_the_edition_not_of_the_page(course, enrollment):
    course.quiz.pass_mark, course.quiz.draw, course.quiz.time_limit = 100, 6, 5
    course.quiz.save_revision().publish()
    attempt = attempt_at(course.quiz, enrollment)
    assert (attempt.pass_mark, len(attempt.paper), attempt.due_at) == (75, 4, None)


def test_a_second_attempt_prefers_what_was_not_seen():
    course = taught(questions=9)
    enrollment = enrolled(course.course)
    first = submit_attempt(attempt=attempt_at(course.quiz, enrollment), now=NOW)
    second = attempt_at(course.quiz, enrollment, seed=2)
    assert second.number == 2
    assert {item["version"] for item in first.paper}.isdisjoint(item["version"] for item in second.paper)


def test_a_score_is_rounded_down_to_whole_per_cent():
    assert [Attempt(score=score).percent for score in (Decimal("79.99"), Decimal(80), None)] == [79, 80, 0]


# --- How many


def test_attempts_are_counted():
    course = taught(attempts_allowed=2)
    enrollment = enrolled(course.course)
    for _ in range(2):
        submit_attempt(attempt=attempt_at(course.quiz, enrollment), now=NOW)
    with pytest.raises(DomainError, match="used every attempt"):
        attempt_at(course.quiz, enrollment)


def test_an_accommodation_gives_more_attempts():
    course = taught(attempts_allowed=1)
    enrollment = enrolled(course.course)
    submit_attempt(attempt=attempt_at(course.quiz, enrollment), now=NOW)
    give_accommodation(
        enrollment=enrollment, extra_time=0, extra_attempts=1, reason="Agreed", actor=UserFactory(), now=NOW
    )
    assert attempt_at(course.quiz, enrollment).number == 2
    submit_attempt(attempt=attempt_at(course.quiz, enrollment), now=NOW)
    with pytest.raises(DomainError, match="used every attempt"):
        attempt_at(course.quiz, enrollment)


def test_an_abandoned_attempt_does_not_count():
    course = taught(attempts_allowed=1)
    enrollment = enrolled(course.course)
    Attempt.objects.filter(pk=attempt_at(course.quiz, enrollment).pk).update(state="abandoned")
    second = attempt_at(course.quiz, enrollment)
    assert (second.number, second.state) == (2, "in_progress")


def test_who_has_passed_needs_no_other_attempt(course, enrollment, attempt):
    answer(attempt)
    submit_attempt(attempt=attempt, now=NOW)
    with pytest.raises(DomainError, match="have passed"):
        attempt_at(course.quiz, enrollment)


def test_where_the_first_attempt_counts_the_others_are_practice():
    course = taught(counting="first")
    enrollment = enrolled(course.course)
    answer(attempt_at(course.quiz, enrollment))
    first = submit_attempt(attempt=attempt_at(course.quiz, enrollment), now=NOW)
    assert (first.passed, attempt_at(course.quiz, enrollment).number) == (True, 2)


# --- When


def test_the_wait_runs_from_the_last_handing_in():
    course = taught(wait_minutes=60)
    enrollment = enrolled(course.course, learner(time_zone="America/Chicago"))
    submit_attempt(attempt=attempt_at(course.quiz, enrollment), now=NOW + timedelta(minutes=10))
    for minutes in (10, 69):
        with pytest.raises(DomainError, match=r"^The next attempt opens today at 14:12\.$"):
            attempt_at(course.quiz, enrollment, now=NOW + timedelta(minutes=minutes))
    assert attempt_at(course.quiz, enrollment, now=NOW + timedelta(minutes=70)).number == 2


def test_a_wait_over_days_names_the_day():
    course = taught(wait_minutes=60 * 24 * 9)
    enrollment = enrolled(course.course, learner(time_zone="America/Chicago"))
    submit_attempt(attempt=attempt_at(course.quiz, enrollment), now=NOW)
    with pytest.raises(DomainError, match=r"opens on December 1 at 13:02\.$"):
        attempt_at(course.quiz, enrollment)


def test_an_attempt_whose_time_is_over_gives_way_to_the_next():
    course = taught(time_limit=30, attempts_allowed=2)
    enrollment = enrolled(course.course)
    first = attempt_at(course.quiz, enrollment)
    answer(first, correct=2)
    second = attempt_at(course.quiz, enrollment, now=NOW + timedelta(hours=1))
    first.refresh_from_db()
    assert (first.state, first.score, first.timed_out) == ("graded", 50, True)
    assert (second.number, second.due_at) == (2, NOW + timedelta(minutes=90))


def test_what_a_crash_left_ungraded_is_graded_before_the_next_start():
    course = taught(attempts_allowed=2)
    enrollment = enrolled(course.course)
    first = attempt_at(course.quiz, enrollment)
    answer(first)
    Attempt.objects.filter(pk=first.pk).update(state="submitted", submitted_at=NOW)
    with pytest.raises(DomainError, match="have passed"):
        attempt_at(course.quiz, enrollment)


def test_an_enrollment_that_is_not_in_progress_is_refused(course):
    assigned = enrolling.enroll_self(learner=learner(), course=course.course, now=NOW)
    with pytest.raises(DomainError, match="Start the course first"):
        attempt_at(course.quiz, assigned)
    withdrawn = enrolled(course.course)
    enrolling.withdraw(enrollment=withdrawn, actor=None, now=NOW)
    with pytest.raises(DomainError, match="closed for you"):
        attempt_at(course.quiz, withdrawn)


@pytest.mark.parametrize(
    ("now", "allowed"),
    [(datetime(2028, 1, 2, 4, 59, tzinfo=UTC), True), (datetime(2028, 1, 2, 5, 1, tzinfo=UTC), False)],
)
def test_the_course_ends_with_its_last_day_where_the_learner_lives(course, enrollment, now, allowed):
    def start():
        return start_attempt(enrollment=enrollment, quiz=course.quiz, now=now, rng=chance())

    if allowed:
        assert start().number == 1
    else:
        with pytest.raises(DomainError, match="last day"):
            start()


def test_the_last_day_is_that_of_the_edition_that_was_started(course, enrollment, attempt):
    CoursePage.objects.filter(pk=course.course.pk).update(expires_on=date(2030, 1, 1))
    answer(attempt)
    with pytest.raises(DomainError, match="last day"):
        submit_attempt(attempt=attempt, now=datetime(2028, 2, 1, tzinfo=UTC))
    other = enrolled(course.course)
    with pytest.raises(DomainError, match="last day"):
        start_attempt(enrollment=other, quiz=course.quiz, now=datetime(2028, 2, 1, tzinfo=UTC), rng=chance())


def test_a_course_that_was_shortened_ends_for_those_who_start_later(course, enrollment):
    CoursePage.objects.filter(pk=course.course.pk).update(expires_on=date(2027, 1, 1))
    after = datetime(2027, 6, 1, tzinfo=UTC)
    assert start_attempt(enrollment=enrollment, quiz=course.quiz, now=after, rng=chance()).number == 1


# --- What


def test_an_unpublished_test_stays_open_to_those_whose_edition_asks_for_it(course, enrollment):
    released = course.quiz.live_revision_id
    course.quiz.unpublish()
    attempt = attempt_at(QuizPage.objects.get(pk=course.quiz.pk), enrollment)
    assert attempt.revision_id == released


def test_a_test_outside_the_edition_is_refused(course, enrollment):
    with pytest.raises(DomainError, match="not part of the course"):
        attempt_at(taught().quiz, enrollment)


def test_pools_smaller_than_the_draw_start_nothing(course, enrollment):
    retire_missing(pool=course.pool, keys=["q1"])
    with pytest.raises(DomainError, match="A paper draws 4 questions and the pools hold 1"):
        attempt_at(course.quiz, enrollment)
    assert Attempt.objects.count() == 0
