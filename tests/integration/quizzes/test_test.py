"""A test from the first click to the result, through the pages."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from quizzes import answers
from quizzes.domain.submitting import submit_attempt
from quizzes.models import Attempt, QuestionVersion, Response
from tests.factories.quizzes import NOW, answer, attempt_at, enrolled, learner, right, taught

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return taught(kinds=("single", "multiple", "true_false"))


@pytest.fixture
def person():
    return learner(time_zone="America/Chicago")


@pytest.fixture
def enrollment(course, person):
    return enrolled(course.course, person)


@pytest.fixture
def attempt(course, enrollment):
    return attempt_at(course.quiz, enrollment)


@pytest.fixture
def signed_in(client, person):
    client.force_login(person)
    return client


def question_url(attempt, position):
    return reverse("quizzes:question", args=[attempt.public_id, position])


def shown_right(item):
    """The right answer to a question with one, as its page calls it."""
    return [answers.option_names("single", item)[option] for option in right(item["version"])]


def at(name, attempt):
    return reverse(f"quizzes:{name}", args=[attempt.public_id])


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_whole_way_to_a_pass(course, enrollment, signed_in):
    page = text_of(signed_in.get(course.quiz.url))
    assert "Start the test" in page
    assert "75%" in page
    answer_page = signed_in.post(reverse("quizzes:start", args=[course.quiz.pk]))
    attempt = Attempt.objects.get()
    assert answer_page.url == question_url(attempt, 1)
    for position, item in enumerate(attempt.paper, start=1):
        assert signed_in.get(question_url(attempt, position)).status_code == 200
        saved = signed_in.post(question_url(attempt, position), {f"q{position}": shown_right(item), "go": "next"})
        last = position == len(attempt.paper)
        assert saved.url == (at("review", attempt) if last else question_url(attempt, position + 1))
    assert "Every question has an answer" in text_of(signed_in.get(at("review", attempt)))
    assert signed_in.post(at("submit", attempt)).url == at("results", attempt)
    result = text_of(signed_in.get(at("results", attempt)))
    assert "You passed" in result
    assert "Your score 100%" in result
    assert reverse("enrollments:resume", args=[enrollment.public_id]) in result
    page = text_of(signed_in.get(course.quiz.url))
    assert "You have passed this test" in page
    assert "Start the test" not in page


def test_neither_key_nor_feedback_leaves_before_handing_in(course, enrollment, attempt, signed_in):
    secrets = {"feedback", "explanation", "source"}
    pages = [course.quiz.url, at("review", attempt), *(question_url(attempt, n) for n in range(1, 5))]
    for url in pages:
        html = signed_in.get(url).content.decode()
        assert not any(f"{key} {word}" in html for key in (f"q{n}" for n in range(1, 7)) for word in secrets), url
        assert "correct" not in html.lower(), url
    saved = signed_in.post(question_url(attempt, 1), {"q1": "a"}, headers={"X-Fragment": "saved"})
    assert b"feedback" not in saved.content
    assert b"correct" not in saved.content


def test_the_page_of_a_question_names_its_place_and_keeps_the_answer(attempt, signed_in):
    signed_in.post(question_url(attempt, 1), {"q1": shown_right(attempt.paper[0])})
    html = text_of(signed_in.get(question_url(attempt, 1)))
    assert "Question 1 of 4" in html
    assert html.count(" checked") == 1
    assert "Saved at" in html
    assert html.count('class="is-done"') == 1
    assert html.count("<h1") == 1


def test_saved_at_is_told_in_the_learners_time(attempt, signed_in):
    version = attempt.paper[0]["version"]
    Response.objects.create(attempt=attempt, version_id=version, chosen=["a"], saved_at=NOW)
    assert "Saved at 13:02." in text_of(signed_in.get(question_url(attempt, 1)))


def test_a_script_gets_the_notice_alone(attempt, signed_in):
    reply = signed_in.post(question_url(attempt, 1), {"q1": "a"}, headers={"X-Fragment": "saved"})
    html = reply.content.decode()
    assert "Saved at" in html
    assert "<html" not in html


def test_leaving_keeps_the_answers_and_resuming_finds_the_first_gap(course, attempt, signed_in):
    for position in (1, 3):
        signed_in.post(question_url(attempt, position), {f"q{position}": "a", "go": "leave"})
    assert Response.objects.count() == 2
    assert "Resume attempt 1" in text_of(signed_in.get(course.quiz.url))
    assert signed_in.post(reverse("quizzes:start", args=[course.quiz.pk])).url == question_url(attempt, 2)


def test_going_on_without_an_answer_is_allowed_and_told_before_handing_in(attempt, signed_in):
    assert signed_in.post(question_url(attempt, 1), {"go": "next"}).url == question_url(attempt, 2)
    assert "4 questions have no answer yet" in text_of(signed_in.get(at("review", attempt)))


def test_a_failed_attempt_teaches_without_giving_the_key(attempt, signed_in):
    answer(attempt, correct=1)
    signed_in.post(at("submit", attempt))
    html = text_of(signed_in.get(at("results", attempt)))
    assert "Not passed yet" in html
    assert "You need 3 of 4" in html
    assert "Better:" not in html
    assert "Read “In the heat” again" in html
    assert "Try again" in html
    assert html.count(" explanation.") == 4
    item = attempt.paper[1]
    version = QuestionVersion.objects.get(pk=item["version"])
    chosen = Response.objects.get(version=version).chosen
    for option in version.options:
        assert (option["feedback"] in html) == (option["id"] in chosen)


def test_a_passed_attempt_shows_the_right_answers(attempt, signed_in):
    answer(attempt, correct=3)
    signed_in.post(at("submit", attempt))
    html = text_of(signed_in.get(at("results", attempt)))
    version = QuestionVersion.objects.get(pk=attempt.paper[3]["version"])
    assert "Better:" in html
    assert all(option["text"] in html for option in version.options if option["correct"])
    assert "One answer is worth another look" in html


def test_attempts_left_are_counted_down(client):
    course = taught(attempts_allowed=2)
    enrollment = enrolled(course.course)
    client.force_login(enrollment.learner)
    submit_attempt(attempt=attempt_at(course.quiz, enrollment), now=NOW)
    assert "1<small> of 2</small>" in text_of(client.get(course.quiz.url))
    last = submit_attempt(attempt=attempt_at(course.quiz, enrollment), now=NOW)
    assert "used every attempt" in text_of(client.get(course.quiz.url))
    result = text_of(client.get(at("results", last)))
    assert "used every attempt" in result
    assert "Try again" not in result
    assert "Attempt 2 of 2" in result


def test_the_result_leads_to_the_attempt_that_is_open(client):
    course = taught(attempts_allowed=2)
    enrollment = enrolled(course.course)
    client.force_login(enrollment.learner)
    first = submit_attempt(attempt=attempt_at(course.quiz, enrollment), now=NOW)
    attempt_at(course.quiz, enrollment)
    result = text_of(client.get(at("results", first)))
    assert "Resume attempt 2" in result
    assert "used every attempt" not in result


def test_other_people_find_nothing(course, attempt, client):
    stranger = enrolled(course.course).learner
    client.force_login(stranger)
    for name in ("review", "results"):
        assert client.get(at(name, attempt)).status_code == 404
    assert client.get(question_url(attempt, 1)).status_code == 404
    assert client.post(question_url(attempt, 1), {"q1": "a"}).status_code == 404
    assert client.post(at("submit", attempt)).status_code == 404
    attempt.refresh_from_db()
    assert attempt.state == "in_progress"


def test_whoever_has_not_started_the_course_finds_no_test(course, client):
    client.force_login(learner())
    assert client.post(reverse("quizzes:start", args=[course.quiz.pk])).status_code == 404
    assert client.post(reverse("quizzes:start", args=[10**18])).status_code == 404


def test_visitors_are_asked_to_sign_in(attempt, client):
    for reply in (client.get(question_url(attempt, 1)), client.post(at("submit", attempt))):
        assert reply.status_code == 302
        assert "/accounts/login/" in reply.url


def test_forged_answers_are_refused_in_words(attempt, signed_in):
    for forged in ("z", "x" * 10_000, "<script>"):
        reply = signed_in.post(question_url(attempt, 1), {"q1": forged})
        assert reply.status_code == 409
        assert "Choose among the answers" in text_of(reply)
        assert not forged.startswith(("x", "<")) or forged not in text_of(reply)
    assert not Response.objects.exists()


def test_no_cache_keeps_an_answer_or_a_result(attempt, signed_in):
    answer(attempt)
    open_pages = [signed_in.get(url) for url in (question_url(attempt, 1), at("review", attempt))]
    signed_in.post(at("submit", attempt))
    for reply in (*open_pages, signed_in.get(at("results", attempt))):
        assert (reply.status_code, "no-store" in reply["Cache-Control"]) == (200, True)


def test_places_beyond_the_paper_do_not_exist(attempt, signed_in):
    for position in (0, 5, 10**30):
        assert signed_in.get(question_url(attempt, position)).status_code == 404


def test_a_closed_attempt_answers_with_its_result(attempt, signed_in):
    answer(attempt)
    signed_in.post(at("submit", attempt))
    late = signed_in.post(question_url(attempt, 1), {"q1": "a"})
    assert late.status_code == 410
    assert "This attempt is closed" in text_of(late)
    assert signed_in.get(question_url(attempt, 1)).url == at("results", attempt)
    assert signed_in.get(at("review", attempt)).url == at("results", attempt)
    assert signed_in.post(at("submit", attempt)).url == at("results", attempt)


def test_an_open_attempt_has_no_result_yet(attempt, signed_in):
    assert signed_in.get(at("results", attempt)).url == at("review", attempt)


@pytest.mark.parametrize("name", ["start", "submit"])
def test_nothing_is_written_by_following_a_link(name, course, attempt, signed_in):
    where = reverse("quizzes:start", args=[course.quiz.pk]) if name == "start" else at("submit", attempt)
    assert signed_in.get(where).status_code == 405


def test_words_of_a_question_are_text_and_not_markup(signed_in, course, enrollment):
    version = QuestionVersion.objects.filter(current=True).first()
    attempt = Attempt.objects.create(
        enrollment=enrollment, quiz=course.quiz, revision_id=1, number=1, pass_mark=75, started_at=clock.now(),
        paper=[{"version": _hostile(version).pk, "options": ["a", "b"]}],
    )  # fmt: skip
    html = signed_in.get(question_url(attempt, 1)).content.decode()
    assert "<img" not in html
    assert "&lt;img src=x onerror=1&gt; &amp; “x”" in html
    signed_in.post(at("submit", attempt))
    result = signed_in.get(at("results", attempt)).content.decode()
    assert "<img" not in result
    assert "&amp;amp;" not in result


def _hostile(version):
    """A version whose every text tries to be markup."""
    evil = '<img src=x onerror=1> & “x” "y"'
    version.pk, version.number, version.current = None, 99, False
    version.stem, version.explanation, version.reference = evil, evil, {"text": evil, "url": "https://example.org"}
    version.options = [
        {"id": "a", "text": evil, "correct": True, "feedback": evil},
        {"id": "b", "text": evil, "correct": False, "feedback": evil},
    ]
    version.save()
    return version


# --- Budgets


def statements(queries):
    """Without the savepoints that only a test's own transaction adds."""
    return [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]


