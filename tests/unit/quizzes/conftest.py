"""A course with a test, somebody who takes it, and an attempt."""

import pytest

from tests.factories.quizzes import attempt_at, enrolled, taught


@pytest.fixture
def course():
    return taught()


@pytest.fixture
def enrollment(course):
    return enrolled(course.course)


@pytest.fixture
def attempt(course, enrollment):
    return attempt_at(course.quiz, enrollment)
