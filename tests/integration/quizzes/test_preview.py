"""The preview of a question: as its learner sees it, at any time, without a saved row."""

import re

import pytest
from django.urls import reverse
from django.utils.html import escape

from quizzes.models import Question
from tests.factories.quizzes import content, taught
from tests.integration.quizzes.forms import question_form
from tests.integration.quizzes.test_bank_cms import KINDS, PUBLISH, publisher, url  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return taught()


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def previewed(client, form, mode, *args):
    address = url("preview_on_edit" if args else "preview_on_add", *args)
    told = client.post(address, form).json()
    assert told == {"is_valid": True, "is_available": True}
    return client.get(address, {"mode": mode, "in_preview_panel": "true"}).content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_as_asked_gives_nothing_away(course, publisher, kind):  # noqa: F811
    written = content("new", kind=kind)
    html = previewed(publisher, question_form(course.pool, written), "asked")
    assert "new stem?" in html
    assert "Not ready" not in html
    for option in written.options:
        assert not option.feedback or option.feedback not in html
    assert "new explanation." not in html
    assert "{1}" not in html
    assert not Question.objects.filter(stem="new stem?").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_with_feedback_shows_what_every_answer_tells(course, publisher, kind):  # noqa: F811
    written = content("new", kind=kind)
    html = previewed(publisher, question_form(course.pool, written), "feedback")
    for option in written.options:
        assert escape(option.feedback) in html
    assert "new explanation." in html
    assert "new source" in html


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mode", ["asked", "feedback"])
def test_an_unfinished_question_is_shown_with_what_is_missing(course, publisher, kind, mode):  # noqa: F811
    empty = [
        content("x", kind=kind, stem="", options=(), explanation="", reference={}, simulation=None, distractors=()),
        content("x", kind=kind, options=content("x", kind=kind).options[:1], simulation=None),
    ]
    for unfinished in empty:
        html = previewed(publisher, question_form(course.pool, unfinished), mode)
        ready = kind == "reflection" and unfinished.stem
        assert ("Not ready to be published." in words(html)) is not bool(ready)


def test_a_question_without_any_answers_asks_for_their_kind(course, publisher):  # noqa: F811
    form = {**question_form(course.pool, content("x")), "answers-count": "0"}
    html = words(previewed(publisher, form, "asked"))
    assert "Choose one kind of answers." in html
    assert "Choose the kind of answers" in html


def test_what_is_typed_is_shown_and_not_what_is_published(course, publisher):  # noqa: F811
    question = course.pool.questions.get(key="q1")
    html = previewed(publisher, question_form(course.pool, content("q1", stem="Typed?")), "asked", question.pk)
    assert "Typed?" in html
    question.refresh_from_db()
    assert question.stem == "q1 stem?"


def test_an_earlier_revision_is_shown(course, publisher):  # noqa: F811
    question = course.pool.questions.get(key="q1")
    publisher.post(url("edit", question.pk), question_form(course.pool, content("q1", stem="Newer?"), **PUBLISH))
    revision = question.revisions.first()
    assert "Newer?" in publisher.get(url("revisions_view", question.pk, revision.pk)).content.decode()


def test_the_preview_is_the_sites_own_page(course, publisher):  # noqa: F811
    html = previewed(publisher, question_form(course.pool, content("x")), "asked")
    assert "css/site.css" in html
    assert " style=" not in html


def test_whoever_may_not_write_sees_no_preview(course, client):
    assert client.post(url("preview_on_add"), {}).status_code == 302
    assert reverse("account_login") in client.get(url("preview_on_add")).url
