"""A lesson as a learner meets it."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core import clock
from enrollments.domain.enrolling import enroll_self, start
from modules.models import CoursePage, LessonPage
from tests.factories.accounts import UserFactory
from tests.factories.modules import (
    BODY,
    course_page,
    course_with_lessons,
    edition_of,
    lesson_page,
    module_page,
    publish,
)

pytestmark = pytest.mark.django_db

PLAN = {
    "type": "plan",
    "value": {"prompt": "Plan for your worst night.", "if_hint": "I am angry", "then_hint": "I wait"},
}


def learner_of(course: CoursePage, client: Client) -> User:
    """Somebody who has started the course and is signed in."""
    edition_of(course)
    user = UserFactory(certificate_name="Priya N., RN", certificate_name_confirmed_at=clock.now())
    start(enrollment=enroll_self(learner=user, course=course, now=clock.now()), now=clock.now())
    client.force_login(user)
    return user


def author(client: Client) -> User:
    user = UserFactory()
    user.groups.add(Group.objects.get(name="Authors"))
    client.force_login(user)
    return user


def lessons_of(course: CoursePage) -> list[LessonPage]:
    return list(LessonPage.objects.descendant_of(course).order_by("path"))


def soup_of(client: Client, page: Any) -> BeautifulSoup:
    response = client.get(page.url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_a_learner_reads_a_lesson_with_the_outline_and_the_way_on(client: Client) -> None:
    course = course_with_lessons(modules=2, lessons=2)
    learner_of(course, client)
    first, second = lessons_of(course)[:2]
    page = soup_of(client, second)
    assert [h1.get_text() for h1 in page("h1")] == [second.title]
    assert page.select_one(".folio").get_text(strip=True) == "Module 1, step 2. 3 minutes"
    assert page.select_one(".outline [aria-current]")["href"] == second.url
    assert len(page.select(".outline__mod")) == 2
    assert page.select_one(".turn a")["href"] == first.url
    assert page.select_one(".turn form")["action"].endswith(f"/{second.pk}/complete/")
    assert page.select_one(".turn input[name=revision]")["value"] == str(second.live_revision_id)
    assert len(page.select(".btn:not(.btn--line, .btn--quiet)")) == 1


def test_citations_lead_to_the_list_of_references(client: Client) -> None:
    course = course_with_lessons(modules=1, lessons=1)
    learner_of(course, client)
    page = soup_of(client, lessons_of(course)[0])
    target = page.select_one("a.ref")["href"].removeprefix("#")
    assert page.find(id=target).name == "li"
    assert page.find(id=target).a["href"] == "https://ncsbn.org/a"


def test_a_completed_lesson_offers_to_go_on(client: Client) -> None:
    course = course_with_lessons(modules=1, lessons=2)
    learner_of(course, client)
    first, second = lessons_of(course)
    form = soup_of(client, first).select_one(".turn form")
    client.post(form["action"], {"revision": first.live_revision_id})
    page = soup_of(client, first)
    assert page.select_one(".turn form") is None
    assert page.select_one(".turn .btn--lg")["href"] == second.url
    assert "1 of 2 steps" in page.select_one(".outline").get_text()


def test_the_plan_is_in_the_learners_own_words(client: Client) -> None:
    course = course_page()
    lesson = lesson_page(module_page(course), body=[*BODY, PLAN])
    learner_of(course, client)
    page = soup_of(client, lesson)
    form = page.select_one("form:has(#plan-if)")
    assert "Plan for your worst night." in form.parent.get_text()
    client.post(form["action"], {"if_text": 'I am "angry" <b>', "then_text": "I sleep"})
    page = soup_of(client, lesson)
    assert page.select_one("#plan-if")["value"] == 'I am "angry" <b>'
    assert page.select_one("#plan-then")["value"] == "I sleep"
    stranger = Client()
    learner_of(course, stranger)
    assert soup_of(stranger, lesson).select_one("#plan-if")["value"] == ""


def test_a_lesson_costs_the_same_few_queries_whatever_the_size_of_the_course(client: Client) -> None:
    counts = []
    for lessons in (1, 10):
        course = course_with_lessons(modules=2, lessons=lessons)
        learner_of(course, client)
        lesson = lessons_of(course)[0]
        client.get(lesson.url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(lesson.url).status_code == 200
        counts.append(len(queries))
        assert not [query for query in queries if not query["sql"].startswith("SELECT")]
    assert counts[0] == counts[1] <= 12


def test_a_new_revision_is_shown_at_once(client: Client) -> None:
    course = course_with_lessons(modules=1, lessons=1)
    learner_of(course, client)
    lesson = lessons_of(course)[0]
    assert "recognized" in soup_of(client, lesson).select_one(".lesson").get_text()
    lesson.body = [{"type": "text", "value": "<p>Rewritten.</p>"}]
    publish(lesson)
    assert "Rewritten." in soup_of(client, lesson).select_one(".lesson").get_text()


def test_a_draft_is_not_shown(client: Client) -> None:
    course = course_with_lessons(modules=1, lessons=1)
    learner_of(course, client)
    lesson = lessons_of(course)[0]
    lesson.lede = "Not yet."
    lesson.save_revision()
    assert "Not yet." not in soup_of(client, lesson).get_text()


def test_what_is_not_there_is_a_404(client: Client) -> None:
    course = course_with_lessons(modules=1, lessons=1)
    learner_of(course, client)
    lesson = lessons_of(course)[0]
    assert client.get(f"{lesson.url}more/").status_code == 404


def test_an_unpublished_lesson_stays_open_to_those_whose_edition_asks_for_it(client: Client) -> None:
    course = course_with_lessons(modules=1, lessons=1)
    learner_of(course, client)
    lesson = lessons_of(course)[0]
    url = lesson.url
    lesson.unpublish()
    assert soup_of(client, lesson).select_one(".turn button") is not None
    client.force_login(UserFactory())
    assert client.get(url).status_code == 404
    author(client)
    assert client.get(url).status_code == 404


def test_a_changed_address_leads_on(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    course = course_with_lessons(modules=1, lessons=1)
    learner_of(course, client)
    lesson = lessons_of(course)[0]
    before, lesson.slug = lesson.url, "renamed"
    with django_capture_on_commit_callbacks(execute=True):
        lesson.save_revision().publish()
    assert client.get(before, follow=True).redirect_chain == [(lessons_of(course)[0].url, 301)]


def test_authors_read_without_being_learners(client: Client) -> None:
    course = course_with_lessons(modules=1, lessons=1)
    author(client)
    page = soup_of(client, lessons_of(course)[0])
    assert page.select_one(".outline") is None
    assert page.select_one(".turn") is None
    assert page.select_one(".sim") is not None


def test_a_preview_shows_the_words_in_the_editor_and_stores_none(client: Client) -> None:
    course = course_page()
    lesson = lesson_page(module_page(course), body=[*BODY, PLAN])
    author(client)
    lesson.body = [*lesson.body.raw_data, {"type": "text", "value": "<p>Only in the editor.</p>"}]
    response = lesson.make_preview_request()
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 200
    assert "Only in the editor." in page.get_text()
    assert page.select_one(".sim .pin")["href"] == "#s1-n-1"
    assert page.select_one("#plan-if") is not None
    assert "Only in the editor." not in soup_of(client, lesson).get_text()


def test_the_cached_page_is_the_same_as_the_fresh_one(client: Client) -> None:
    course = course_with_lessons(modules=1, lessons=1)
    learner_of(course, client)
    lesson = lessons_of(course)[0]
    fresh = soup_of(client, lesson).select_one(".lesson")
    again = soup_of(client, lesson).select_one(".lesson")
    for form in (*fresh("form"), *again("form")):
        form.decompose()
    assert str(fresh) == str(again)
