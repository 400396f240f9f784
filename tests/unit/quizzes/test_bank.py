"""The item bank, against the database."""

import pytest
from django.db import DatabaseError, transaction

from core.errors import DomainError
from quizzes.domain import queries
from quizzes.domain.questions import retire_missing, save_question
from quizzes.models import Question, QuestionPool, QuestionVersion
from tests.factories.quizzes import content

pytestmark = pytest.mark.django_db


def test_the_same_content_makes_no_new_version(course):
    pool = course.pool
    assert save_question(pool=pool, key="q1", content=content("q1")) is False
    assert save_question(pool=pool, key="q1", content=content("q1", stem="New?")) is True
    versions = list(QuestionVersion.objects.filter(question__key="q1").order_by("number"))
    assert [(version.number, version.current, version.stem) for version in versions] == [
        (1, False, "q1 stem?"),
        (2, True, "New?"),
    ]
    assert save_question(pool=pool, key="q1", content=content("q1")) is True
    assert QuestionVersion.objects.filter(question__key="q1").count() == 3


def test_a_version_cannot_be_changed(course):
    with pytest.raises(DatabaseError), transaction.atomic():
        QuestionVersion.objects.update(stem="Forged?")


def test_a_question_that_cannot_be_graded_is_refused_by_name(course):
    with pytest.raises(DomainError, match=r"^q9: Mark exactly one"):
        save_question(pool=course.pool, key="q9", content=content(options=content().options[1:]))
    assert not Question.objects.filter(key="q9").exists()


def test_missing_questions_retire_and_come_back(course):
    pool = course.pool
    assert retire_missing(pool=pool, keys=["q1", "q2"]) == 4
    assert retire_missing(pool=pool, keys=["q1", "q2"]) == 0
    assert pool.size() == len(queries.candidates([pool.pk])) == 2
    assert save_question(pool=pool, key="q3", content=content("q3", outcome="boundaries")) is True
    assert QuestionVersion.objects.filter(question__key="q3").count() == 1
    assert pool.size() == 3


def test_a_question_of_the_cms_is_left_alone_until_a_file_owns_it(course):
    pool = course.pool
    save_question(pool=pool, key="own", content=content("own"))
    retire_missing(pool=pool, keys=["q1"])
    assert set(pool.questions.filter(live=True).values_list("key", flat=True)) == {"q1", "own"}
    save_question(pool=pool, key="own", content=content("own"), from_text=True)
    assert retire_missing(pool=pool, keys=["q1"]) == 1


def test_other_pools_are_left_alone(course):
    other = QuestionPool.objects.create(course=course.course, key="other", title="Other")
    retire_missing(pool=other, keys=[])
    assert course.pool.size() == 6
