"""The overview."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.factories.coordination import Ward
from tests.factories.enrollments import complete, finish, make_course, steps_of

pytestmark = pytest.mark.django_db


def overview(client: Client, ward: Ward, **query: str) -> str:
    client.force_login(ward.user)
    response = client.get(reverse("coordination:overview", args=[ward.organization.slug]), query)
    assert response.status_code == 200
    return response.content.decode()


def test_figures_of_one_course(client: Client) -> None:
    ward = Ward()
    done, going, late, waiting = (ward.member(name) for name in ("Ada", "Bo", "Cy", "Di"))
    ward.assign(late, due_in=-3)
    ward.assign(done, going, waiting, ward.invited())
    finish(ward.enrollment(done, started=True))
    begun = ward.enrollment(going, started=True)
    complete(begun, steps_of(begun)[0])
    html = overview(client, ward)
    assert "<dt>people assigned</dt><dd>5</dd>" in html
    assert "<dt>completed</dt><dd>20%<small> 1</small></dd>" in html
    assert "<dt>in progress</dt><dd>1</dd>" in html
    assert '<dt>overdue</dt><dd class="signal">1</dd>' in html
    assert "<dt>days to complete, median</dt><dd>under 1</dd>" in html
    assert "3 more completions reach your goal of 80%." in html
    assert "Show these figures as a table" in html
    assert "Overdue by 3 days" in html
    assert html.count("<h1") == 1


def test_another_course_has_its_own_figures(client: Client) -> None:
    ward = Ward()
    ward.assign(ward.member(), ward.member())
    other = make_course(title="Second course")
    ward.assign(ward.member(), course=other)
    assert "<dt>people assigned</dt><dd>1</dd>" in overview(client, ward)
    assert "<dt>people assigned</dt><dd>2</dd>" in overview(client, ward, course=ward.course.key)
    assert "<dt>people assigned</dt><dd>1</dd>" in overview(client, ward, course="unknown")


def test_empty_states(client: Client) -> None:
    ward = Ward()
    assert "No people yet" in overview(client, ward)
    member = ward.member()
    html = overview(client, ward)
    assert "Nothing assigned yet" in html
    assert member.name in html


@pytest.mark.parametrize("people", [10, 60])
def test_the_number_of_queries_does_not_grow(
    client: Client, people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ward = Ward()
    for number in range(people):
        ward.invited(f"Person {number}")
    ward.assign(everyone=True)
    client.force_login(ward.user)
    with django_assert_num_queries(13):
        client.get(reverse("coordination:overview", args=[ward.organization.slug]))