def test_saving_an_answer_takes_at_most_eight_statements(attempt, signed_in, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as captured:
        signed_in.post(question_url(attempt, 1), {"q1": "a", "go": "next"})
    assert len(statements(captured.captured_queries)) <= 8


def test_a_question_page_takes_as_many_for_four_as_for_thirty(client, django_assert_max_num_queries):
    counts = []
    for draw in (4, 30):
        course = taught(questions=30, draw=draw)
        attempt = attempt_at(course.quiz, enrolled(course.course))
        answer(attempt)
        client.force_login(attempt.enrollment.learner)
        with django_assert_max_num_queries(12) as captured:
            client.get(question_url(attempt, 2))
        counts.append(len(captured.captured_queries))
    assert counts[0] == counts[1]


def test_handing_in_thirty_answers_takes_at_most_fifteen_statements(client, django_assert_max_num_queries):
    course = taught(questions=30, draw=30, kinds=("single", "multiple"))
    attempt = attempt_at(course.quiz, enrolled(course.course))
    answer(attempt)
    client.force_login(attempt.enrollment.learner)
    with django_assert_max_num_queries(40) as captured:
        client.post(at("submit", attempt))
    assert Attempt.objects.get().passed
    assert len(statements(captured.captured_queries)) <= 15


def test_the_results_read_no_question_one_by_one(client, django_assert_max_num_queries):
    counts = []
    for draw in (4, 30):
        course = taught(questions=30, draw=draw)
        attempt = attempt_at(course.quiz, enrolled(course.course))
        answer(attempt, correct=2)
        submit_attempt(attempt=attempt, now=NOW + timedelta(minutes=5))
        client.force_login(attempt.enrollment.learner)
        with django_assert_max_num_queries(20) as captured:
            client.get(at("results", attempt))
        counts.append(len(captured.captured_queries))
    assert counts[0] == counts[1]
