"""What happens at the same moment: real threads, each with its own connection, on real PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.db.models import ProtectedError

from accounts.models import User
from core.audit import events_of
from core.errors import DomainError, Gone
from enrollments.domain import enrolling
from enrollments.models import ActivityCompletion, Enrollment
from quizzes.domain import queries
from quizzes.domain.accommodations import give_accommodation
from quizzes.domain.attempts import AnsweredElsewhere, save_answer
from quizzes.domain.overdue import close_overdue
from quizzes.domain.questions import save_question
from quizzes.domain.submitting import close_if_over, settle, submit_attempt
from quizzes.drawing import draw_paper
from quizzes.models import Accommodation, Attempt, Question, QuestionVersion, Response
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import NOW, answer, attempt_at, chance, content, enrolled, right, taught

pytestmark = pytest.mark.django_db(transaction=True)
LATE = NOW + timedelta(hours=1)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls in threads that set out together; what they gave, or the error that they raised."""
    ready = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            ready.wait(60)
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def timed(**policy):
    course = taught(time_limit=30, **policy)
    return attempt_at(course.quiz, enrolled(course.course))


def save(attempt, chosen, *, place=0, now=NOW, **more):
    return save_answer(attempt=attempt, version_id=attempt.paper[place]["version"], chosen=chosen, now=now, **more)


def verbs(attempt):
    return [event.verb.removeprefix("quizzes.") for event in events_of(attempt)]


# --- Starting


def test_a_hundred_starts_with_one_attempt_left_make_one_attempt():
    course = taught(attempts_allowed=2)
    enrollment = enrolled(course.course)
    submit_attempt(attempt=attempt_at(course.quiz, enrollment), now=NOW)
    given = at_once(*(lambda seed=seed: attempt_at(course.quiz, enrollment, seed=seed) for seed in range(100)))
    assert {type(one) for one in given} == {Attempt}
    assert {(one.number, one.pk) for one in given} == {(2, Attempt.objects.get(number=2).pk)}
    assert Attempt.objects.count() == 2
    submit_attempt(attempt=given[0], now=NOW)
    refused = at_once(*(lambda: attempt_at(course.quiz, enrollment) for _ in range(10)))
    assert {type(one) for one in refused} == {DomainError}
    assert Attempt.objects.count() == 2


def test_starts_after_the_time_hand_in_once_and_begin_once():
    attempt = timed()
    answer(attempt, correct=1)
    given = at_once(*(lambda: attempt_at(attempt.quiz, attempt.enrollment, now=LATE) for _ in range(8)))
    assert {one.number for one in given} == {2}
    assert verbs(attempt) == ["start_attempt", "submit_attempt", "grade_attempt"]


def test_a_start_racing_a_withdrawal_leaves_nothing_open():
    course = taught()
    enrollment = enrolled(course.course)
    at_once(
        lambda: attempt_at(course.quiz, enrollment),
        lambda: enrolling.withdraw(enrollment=enrollment, actor=None, now=NOW),
    )
    close_overdue(now=LATE)
    assert not Attempt.objects.filter(state="in_progress").exists()


def test_extra_time_reaches_an_attempt_that_starts_at_the_same_moment():
    course = taught(time_limit=30)
    enrollment, giver = enrolled(course.course), UserFactory()
    started, _given = at_once(lambda: attempt_at(course.quiz, enrollment), lambda: _give(enrollment, giver, NOW))
    started.refresh_from_db()
    assert started.due_at == NOW + timedelta(minutes=45)


def _give(enrollment, giver, now):
    return give_accommodation(
        enrollment=enrollment, extra_time=50, extra_attempts=0, reason="Agreed", actor=giver, now=now
    )


# --- Answering


def test_two_windows_saving_the_same_question_overwrite_nothing_in_silence(attempt):
    given = at_once(*(lambda name=name: save(attempt, [name], seen=0) for name in "abcd"))
    kept = [one for one in given if isinstance(one, Response)]
    refused = [one for one in given if isinstance(one, AnsweredElsewhere)]
    assert (len(kept), len(refused)) == (1, 3)
    assert {tuple(one.response.chosen) for one in refused} == {tuple(kept[0].chosen)}
    assert Response.objects.get().sequence == 1


def test_answers_to_different_questions_do_not_disturb_each_other(attempt):
    given = at_once(*(lambda place=place: save(attempt, ["a"], place=place, seen=0) for place in range(4)))
    assert {type(one) for one in given} == {Response}
    assert Response.objects.count() == 4


