"""Scheduled publishing."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Workflow

from core import clock
from modules.domain.queries import latest_edition
from modules.models import LessonPage
from modules.tasks import publish_scheduled
from tests.factories.accounts import UserFactory
from tests.factories.modules import course_with_lessons, edition_of

pytestmark = pytest.mark.django_db


def scheduled_lesson(minutes: int) -> LessonPage:
    """A lesson that will no longer be required so many minutes from now."""
    course = course_with_lessons(modules=1, lessons=2)
    edition_of(course)
    lesson = LessonPage.objects.descendant_of(course).first()
    lesson.required = False
    lesson.go_live_at = clock.now() + timedelta(minutes=minutes)
    revision = lesson.save_revision(approved_go_live_at=lesson.go_live_at)
    assert revision.approved_go_live_at
    return lesson


def test_what_is_due_is_published_and_makes_an_edition() -> None:
    lesson = scheduled_lesson(-1)
    publish_scheduled()
    publish_scheduled()
    lesson.refresh_from_db()
    edition = latest_edition(lesson.get_parent().get_parent())
    assert lesson.required is False
    assert (edition.number, edition.released_by, edition.reason) == (2, None, "Published as scheduled")


def test_what_is_not_due_waits() -> None:
    lesson = scheduled_lesson(5)
    publish_scheduled()
    lesson.refresh_from_db()
    assert lesson.required is True
    assert latest_edition(lesson.get_parent().get_parent()).number == 1


def test_what_expires_leaves_the_next_edition() -> None:
    course = course_with_lessons(modules=1, lessons=2)
    edition_of(course)
    lesson = LessonPage.objects.descendant_of(course).first()
    lesson.expire_at = clock.now() - timedelta(minutes=1)
    lesson.save()
    publish_scheduled()
    lesson.refresh_from_db()
    assert lesson.live is False
    assert len(latest_edition(course).snapshot["groups"][0]["activities"]) == 1


def test_an_approval_publishes_and_makes_an_edition() -> None:
    course = course_with_lessons(modules=1, lessons=1)
    edition_of(course)
    author, publisher = UserFactory(), UserFactory()
    publisher.groups.add(Group.objects.get(name="Publishers"))
    lesson = LessonPage.objects.descendant_of(course).first()
    lesson.required = False
    lesson.save_revision()
    state = Workflow.objects.get().start(lesson, author)
    state.current_task_state.approve(user=publisher)
    assert latest_edition(course).number == 2
    assert latest_edition(course).released_by == publisher
