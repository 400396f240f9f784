"""Editions: made when the requirements change, and only then."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from core import clock
from core.audit import events_of
from core.errors import DomainError
from modules.domain.editions import release_edition
from modules.domain.queries import latest_edition
from modules.domain.snapshots import snapshot_of
from modules.models import CoursePage, Edition, LessonPage
from modules.outline import Outline
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


def first_lesson(course: CoursePage) -> LessonPage:
    return LessonPage.objects.descendant_of(course).order_by("path").first()


def change(page: Any, **fields: Any) -> None:
    page.refresh_from_db()
    for name, value in fields.items():
        setattr(page, name, value)
    publish(page)


def test_snapshot_has_the_course_in_order() -> None:
    course = course_with_lessons(modules=2, lessons=2)
    snapshot = snapshot_of(course)
    outline = Outline.of(snapshot)
    lessons = list(LessonPage.objects.descendant_of(course).order_by("path"))
    assert [activity.id for activity in outline.activities] == [lesson.pk for lesson in lessons]
    assert [activity.revision_id for activity in outline.activities] == [lesson.live_revision_id for lesson in lessons]
    assert [group.number for group in outline.groups] == [1, 2]
    assert outline.activities[0].url == lessons[0].url
    assert (snapshot["minutes"], outline.groups[0].minutes) == (12, 6)
    assert snapshot["provider"] == {"name": "Before You Post", "address": "beforeyoupost.example", "number": ""}
    assert snapshot["statements"]["disclosures"][0]["role"] == "Planner"
    assert snapshot["dates"]["expires_on"] == "2099-09-30"
    assert snapshot["hours"]["words"] == sum(lesson.teaching_words() for lesson in lessons)


def test_snapshot_leaves_out_what_is_not_published() -> None:
    course = course_with_lessons(modules=2, lessons=2)
    first_lesson(course).unpublish()
    hidden = module_page(course)
    lesson_page(hidden)
    hidden.refresh_from_db()
    hidden.unpublish()
    module_page(course)  # Empty: not a step of the course.
    outline = Outline.of(snapshot_of(course))
    assert [len(group.activities) for group in outline.groups] == [1, 2]
    assert [group.number for group in outline.groups] == [1, 2]


def test_snapshot_takes_as_many_queries_for_many_lessons() -> None:
    counts = []
    for lessons in (1, 8):
        course = course_with_lessons(modules=2, lessons=lessons)
        snapshot_of(course)  # Content types and site paths are cached from now on.
        with CaptureQueriesContext(connection) as queries:
            snapshot_of(course)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 4


def test_first_release() -> None:
    course, actor, now = course_with_lessons(), UserFactory(), clock.now()
    edition = release_edition(course=course, actor=actor, reason="First", now=now)
    assert (edition.number, edition.reason, edition.released_by, edition.released_at) == (1, "First", actor, now)
    assert latest_edition(course) == edition
    event = events_of(edition).get()
    assert (event.verb, event.actor_id) == ("modules.release_edition", actor.pk)


def test_release_twice_is_one_edition() -> None:
    course = course_with_lessons()
    assert edition_of(course) == edition_of(course)
    assert Edition.objects.filter(course=course).count() == 1


def test_wording_makes_no_edition() -> None:
    course = course_with_lessons()
    before = edition_of(course)
    lesson = first_lesson(course)
    change(lesson, title="Better said", minutes=5, lede="Other words.", slug="elsewhere")
    change(course, title="A better title", lede="Another lede", grievance_contact="other@example.org")
    assert edition_of(course) == before


@pytest.mark.parametrize(
    "fields",
    [
        {"requirements": "<p>Complete everything.</p>"},
        {"accreditation_statement": "Accredited by the board."},
        {"commercial_support": "Paid by someone."},
        {"outcomes": [{"type": "outcome", "value": {"key": "privacy", "text": "Another outcome."}}]},
        {"provider_name": "Another provider"},
        {"signatory_name": "Another person"},
        {"expires_on": "2098-01-01"},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_a_changed_requirement_of_the_course_is_the_next_edition(fields: dict[str, Any]) -> None:
    course = course_with_lessons()
    before = edition_of(course)
    change(course, **fields)
    after = edition_of(course)
    assert after.number == before.number + 1
    assert after.content_hash != before.content_hash


def test_a_lesson_that_is_no_longer_required_is_the_next_edition() -> None:
    course = course_with_lessons()
    edition_of(course)
    change(first_lesson(course), required=False)
    assert edition_of(course).number == 2


def test_hours_are_part_of_the_requirements() -> None:
    course = course_with_lessons()
    assert edition_of(course).snapshot["hours"]["contact_hours"] == "0.25"
    long = [{"type": "text", "value": f"<p>{'word ' * 10_000}</p>"}]
    change(first_lesson(course), body=long, references=[])
    edition = edition_of(course)
    assert (edition.number, edition.snapshot["hours"]["contact_hours"]) == (2, "0.50")


def test_order_and_number_of_activities_are_part_of_the_requirements() -> None:
    course = course_with_lessons(modules=1, lessons=2)
    edition_of(course)
    lesson = first_lesson(course)
    lesson.move(lesson.get_siblings().last(), pos="right")
    assert edition_of(course).number == 2
    first_lesson(course).unpublish()
    assert edition_of(course).number == 3


def test_a_change_taken_back_is_a_new_edition_all_the_same() -> None:
    course = course_with_lessons()
    original = course.requirements
    first = edition_of(course)
    change(course, requirements="<p>More.</p>")
    edition_of(course)
    change(course, requirements=original)
    third = edition_of(course)
    assert (third.number, third.requirements_hash) == (3, first.requirements_hash)


def test_an_empty_course_is_refused() -> None:
    course = course_page()
    with pytest.raises(DomainError, match="at least one lesson"):
        edition_of(course)


def test_an_unpublished_course_is_refused() -> None:
    course = course_with_lessons()
    course.unpublish()
    with pytest.raises(DomainError):
        edition_of(course)


@pytest.mark.parametrize("statement", ["UPDATE modules_edition SET number = 9", "DELETE FROM modules_edition"])
def test_the_database_keeps_editions(statement: str) -> None:
    edition_of(course_with_lessons())
    refused = pytest.raises(DatabaseError, match="history is not overwritten")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_headings_and_references_are_no_teaching_words() -> None:
    course = course_page()
    lesson = lesson_page(module_page(course), lede="One two.", body=[BODY[0], BODY[1]])
    assert lesson.teaching_words() == 2 + 8
