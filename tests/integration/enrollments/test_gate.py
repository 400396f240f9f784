"""Who may open a lesson."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.http import Http404
from django.test import Client
from django.urls import reverse

from accounts.models import User
from enrollments.domain.enrolling import withdraw
from enrollments.gate import learner_for
from enrollments.models import Enrollment
from modules.models import CoursePage, LessonPage
from tests.factories.accounts import UserFactory
from tests.factories.enrollments import (
    NOW,
    add_module,
    complete,
    finish,
    make_course,
    make_enrollment,
    steps_of,
)

pytestmark = pytest.mark.django_db


def first_lesson(course: CoursePage) -> LessonPage:
    return LessonPage.objects.descendant_of(course).order_by("path").first()


def open_as(user: User, page: LessonPage) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(page.url)


def test_a_visitor_signs_in_first(client: Client) -> None:
    lesson = first_lesson(make_course())

    response = client.get(lesson.url)

    assert response.status_code == 302
    assert response["Location"] == f"{reverse('account_login')}?next={lesson.url}"


def test_who_is_not_enrolled_is_offered_to(client: Client) -> None:
    course = make_course()

    response = open_as(UserFactory.create(), first_lesson(course))

    assert response.status_code == 403
    page = response.content.decode()
    assert course.title in page
    assert f'action="{reverse("enrollments:enroll", args=[course.pk])}"' in page
    assert "Enroll in this course" in page


def test_an_enrollment_in_another_course_opens_nothing() -> None:
    enrollment = make_enrollment()

    assert open_as(enrollment.learner, first_lesson(make_course())).status_code == 403


def test_what_has_not_been_started_starts_first() -> None:
    enrollment = make_enrollment(started=False)

    response = open_as(enrollment.learner, first_lesson(enrollment.course))

    assert response.status_code == 302
    assert response["Location"] == reverse("enrollments:start", args=[enrollment.public_id])


def test_a_learner_reads() -> None:
    enrollment = make_enrollment()
    lesson = first_lesson(enrollment.course)

    response = open_as(enrollment.learner, lesson)

    assert response.status_code == 200
    learner = response.wsgi_request.learner
    assert learner.enrollment == enrollment
    assert (learner.steps_done, learner.steps_total, learner.minutes_left) == (0, 3, 12)
    assert not learner.read_only
    assert learner.complete_url(lesson.pk) in response.content.decode()


@pytest.mark.parametrize("end", [finish, lambda each: withdraw(enrollment=each, actor=None, now=NOW)])
def test_afterwards_the_course_stays_readable(end: Any) -> None:
    enrollment = make_enrollment()
    end(enrollment)

    response = open_as(enrollment.learner, first_lesson(enrollment.course))

    assert response.status_code == 200
    assert response.wsgi_request.learner.read_only


def test_who_withdrew_before_the_start_is_not_enrolled() -> None:
    enrollment = withdraw(enrollment=make_enrollment(started=False), actor=None, now=NOW)

    assert open_as(enrollment.learner, first_lesson(enrollment.course)).status_code == 403


def test_a_lesson_of_a_later_edition_is_not_there() -> None:
    enrollment = make_enrollment()
    later = add_module(enrollment.course, "Later", 1).get_children().get()

    response = open_as(enrollment.learner, later)

    assert response.status_code == 404
    assert "not part of your edition" in response.content.decode()


def test_an_author_reads_without_being_a_learner() -> None:
    author = UserFactory.create()
    author.groups.add(Group.objects.get(name="Authors"))

    response = open_as(author, first_lesson(make_course()))

    assert response.status_code == 200
    assert response.wsgi_request.learner is None


def test_what_a_page_knows_of_its_learner() -> None:
    enrollment = make_enrollment()
    first, *_rest = steps_of(enrollment)
    complete(enrollment, first)

    learner = learner_for(enrollment.learner, first)

    states = [learner.activity_state(each) for each in learner.outline.activities]
    assert states == ["complete", "not_started", "not_started"]
    assert [learner.group_state(each) for each in learner.outline.groups] == ["in_progress", "not_started"]
    assert (learner.steps_done, learner.minutes_left) == (1, 8)
    assert learner.plan(first.pk) is None
    assert learner.course_url == enrollment.course.url


def test_nobody_is_a_learner_of_anothers_course() -> None:
    enrollment = make_enrollment()
    lesson = first_lesson(enrollment.course)
    for stranger in (UserFactory.create(), make_enrollment().learner):
        with pytest.raises(Http404):
            learner_for(stranger, lesson)
    with pytest.raises(Http404):
        learner_for(make_enrollment(course=enrollment.course, started=False).learner, lesson)


def test_the_latest_cycle_counts() -> None:
    first = withdraw(enrollment=make_enrollment(), actor=None, now=NOW)
    second = make_enrollment(course=first.course, learner=first.learner)

    assert learner_for(first.learner, first_lesson(first.course)).enrollment == second
    assert Enrollment.objects.filter(learner=first.learner).count() == 2


def test_the_gate_costs_two_queries(django_assert_num_queries: Any) -> None:
    enrollment = make_enrollment()
    lesson = first_lesson(enrollment.course)

    with django_assert_num_queries(2):
        learner = learner_for(enrollment.learner, lesson)
        learner.complete_url(lesson.pk)
        [learner.group_state(each) for each in learner.outline.groups]
