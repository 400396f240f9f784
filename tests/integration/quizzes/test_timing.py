"""Time limits, waits, which attempt counts: what the pages say, and what they do when the time is over."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from quizzes.domain.accommodations import give_accommodation
from quizzes.domain.submitting import submit_attempt
from quizzes.models import Attempt
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import NOW, answer, attempt_at, enrolled, learner, taught
from tests.integration.quizzes.conftest import text_of

pytestmark = pytest.mark.django_db


class Timed:
    """A signed-in learner in Chicago at a test of four questions; the clock is ours."""

    def __init__(self, client, **policy):
        self.course = taught(**policy)
        self.person = learner(time_zone="America/Chicago")
        self.enrollment = enrolled(self.course.course, self.person)
        self.client = client
        client.force_login(self.person)

    def read(self, url, minutes=0):
        with clock.at(NOW + timedelta(minutes=minutes)):
            return text_of(self.client.get(url, follow=True))

    def page(self, minutes=0):
        return self.read(self.course.quiz.url, minutes)

    def post(self, url, fields=None, minutes=0, **options):
        with clock.at(NOW + timedelta(minutes=minutes)):
            return self.client.post(url, fields, **options)

    def begin(self, minutes=0):
        return attempt_at(self.course.quiz, self.enrollment, now=NOW + timedelta(minutes=minutes))


@pytest.fixture
def timed(client):
    return lambda **policy: Timed(client, **policy)


def at(name, attempt, *more):
    return reverse(f"quizzes:{name}", args=[attempt.public_id, *more])


def test_the_limit_is_said_before_the_start_with_what_an_accommodation_adds(timed):
    here = timed(time_limit=20, attempts_allowed=2)
    assert "You have 20 minutes from the start" in here.page()
    give_accommodation(
        enrollment=here.enrollment, extra_time=50, extra_attempts=1, reason="Agreed", actor=UserFactory(), now=NOW
    )
    html = here.page()
    assert "You have 30 minutes from the start" in html
    assert "3<small> of 3</small>" in html
    assert "Agreed" not in html


def test_a_question_tells_when_the_time_ends_and_how_long_that_is(timed):
    here = timed(time_limit=20)
    attempt = here.begin()
    html = here.read(at("question", attempt, 1), minutes=4.5)
    assert "Ends at 13:22." in html
    assert "16 minutes left" in html
    assert "1 minute left<" in here.read(at("review", attempt), minutes=19.5)
    assert "Ends at" not in timed().read(at("question", timed().begin(), 1))


def test_within_the_grace_the_page_asks_to_hand_in(timed):
    here = timed(time_limit=20)
    attempt = here.begin()
    html = here.read(at("question", attempt, 1), minutes=20.5)
    assert "The time was over at 13:22." in html
    assert "Hand in now" in html


def test_after_the_end_any_page_closes_the_attempt_and_shows_its_result(timed):
    here = timed(time_limit=20)
    attempt = here.begin()
    answer(attempt, correct=4)
    html = here.read(at("question", attempt, 2), minutes=25)
    assert "You passed" in html
    assert "The time was over at 13:22. What you had saved by then was handed in." in html
    assert "Closed by the clock" in here.page(30)


def test_an_answer_after_the_end_is_refused_in_words_and_the_rest_counts(timed):
    here = timed(time_limit=20)
    attempt = here.begin()
    reply = here.post(at("question", attempt, 1), {"q1": "a"}, minutes=25)
    assert reply.url == at("results", attempt)
    html = here.read(reply.url, 25)
    assert "came after the end of the time and is not counted" in html
    assert not attempt.responses.exists()
    late = here.post(at("question", attempt, 1), {"q1": "a"}, minutes=26, headers={"X-Fragment": "saved"})
    assert late.status_code == 410


def test_two_submits_show_the_same_result(timed):
    here = timed(time_limit=20)
    attempt = here.begin()
    for _ in range(2):
        assert here.post(at("submit", attempt), minutes=3).url == at("results", attempt)
    assert Attempt.objects.get().submitted_at == NOW + timedelta(minutes=3)


def test_the_wait_is_said_with_its_end(timed):
    here = timed(wait_minutes=90)
    attempt = here.begin()
    assert "the next attempt opens 90 minutes later" in here.page()
    submit_attempt(attempt=attempt, now=NOW)
    assert "The next attempt opens today at 14:32." in here.page(5)
    result = here.read(at("results", attempt), 5)
    assert "The next attempt opens today at 14:32." in result
    assert "Try again" not in result
    assert "Try again" in here.page(91)


def test_later_attempts_are_practice_where_the_first_counts(timed):
    here = timed(counting="first")
    first = here.begin()
    submit_attempt(attempt=first, now=NOW)
    page = here.page(1)
    assert "Your first attempt counts" in page
    assert "Practice again" in page
    second = here.begin(2)
    answer(second)
    submit_attempt(attempt=second, now=NOW + timedelta(minutes=3))
    page = here.page(4)
    assert "<small>Practice</small>" in page
    assert "<small>This one counts</small>" in page
    assert "This was practice: attempt 1 counts, with 0%." in here.read(at("results", second), 4)


def test_an_abandoned_attempt_is_listed_without_a_result(timed):
    here = timed()
    attempt = here.begin()
    Attempt.objects.filter(pk=attempt.pk).update(state=Attempt.State.ABANDONED)
    page = here.page()
    assert "Not finished when the course ended" in page
    assert at("results", attempt) not in page
    html = here.read(at("results", attempt))
    assert "It has no result" in html


def test_what_was_handed_in_and_not_graded_is_graded_when_its_result_is_asked_for(timed):
    here = timed()
    attempt = here.begin()
    answer(attempt)
    Attempt.objects.filter(pk=attempt.pk).update(state=Attempt.State.SUBMITTED, submitted_at=NOW)
    assert "You passed" in here.read(at("results", attempt), 1)


def test_an_author_without_an_enrollment_sees_the_rules_of_the_page(client):
    course = taught(time_limit=15, counting="last", reveal="after")
    client.force_login(UserFactory(is_superuser=True))
    html = text_of(client.get(course.quiz.url))
    assert "You have 15 minutes" in html
    assert "Your latest attempt counts" in html
    assert "Learners start the test here" in html


def test_the_page_of_a_test_reads_no_attempt_one_by_one(timed, django_assert_max_num_queries):
    counts = []
    for tries in (1, 5):
        here = timed()
        for n in range(tries):
            submit_attempt(attempt=here.begin(n), now=NOW + timedelta(minutes=n))
        with django_assert_max_num_queries(30) as captured:
            here.page(10)
        counts.append(len(captured.captured_queries))
    assert counts[0] == counts[1]


def test_enrollment_of_somebody_else_is_not_found(timed):
    here = timed()
    other = enrolled(here.course.course)
    attempt = attempt_at(here.course.quiz, other)
    for name in ("paper", "review", "results"):
        assert here.client.get(at(name, attempt)).status_code == 404
    assert here.post(at("paper", attempt), {"q1": "a"}).status_code == 404