def test_one_window_checks_while_the_other_changes():
    attempt = timed(reveal="during")
    save(attempt, ["a"], seen=0)
    checked, changed = at_once(lambda: save(attempt, ["a"], seen=1, check=True), lambda: save(attempt, ["b"], seen=1))
    kept = Response.objects.get()
    if isinstance(checked, Response):
        assert isinstance(changed, DomainError)
        assert (kept.chosen, kept.checked_at) == (["a"], NOW)
    else:
        assert isinstance(checked, AnsweredElsewhere)
        assert (kept.chosen, kept.checked_at) == (["b"], None)


# --- Handing in


def test_submissions_at_once_grade_once(enrollment, attempt):
    answer(attempt)
    given = at_once(*[lambda: submit_attempt(attempt=attempt, now=NOW)] * 8)
    assert {(graded.state, graded.score) for graded in given} == {("graded", 100)}
    assert ActivityCompletion.objects.count() == 1
    assert verbs(attempt) == ["start_attempt", "submit_attempt", "grade_attempt"]
    assert Enrollment.objects.get(pk=enrollment.pk).status == Enrollment.Status.IN_PROGRESS


def test_an_answer_racing_the_submission_is_graded_or_refused(attempt):
    answer(attempt, correct=2)
    chosen = right(attempt.paper[3]["version"])
    saved, graded = at_once(lambda: save(attempt, chosen, place=3), lambda: submit_attempt(attempt=attempt, now=NOW))
    assert graded.score == (50 if isinstance(saved, Gone) else 75)
    assert Response.objects.filter(points__isnull=True).count() == 0


def test_the_clock_and_the_learner_close_an_attempt_once():
    attempt = timed()
    answer(attempt)
    given = at_once(
        *[lambda: submit_attempt(attempt=attempt, now=LATE)] * 3,
        *[lambda: close_if_over(attempt=attempt, now=LATE)] * 2,
        *[lambda: close_overdue(now=LATE)] * 3,
    )
    assert not [one for one in given if isinstance(one, Exception)]
    assert verbs(attempt) == ["start_attempt", "submit_attempt", "grade_attempt"]
    attempt.refresh_from_db()
    assert (attempt.score, attempt.submitted_at, attempt.timed_out) == (100, attempt.due_at, True)
    assert ActivityCompletion.objects.count() == 1


def test_an_answer_in_the_grace_racing_the_clock_is_graded_or_refused():
    attempt = timed()
    answer(attempt, correct=2)
    chosen, last = right(attempt.paper[3]["version"]), attempt.due_at + timedelta(seconds=60)
    saved, closed = at_once(
        lambda: save(attempt, chosen, place=3, now=last),
        lambda: settle(attempt=attempt, now=last + timedelta(seconds=1)),
    )
    assert closed.score == (50 if isinstance(saved, Gone) else 75)


def test_a_passing_submission_racing_an_accommodation_does_both():
    for _ in range(5):
        attempt = timed()
        answer(attempt)
        giver = UserFactory()
        graded, given = at_once(
            lambda attempt=attempt: submit_attempt(attempt=attempt, now=NOW),
            lambda attempt=attempt, giver=giver: _give(attempt.enrollment, giver, NOW),
        )
        assert (type(graded), type(given)) == (Attempt, Accommodation)
        assert graded.passed


# --- Accommodations


def test_extra_time_racing_a_save_at_the_deadline_loses_neither():
    attempt = timed()
    last, giver = attempt.due_at + timedelta(seconds=60), UserFactory()
    saved, given = at_once(lambda: save(attempt, ["a"], now=last), lambda: _give(attempt.enrollment, giver, last))
    assert (type(saved), type(given)) == (Response, Accommodation)
    attempt.refresh_from_db()
    assert attempt.due_at == NOW + timedelta(minutes=45)


def test_extra_time_racing_the_clock_opens_nothing_that_was_closed():
    attempt = timed()
    due, giver = attempt.due_at, UserFactory()
    over = due + timedelta(seconds=61)
    _closed, given = at_once(
        lambda: settle(attempt=attempt, now=over),
        lambda: _give(attempt.enrollment, giver, over - timedelta(seconds=5)),
    )
    assert isinstance(given, Accommodation)
    attempt.refresh_from_db()
    extended = NOW + timedelta(minutes=45)
    assert (attempt.state, attempt.due_at) in [("graded", due), ("in_progress", extended)]


def test_accommodations_at_once_leave_one_that_applies(enrollment):
    giver = UserFactory()
    given = at_once(
        *(
            lambda extra=extra: give_accommodation(
                enrollment=enrollment, extra_time=extra, extra_attempts=0, reason="Agreed", actor=giver, now=NOW
            )
            for extra in (10, 20, 30, 40)
        )
    )
    assert {type(one) for one in given} == {Accommodation}
    assert Accommodation.objects.count() == 4
    assert Accommodation.objects.filter(ended_at__isnull=True).count() == 1


