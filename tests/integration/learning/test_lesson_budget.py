"""A lesson costs the same in a short and in a long course, among few and among many learners, and writes nothing."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from enrollments.models import Enrollment
from tests.factories.enrollments import complete, make_course, make_enrollment, steps_of

pytestmark = pytest.mark.django_db
BUDGET = 12


def statements_of_a_visit(enrollment: Enrollment) -> list[str]:
    """The SQL of a repeated visit to the third lesson by its learner."""
    steps = steps_of(enrollment)
    for page in steps[:2]:
        complete(enrollment, page)
    client = Client()
    client.force_login(enrollment.learner)
    address = steps[2].get_url()
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    assert steps[2].title in response.content.decode()
    return [query["sql"] for query in captured.captured_queries]


def test_lesson_keeps_its_budget_with_5_and_with_50_lessons() -> None:
    short = statements_of_a_visit(make_enrollment(course=make_course(lessons=(3, 2))))
    long = statements_of_a_visit(make_enrollment(course=make_course(lessons=(10,) * 5)))
    assert len(short) == len(long) <= BUDGET, "\n".join(long)


def test_lesson_costs_the_same_among_many_learners() -> None:
    course = make_course(lessons=(3, 2))
    alone = statements_of_a_visit(make_enrollment(course=course))
    for _ in range(30):
        make_enrollment(course=course)
    assert len(statements_of_a_visit(make_enrollment(course=course))) == len(alone)


def test_repeated_visit_writes_nothing() -> None:
    statements = statements_of_a_visit(make_enrollment(course=make_course(lessons=(3, 2))))
    assert [sql for sql in statements if not sql.startswith("SELECT")] == []
