"""What visitors see before they take the course."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.http import HttpRequest
from django.test import Client

from core import clock
from modules import actions
from modules.actions import Action
from modules.models import CoursePage, ModulePage
from tests.factories.accounts import UserFactory
from tests.factories.modules import course_page, course_with_lessons, edition_of, publish

pytestmark = pytest.mark.django_db


def soup_of(client: Client, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    assert len(page("h1")) == 1
    return page


def test_an_empty_site_says_so(client: Client) -> None:
    assert "The course is being prepared" in soup_of(client, "/").get_text()


def test_an_empty_site_tells_staff_what_to_do(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))
    assert "load_course" in soup_of(client, "/").get_text()


def test_one_course_is_the_front_page(client: Client) -> None:
    course = course_with_lessons()
    edition_of(course)
    page = soup_of(client, "/")
    assert page.h1.get_text() == course.title
    assert page.select_one("figure.sim") is not None


def test_several_courses_are_listed(client: Client) -> None:
    courses = [course_with_lessons(modules=1, lessons=1), course_with_lessons(modules=1, lessons=1)]
    page = soup_of(client, "/")
    assert [h2.get_text() for h2 in page.select(".task h2")] == [course.title for course in courses]
    assert [link["href"] for link in page.select(".task a")] == [course.url for course in courses]


def test_a_course_page_tells_what_a_certificate_needs(client: Client) -> None:
    course = course_with_lessons(modules=2, lessons=2)
    edition_of(course)
    page = soup_of(client, course.url)
    text = " ".join(page.get_text().split())
    facts = {fact.dt.get_text(): fact.dd.get_text() for fact in page.select(".facts > div")}
    assert facts == {"60-minute contact hours": "0.25", "modules, 4 short steps": "2"}
    assert "None claimed" in text
    assert "certificates until September 30, 2099" in text
    assert "Complete every lesson." in text
    assert "T. Achterberg, Planner. Nothing to declare." in text
    assert "Mergener" in page.select_one("#hours").get_text()
    assert [line.get_text() for line in page.select(".toc h3 > :last-child")] == ["6 min", "6 min"]


def test_a_granted_accreditation_is_stated(client: Client) -> None:
    course = course_page(accreditation_statement="Accredited by the State Board.")
    text = soup_of(client, course.url).get_text()
    assert "Accredited by the State Board." in text
    assert "None claimed" not in text


def test_after_the_last_day_no_certificate_is_promised(client: Client) -> None:
    yesterday = clock.now().date() - timedelta(days=1)
    course = course_page(expires_on=yesterday)
    assert "closed for certificates" in soup_of(client, course.url).select_one(".notice").get_text()
    course.expires_on = clock.now().date() + timedelta(days=1)
    publish(course)
    assert soup_of(client, course.url).select_one(".notice") is None


def test_a_module_leads_to_its_place_in_the_syllabus(client: Client) -> None:
    course = course_with_lessons()
    edition_of(course)
    module = ModulePage.objects.child_of(course).first()
    response = client.get(module.url)
    assert (response.status_code, response["Location"]) == (302, f"{course.url}#{module.key}")
    assert soup_of(client, course.url).find(id=module.key).name == "li"


def test_words_of_authors_are_escaped(client: Client) -> None:
    evil = "<script>alert(1)</script>"
    fields = ("title", "summary", "lede", "audience", "requirements", "law_notice", "commercial_support")
    course = course_page(**dict.fromkeys(fields, evil), accreditation_statement=evil, grievance_contact=evil)
    page = soup_of(client, course.url)
    assert [script for script in page("script") if not script.get("src")] == []


def test_the_first_provider_that_answers_gives_the_button(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    course = course_page()

    def silent(request: HttpRequest, course: CoursePage) -> Action | None:
        return None

    def offer(request: HttpRequest, course: CoursePage) -> Action | None:
        return {"label": "Enroll now", "url": f"/take/{course.pk}/", "method": "post"}

    monkeypatch.setattr(actions, "_providers", [])
    for provider in (silent, offer, offer):
        actions.register(provider)
    form = soup_of(client, course.url).select_one(".hero form, .page form")
    assert (form["method"], form["action"], form.button.get_text()) == ("post", f"/take/{course.pk}/", "Enroll now")
    assert form.select_one("[name=csrfmiddlewaretoken]") is not None


def test_without_a_provider_there_is_still_a_way_in(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_providers", [])
    course = course_page()
    assert soup_of(client, course.url).select_one(".btn--lg")["href"].endswith(f"?next=%2F{course.slug}%2F")
    client.force_login(UserFactory())
    assert soup_of(client, course.url).select_one(".btn--lg")["href"] == "/my-learning/"


def test_a_course_can_be_previewed_before_it_is_saved(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))
    course = course_with_lessons()
    course.title = "Only in the editor"
    response = course.make_preview_request()
    assert response.status_code == 200
    assert "Only in the editor" in response.content.decode()
    assert response["X-Frame-Options"] == "SAMEORIGIN"
