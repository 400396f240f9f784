"""An answer that is sent after the sign-in has ended: kept, and saved for its owner alone."""

import pytest
from django.contrib.sessions.models import Session

from tests.factories.accounts import PASSWORD
from tests.factories.quizzes import enrolled
from tests.integration.quizzes.conftest import text_of

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def sign_in(client, person, reply):
    """Through the sign-in page that `reply` leads to; gives the page that comes after it."""
    onward = reply.url.partition("next=")[2]
    fields = {"login": person.email, "password": PASSWORD, "next": onward}
    return client.post(LOGIN, fields, follow=True)


def test_the_answer_is_saved_and_the_same_question_comes_back(sit):
    here = sit()
    here.client.logout()
    reply = here.post("single", ["b"], seenN=0, go="next")
    assert reply.url.startswith(LOGIN)
    assert "what you sent is kept" in text_of(here.client.get(reply.url))
    page = sign_in(here.client, here.person, reply)
    assert page.request["PATH_INFO"] == here.url("single")
    assert "Your answer from before you signed in is saved." in text_of(page)
    assert here.kept("single") == ["b"]
    here.post("single", ["a"], seenN=1)
    here.client.get(here.url("single"))
    assert here.kept("single") == ["a"], "it is handed out once"


def test_all_on_one_page_come_back_too(sit):
    here = sit(layout="all")
    here.client.logout()
    reply = here.client.post(here.at("paper"), here.fields("single") | here.fields("reflection", ["Mine"]))
    assert "are saved." in text_of(sign_in(here.client, here.person, reply))
    assert here.kept("single") == ["a"]
    assert here.kept("reflection") == ["Mine"]


def test_an_answer_given_elsewhere_meanwhile_is_not_overwritten(sit, django_user_model):
    here = sit()
    here.client.logout()
    reply = here.post("single", ["b"], seenN=0)
    other = type(here.client)()
    other.force_login(here.person)
    other.post(here.url("single"), here.fields("single", ["a"], seenN=0))
    page = sign_in(here.client, here.person, reply)
    assert "Another window changed this answer" in text_of(page)
    assert here.kept("single") == ["a"]


def test_a_check_is_asked_for_anew(sit):
    here = sit(reveal="during")
    here.client.logout()
    page = sign_in(here.client, here.person, here.post("single", ["b"], seenN=0, check="N"))
    assert "is saved" in text_of(page)
    assert here.attempt.responses.get().checked_at is None


def test_somebody_else_who_signs_in_gets_nothing_of_it(sit):
    here = sit()
    stranger = enrolled(here.course.course).learner
    here.client.logout()
    reply = here.post("reflection", ["My secret words"], seenN=0)
    page = sign_in(here.client, stranger, reply)
    assert page.status_code == 404
    assert "My secret words" not in text_of(page)
    assert not here.attempt.responses.exists()
    kept = [session.get_decoded() for session in Session.objects.all()]
    assert not any("kept_form" in data for data in kept)
    here.client.logout()
    here.client.force_login(here.person)
    here.client.get(here.url("reflection"))
    assert not here.attempt.responses.exists()


def test_what_is_too_long_is_not_kept_and_that_is_said(sit):
    here = sit()
    here.client.logout()
    reply = here.post("reflection", ["x" * 20_001])
    assert "could not be kept" in text_of(here.client.get(reply.url))
    page = sign_in(here.client, here.person, reply)
    assert page.request["PATH_INFO"] == here.url("reflection")
    assert not here.attempt.responses.exists()


def test_no_flood_of_sessions_is_kept(sit):
    here = sit()
    here.client.logout()
    for _ in range(121):
        reply = type(here.client)().post(here.url("single"), {"q1": "a"})
        assert reply.status_code == 302
    held = [session.get_decoded() for session in Session.objects.all()]
    assert sum("kept_form" in data for data in held) == 120


def test_the_token_of_the_form_is_not_kept(sit):
    here = sit()
    here.client.logout()
    here.post("single", ["a"], csrfmiddlewaretoken="token")
    kept = next(
        data["kept_form"] for session in Session.objects.all() if "kept_form" in (data := session.get_decoded())
    )
    assert "csrfmiddlewaretoken" not in kept["fields"]
    assert kept["path"] == here.url("single")


def test_a_late_answer_is_not_saved_by_signing_in(sit):
    here = sit()
    here.post("single", ["a"], seenN=0)
    here.client.logout()
    reply = here.post("single", ["b"], seenN=1)
    other = type(here.client)()
    other.force_login(here.person)
    other.post(here.at("submit"))
    page = sign_in(here.client, here.person, reply)
    assert page.request["PATH_INFO"] == here.at("results")
    assert "what you sent then is not counted" in text_of(page)
    assert here.kept("single") == ["a"]
