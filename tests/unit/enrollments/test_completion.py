from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from core.errors import DomainError
from core.models import AuditEvent
from enrollments.domain.completion import FREE_OF_BIAS, complete_activity, save_plan, submit_evaluation
from enrollments.domain.enrolling import withdraw
from enrollments.models import ActivityCompletion, Enrollment, Evaluation, Plan
from enrollments.signals import course_completed
from modules.domain.editions import release_edition
from tests.factories.enrollments import (
    NOW,
    add_module,
    complete,
    complete_steps,
    evaluate,
    make_course,
    make_enrollment,
    steps_of,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def completions() -> Iterator[list[Enrollment]]:
    """The enrollments that the signal told of."""
    told: list[Enrollment] = []

    def listen(sender: Any, enrollment: Enrollment, now: datetime, **kwargs: Any) -> None:
        assert transaction.get_connection().in_atomic_block
        told.append(enrollment)

    course_completed.connect(listen)
    yield told
    course_completed.disconnect(listen)


def test_a_step_is_kept_with_the_revision_that_was_shown() -> None:
    enrollment = make_enrollment()
    lesson = steps_of(enrollment)[0]

    complete_activity(enrollment=enrollment, activity=lesson, revision_id=77, now=LATER)

    done = ActivityCompletion.objects.get(enrollment=enrollment)
    assert (done.activity_id, done.revision_id, done.completed_at) == (lesson.pk, 77, LATER)


def test_a_step_done_twice_is_done_once() -> None:
    enrollment = make_enrollment()
    lesson = steps_of(enrollment)[0]
    complete(enrollment, lesson)

    complete(enrollment, lesson, LATER)

    assert ActivityCompletion.objects.get(enrollment=enrollment).completed_at == NOW
    assert AuditEvent.objects.filter(verb="enrollments.complete_activity").count() == 1


def test_steps_alone_do_not_complete_the_course(completions: list[Enrollment]) -> None:
    enrollment = complete_steps(make_enrollment())

    assert enrollment.status == "in_progress"
    assert not completions


def test_a_course_without_a_test_is_complete_with_its_evaluation(completions: list[Enrollment]) -> None:
    enrollment = evaluate(complete_steps(make_enrollment()), LATER)

    stored = Enrollment.objects.get(pk=enrollment.pk)
    assert (stored.status, stored.completed_at) == ("completed", LATER)
    assert completions == [enrollment]
    assert AuditEvent.objects.filter(verb="enrollments.complete").count() == 1


def test_an_optional_step_is_not_waited_for(completions: list[Enrollment]) -> None:
    course = make_course(release=False)
    add_module(course, "More to read", 1, required=False)
    release_edition(course=course, actor=None, reason="", now=NOW)
    enrollment = make_enrollment(course=course)
    for lesson in steps_of(enrollment)[:-1]:
        complete(enrollment, lesson)

    assert evaluate(enrollment).status == "completed"
    assert len(completions) == 1


def test_the_evaluation_waits_for_the_steps() -> None:
    enrollment = make_enrollment()
    complete(enrollment, steps_of(enrollment)[0])

    with pytest.raises(DomainError, match="2 steps"):
        evaluate(enrollment)
    assert not Evaluation.objects.exists()


def test_a_second_evaluation_changes_nothing(completions: list[Enrollment]) -> None:
    enrollment = evaluate(complete_steps(make_enrollment()))

    again = submit_evaluation(
        enrollment=enrollment, ratings={}, minutes_taken=1, change="Another.", comment="", now=LATER
    )

    assert (again.status, again.completed_at) == ("completed", enrollment.completed_at)
    assert Evaluation.objects.get().change == "I pause."
    assert len(completions) == 1


@pytest.mark.parametrize(
    "ratings",
    [{}, {"privacy": 5}, {"privacy": 6, FREE_OF_BIAS: 1}, {"privacy": 5, FREE_OF_BIAS: 5, "other": 5}],
)
def test_every_statement_is_rated_from_one_to_five(ratings: dict[str, int]) -> None:
    enrollment = complete_steps(make_enrollment())

    with pytest.raises(DomainError, match="1 to 5"):
        submit_evaluation(
            enrollment=enrollment, ratings=ratings, minutes_taken=1, change="I pause.", comment="", now=LATER
        )
    assert not Evaluation.objects.exists()


def test_a_page_of_another_course_is_refused() -> None:
    elsewhere = steps_of(make_enrollment())[0]

    with pytest.raises(DomainError, match="not part of the edition"):
        complete(make_enrollment(), elsewhere)


def test_a_page_that_came_after_the_start_is_refused() -> None:
    enrollment = make_enrollment()
    later = add_module(enrollment.course, "Later", 1).get_children().get().specific

    with pytest.raises(DomainError, match="not part of the edition"):
        complete(enrollment, later)


def test_nothing_is_saved_before_the_start() -> None:
    enrollment = make_enrollment(started=False)
    started = make_enrollment(course=enrollment.course)

    with pytest.raises(DomainError, match="Start the course"):
        complete(enrollment, steps_of(started)[0])


def test_nothing_is_saved_after_a_withdrawal() -> None:
    enrollment = make_enrollment()
    lesson = steps_of(enrollment)[0]
    withdraw(enrollment=enrollment, actor=None, now=NOW)

    with pytest.raises(DomainError, match="over"):
        complete(enrollment, lesson)


def test_nothing_completes_after_the_last_day(completions: list[Enrollment]) -> None:
    enrollment = complete_steps(make_enrollment())

    with pytest.raises(DomainError, match="closed"):
        evaluate(enrollment, datetime.fromisoformat("2028-01-02T05:00:00+00:00"))
    assert not completions


def test_a_receiver_that_fails_undoes_the_completion() -> None:
    enrollment = complete_steps(make_enrollment())

    def fail(**kwargs: Any) -> None:
        raise RuntimeError("no certificate")

    course_completed.connect(fail)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            evaluate(enrollment)
    finally:
        course_completed.disconnect(fail)

    assert Enrollment.objects.get(pk=enrollment.pk).status == "in_progress"
    assert not Evaluation.objects.exists()


def test_a_plan_is_kept_and_replaced() -> None:
    enrollment = make_enrollment()
    lesson = steps_of(enrollment)[0]

    for then_text in ("I wait.", " I sleep on it. "):
        save_plan(enrollment=enrollment, activity=lesson, if_text="I am angry", then_text=then_text, now=NOW)

    assert Plan.objects.get().then_text == "I sleep on it."


def test_a_plan_has_two_halves() -> None:
    enrollment = make_enrollment()

    with pytest.raises(DomainError, match="both halves"):
        save_plan(
            enrollment=enrollment,
            activity=steps_of(enrollment)[0],
            if_text="I am angry",
            then_text=" ",
            now=NOW,
        )


def test_the_words_of_a_plan_stay_out_of_the_audit_trail() -> None:
    enrollment = make_enrollment()
    save_plan(enrollment=enrollment, activity=steps_of(enrollment)[0], if_text="secret", then_text="secret", now=NOW)

    assert "secret" not in str(list(AuditEvent.objects.values_list("after", flat=True)))


@pytest.mark.django_db(transaction=True)
def test_two_last_steps_at_once_complete_the_course_once(completions: list[Enrollment]) -> None:
    enrollment = make_enrollment()
    *first, last = steps_of(enrollment)
    for lesson in first:
        complete(enrollment, lesson)
    # As after an edition that once had the evaluation before the last step.
    Evaluation.objects.create(enrollment=enrollment, ratings={}, minutes_taken=1, change="I pause.", submitted_at=NOW)

    results = at_once(lambda: complete(enrollment, last).status)

    assert results == ["completed", "completed"]
    assert len(completions) == 1
    assert ActivityCompletion.objects.filter(activity=last).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_evaluations_at_once_complete_the_course_once(completions: list[Enrollment]) -> None:
    enrollment = complete_steps(make_enrollment())

    results = at_once(lambda: evaluate(enrollment).status)

    assert results == ["completed", "completed"]
    assert len(completions) == 1
    assert Evaluation.objects.count() == 1


def at_once(work: Any) -> list[Any]:
    """The results of doing the same in two threads, each with a connection of its own."""
    barrier = Barrier(2)

    def run(_number: int) -> Any:
        try:
            barrier.wait(timeout=10)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(run, range(2)))