# --- The bank changes under open attempts


def test_changes_to_the_bank_reach_none_of_a_hundred_open_attempts():
    course = taught(questions=6, draw=4)
    attempts = _many(course, 100)
    papers = {attempt.pk: attempt.paper for attempt in attempts}
    versions = dict(QuestionVersion.objects.values_list("pk", "content_hash"))
    finished = at_once(*_changes(course.pool), *(lambda one=one: _take(one) for one in attempts[:40]))
    assert not [one for one in finished if isinstance(one, Exception) and not isinstance(one, ProtectedError)]
    assert [type(one) for one in finished].count(ProtectedError) == 2
    for attempt in attempts[40:]:
        _take(attempt)
    assert {attempt.pk: attempt.paper for attempt in Attempt.objects.all()} == papers
    assert set(Attempt.objects.values_list("state", "score")) == {("graded", 100)}
    assert dict(QuestionVersion.objects.filter(pk__in=versions).values_list("pk", "content_hash")) == versions
    assert not {item["version"] for item in attempt_at(course.quiz, enrolled(course.course)).paper} & set(versions)


def _changes(pool):
    """Every question is edited; those that are still drawn keep the draw possible."""
    wrong = content().options

    def edit(key):
        swapped = (*wrong[1:], wrong[0])
        outcome = Question.objects.get(pool=pool, key=key).outcome_key
        return save_question(pool=pool, key=key, content=content(key, outcome=outcome, options=swapped))

    return [
        *(lambda key=f"q{n}": edit(key) for n in range(1, 7)),
        lambda: Question.objects.get(pool=pool, key="q5").delete(),
        lambda: Question.objects.get(pool=pool, key="q6").delete(),
    ]


def _take(attempt):
    answer(attempt)
    return submit_attempt(attempt=attempt, now=NOW)


def _many(course, count):
    """Open attempts of as many people, made in few statements."""
    people = User.objects.bulk_create([User(email=f"nurse{n}@example.org", name=f"Nurse {n}") for n in range(count)])
    edition = enrolled(course.course).edition
    enrollments = Enrollment.objects.bulk_create(
        Enrollment(
            learner=person, course=course.course, edition=edition, status="in_progress", enrolled_at=NOW, started_at=NOW
        )
        for person in people
    )
    candidates = queries.candidates([course.pool.pk])
    return Attempt.objects.bulk_create(
        Attempt(
            enrollment=enrollment,
            quiz=course.quiz,
            revision_id=course.quiz.live_revision_id,
            number=1,
            paper=draw_paper(candidates, 4, {}, chance(enrollment.pk)),
            pass_mark=75,
            started_at=NOW,
        )
        for enrollment in enrollments
    )


def test_unpublishing_under_open_attempts_changes_none():
    course = taught(questions=6, draw=4)
    attempts = _many(course, 10)
    at_once(
        *(lambda one=one: one.unpublish() for one in Question.objects.all()),
        *(lambda one=one: _take(one) for one in attempts),
    )
    assert set(Attempt.objects.values_list("state", "score")) == {("graded", 100)}
    with pytest.raises(DomainError, match="the pools hold 0"):
        attempt_at(course.quiz, enrolled(course.course))


def test_one_question_saved_twice_at_once_is_one_question(course):
    saved = at_once(*[lambda: save_question(pool=course.pool, key="new", content=content("new"))] * 3)
    assert sorted(saved) == [False, False, True]
    assert QuestionVersion.objects.filter(question__key="new").count() == 1


# --- The clock jumps


def test_a_clock_that_jumps_back_and_forth_loses_nothing():
    attempt = timed(wait_minutes=10)
    save(attempt, ["b"], now=NOW + timedelta(minutes=20))
    save(attempt, ["c"], now=NOW - timedelta(days=2))
    assert Response.objects.get().chosen == ["c"]
    graded = submit_attempt(attempt=attempt, now=NOW - timedelta(days=1))
    assert (graded.submitted_at, graded.timed_out) == (NOW, False)
    with pytest.raises(DomainError, match="The next attempt opens"):
        attempt_at(attempt.quiz, attempt.enrollment, now=NOW - timedelta(days=1))
    before = NOW - timedelta(hours=23)
    with pytest.raises(DomainError, match="The next attempt opens"):
        attempt_at(attempt.quiz, attempt.enrollment, now=before)
    second = attempt_at(attempt.quiz, attempt.enrollment, now=NOW + timedelta(minutes=10))
    assert second.due_at == NOW + timedelta(minutes=40)
