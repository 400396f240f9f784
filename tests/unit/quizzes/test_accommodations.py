"""More time and more attempts for one person, against the database."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core.audit import events_of
from core.errors import DomainError
from enrollments.domain import enrolling
from quizzes.domain.accommodations import end_accommodation, give_accommodation
from quizzes.domain.submitting import submit_attempt
from quizzes.models import Accommodation
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import NOW, attempt_at, enrolled, learner, taught

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return taught(time_limit=30)


@pytest.fixture
def coordinator():
    return UserFactory()


@pytest.fixture
def give(enrollment, coordinator):
    def giving(extra_time=50, extra_attempts=0, *, reason="Agreed on June 3", now=NOW):
        return give_accommodation(
            enrollment=enrollment,
            extra_time=extra_time,
            extra_attempts=extra_attempts,
            reason=reason,
            actor=coordinator,
            now=now,
        )

    return giving


def due(attempt):
    attempt.refresh_from_db()
    return (attempt.due_at - attempt.started_at) / timedelta(minutes=1)


def test_extra_time_is_a_share_of_the_limit(course, enrollment, give):
    give(25)
    assert due(attempt_at(course.quiz, enrollment)) == 37.5


def test_extra_time_reaches_an_open_attempt_at_once(attempt, give):
    give(50, now=NOW + timedelta(minutes=20))
    assert due(attempt) == 45


def test_less_time_and_the_end_of_it_shorten_no_open_attempt(course, enrollment, attempt, give, coordinator):
    give(100)
    give(10)
    assert due(attempt) == 60
    assert end_accommodation(enrollment=enrollment, actor=coordinator, now=NOW) is True
    assert due(attempt) == 60
    submit_attempt(attempt=attempt, now=NOW)
    assert due(attempt_at(course.quiz, enrollment)) == 30


def test_an_attempt_that_is_over_stays_over(attempt, give):
    give(50, now=NOW + timedelta(minutes=31, seconds=1))
    assert due(attempt) == 30


def test_what_was_handed_in_keeps_its_time(attempt, give):
    submit_attempt(attempt=attempt, now=NOW)
    give(50)
    assert due(attempt) == 30


def test_the_time_of_another_person_stays(course, attempt, give):
    other = attempt_at(course.quiz, enrolled(course.course))
    give(50)
    assert due(other) == 30


def test_a_test_without_a_limit_gets_none():
    course = taught()
    enrollment = enrolled(course.course)
    attempt = attempt_at(course.quiz, enrollment)
    give_accommodation(
        enrollment=enrollment, extra_time=50, extra_attempts=0, reason="Agreed", actor=UserFactory(), now=NOW
    )
    attempt.refresh_from_db()
    assert attempt.due_at is None


def test_a_change_ends_one_row_and_makes_another(enrollment, give, coordinator):
    first, later = give(50), NOW + timedelta(days=1)
    second = give(0, 2, now=later)
    first.refresh_from_db()
    assert (first.ended_at, first.ended_by, first.extra_time) == (later, coordinator, 50)
    assert (second.given_at, second.ended_at, second.extra_attempts) == (later, None, 2)
    assert list(enrollment.accommodations.all()) == [second, first]


def test_the_same_again_changes_nothing(enrollment, give):
    assert give(50) == give(50, reason=" Agreed on June 3 ", now=NOW + timedelta(days=1))
    assert Accommodation.objects.count() == 1


def test_the_end_of_nothing_is_nothing(enrollment, coordinator):
    assert end_accommodation(enrollment=enrollment, actor=coordinator, now=NOW) is False


@pytest.mark.parametrize("amounts", [(0, 0), (-1, 0), (0, -1), (401, 0), (0, 21), (10**30, 1)])
def test_amounts_out_of_bounds_are_refused(give, amounts):
    with pytest.raises(DomainError, match=r"^Give "):
        give(*amounts)
    assert not Accommodation.objects.exists()


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_a_reason_is_needed(give, reason):
    with pytest.raises(DomainError, match="Say why in up to 300 characters"):
        give(50, reason=reason)


def test_nobody_gives_one_to_oneself(enrollment):
    with pytest.raises(DomainError, match="yourself"):
        give_accommodation(
            enrollment=enrollment,
            extra_time=50,
            extra_attempts=0,
            reason="Mine",
            actor=enrollment.learner,
            now=NOW,
        )
    assert not Accommodation.objects.exists()


def test_before_the_start_of_the_course_it_waits(course, coordinator):
    assigned = enrolling.enroll_self(learner=learner(), course=course.course, now=NOW)
    given = give_accommodation(
        enrollment=assigned, extra_time=50, extra_attempts=0, reason="Agreed", actor=coordinator, now=NOW
    )
    enrolling.start(enrollment=assigned, now=NOW)
    assert given.ended_at is None
    assert due(attempt_at(course.quiz, assigned)) == 45


def test_a_course_that_is_over_takes_none(enrollment, give):
    enrolling.withdraw(enrollment=enrollment, actor=None, now=NOW)
    with pytest.raises(DomainError, match="over for this person"):
        give()


def test_the_trail_tells_who_and_how_much_and_never_why(enrollment, give, coordinator):
    give(50, 1, reason="Secret reason")
    give(25, 1, reason="Secret reason")
    end_accommodation(enrollment=enrollment, actor=coordinator, now=NOW)
    events = [event for event in events_of(enrollment) if "accommodation" in event.verb]
    assert [(event.verb, event.before, event.after) for event in events] == [
        ("quizzes.give_accommodation", {}, {"extra_time": 50, "extra_attempts": 1}),
        (
            "quizzes.give_accommodation",
            {"extra_time": 50, "extra_attempts": 1},
            {"extra_time": 25, "extra_attempts": 1},
        ),
        ("quizzes.end_accommodation", {"extra_time": 25, "extra_attempts": 1}, {}),
    ]
    assert {event.actor_id for event in events} == {coordinator.pk}
    assert "Secret" not in str([vars(event) for event in events])


def test_two_cannot_apply_at_once(enrollment, give, coordinator):
    give()
    with pytest.raises(IntegrityError), transaction.atomic():
        Accommodation.objects.create(
            enrollment=enrollment, extra_time=1, reason="Forged", given_by=coordinator, given_at=NOW
        )
