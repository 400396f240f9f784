"""Handing in, grading, the clock, abandoning; against the database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from core.audit import events_of
from core.errors import DomainError, Gone
from enrollments.domain import enrolling
from enrollments.models import ActivityCompletion, Enrollment
from quizzes.domain import queries, submitting
from quizzes.domain.attempts import save_answer
from quizzes.domain.overdue import close_overdue
from quizzes.domain.submitting import close_if_over, submit_attempt
from quizzes.models import Attempt, QuestionVersion, Response
from tests.factories.quizzes import NOW, answer, attempt_at, enrolled, right, taught

pytestmark = pytest.mark.django_db
LATE = NOW + timedelta(hours=1)
KINDS = ("single", "multiple", "true_false", "ordering", "matching", "marking", "reflection")


def opened(**policy):
    course = taught(**policy)
    return attempt_at(course.quiz, enrolled(course.course))


def verbs(attempt):
    return [event.verb.removeprefix("quizzes.") for event in events_of(attempt)]


# --- Grading


def test_passing_completes_the_activity(course, enrollment, attempt):
    answer(attempt, correct=3)
    graded = submit_attempt(attempt=attempt, now=NOW)
    assert (graded.state, graded.score, graded.passed, graded.timed_out) == ("graded", 75, True, False)
    assert (graded.submitted_at, graded.graded_at) == (NOW, NOW)
    done = ActivityCompletion.objects.get()
    assert (done.enrollment, done.activity_id, done.revision_id) == (enrollment, course.quiz.pk, attempt.revision_id)
    assert sorted(Response.objects.values_list("points", flat=True)) == [0, 1, 1, 1]
    assert verbs(attempt) == ["start_attempt", "submit_attempt", "grade_attempt"]


def test_what_comes_back_is_what_is_stored(attempt):
    answer(attempt, correct=2)
    graded, stored = submit_attempt(attempt=attempt, now=NOW), Attempt.objects.get()
    for name in ("state", "score", "passed", "submitted_at", "graded_at", "timed_out"):
        assert getattr(graded, name) == getattr(stored, name), name


def test_not_passing_completes_nothing(attempt):
    answer(attempt, correct=2)
    graded = submit_attempt(attempt=attempt, now=NOW)
    assert (graded.score, graded.passed) == (50, False)
    assert not ActivityCompletion.objects.exists()


def test_no_answer_counts_nothing(attempt):
    graded = submit_attempt(attempt=attempt, now=NOW)
    assert (graded.score, graded.passed) == (0, False)


def test_every_kind_is_graded_by_its_own_rule():
    attempt = opened(kinds=KINDS, questions=7, draw=7)
    answer(attempt)
    assert submit_attempt(attempt=attempt, now=NOW).score == 100
    unscored = Response.objects.filter(points__isnull=True)
    assert [response.version.kind for response in unscored] == ["reflection"]


def test_reflections_neither_help_nor_harm():
    attempt = opened(kinds=("single", "reflection"), questions=4)
    kinds = {item["version"]: QuestionVersion.objects.get(pk=item["version"]).kind for item in attempt.paper}
    scored = [version for version, kind in kinds.items() if kind == "single"]
    save_answer(attempt=attempt, version_id=scored[0], chosen=right(scored[0]), now=NOW)
    assert submit_attempt(attempt=attempt, now=NOW).score == 50


@pytest.mark.parametrize(("filled", "score", "passed"), [(4, 100, True), (3, 75, False), (0, 0, False)])
def test_a_paper_of_reflections_is_passed_when_every_box_is_filled(filled, score, passed):
    attempt = opened(kinds=("reflection",), pass_mark=50)
    for item in attempt.paper[:filled]:
        save_answer(attempt=attempt, version_id=item["version"], chosen=["My words."], now=NOW)
    graded = submit_attempt(attempt=attempt, now=NOW)
    assert (graded.score, graded.passed) == (score, passed)
    assert not Response.objects.filter(points__isnull=False).exists()


def test_partial_credit_adds_up():
    attempt = opened(kinds=("ordering",), questions=3, draw=3)
    for item, places in zip(attempt.paper, ("abcd", "abdc", "dcba"), strict=True):
        save_answer(attempt=attempt, version_id=item["version"], chosen=list(places), now=NOW)
    graded = submit_attempt(attempt=attempt, now=NOW)
    assert list(Response.objects.order_by("pk").values_list("points", flat=True)) == [1, Decimal("0.333"), 0]
    assert graded.score == Decimal("44.43")


def test_handing_in_twice_changes_nothing(attempt):
    answer(attempt)
    first = submit_attempt(attempt=attempt, now=NOW)
    second = submit_attempt(attempt=attempt, now=LATE)
    assert (second.submitted_at, second.score) == (first.submitted_at, first.score)
    assert verbs(attempt) == ["start_attempt", "submit_attempt", "grade_attempt"]


# --- Which attempt counts


@pytest.mark.parametrize(("counting", "completes"), [("highest", True), ("last", True), ("first", False)])
def test_a_second_attempt_that_is_passed(counting, completes):
    course = taught(counting=counting)
    enrollment = enrolled(course.course)
    submit_attempt(attempt=attempt_at(course.quiz, enrollment), now=NOW)
    answer(attempt_at(course.quiz, enrollment))
    assert submit_attempt(attempt=attempt_at(course.quiz, enrollment), now=NOW).passed
    assert ActivityCompletion.objects.exists() == completes


def test_a_first_attempt_that_is_passed_completes_where_it_counts():
    attempt = opened(counting="first")
    answer(attempt)
    submit_attempt(attempt=attempt, now=NOW)
    assert ActivityCompletion.objects.count() == 1


# --- Time


@pytest.mark.parametrize(
    ("minutes", "kept", "timed_out"),
    [(-5, 0, False), (29, 29, False), (30.5, 30, False), (31, 30, False), (32, 30, True)],
)
def test_the_time_of_handing_in_is_never_after_the_end_nor_before_the_start(minutes, kept, timed_out):
    attempt = opened(time_limit=30)
    answer(attempt)
    graded = submit_attempt(attempt=attempt, now=NOW + timedelta(minutes=minutes))
    assert (graded.submitted_at, graded.timed_out) == (NOW + timedelta(minutes=kept), timed_out)
    assert (graded.state, graded.passed) == ("graded", True)
    assert graded.graded_at >= graded.submitted_at


def test_what_is_over_is_closed_with_what_was_saved():
    attempt = opened(time_limit=30)
    answer(attempt, correct=3)
    assert close_if_over(attempt=attempt, now=NOW + timedelta(minutes=31)).state == "in_progress"
    closed = close_if_over(attempt=attempt, now=LATE)
    assert (closed.state, closed.timed_out, closed.score) == ("graded", True, 75)
    assert closed.submitted_at == attempt.due_at
    assert events_of(attempt).get(verb="quizzes.submit_attempt").actor_id is None
    assert ActivityCompletion.objects.get().completed_at == attempt.due_at


def test_without_a_limit_nothing_is_ever_over(attempt):
    assert close_if_over(attempt=attempt, now=NOW + timedelta(days=900)).state == "in_progress"


def test_a_page_read_before_the_extra_time_closes_nothing():
    attempt = opened(time_limit=30)
    Attempt.objects.filter(pk=attempt.pk).update(due_at=NOW + timedelta(minutes=60))
    assert close_if_over(attempt=attempt, now=NOW + timedelta(minutes=40)).state == "in_progress"


def test_after_the_last_day_nothing_is_handed_in(attempt):
    answer(attempt)
    with pytest.raises(DomainError, match="last day"):
        submit_attempt(attempt=attempt, now=datetime(2028, 2, 1, tzinfo=UTC))
    attempt.refresh_from_db()
    assert attempt.state == "in_progress"


def test_an_attempt_that_ended_on_the_last_day_counts_when_it_is_closed_later():
    course = taught(time_limit=30)
    enrollment = enrolled(course.course)
    attempt = attempt_at(course.quiz, enrollment, now=datetime(2028, 1, 2, 4, 20, tzinfo=UTC))  # 23:20 in New York
    answer(attempt, now=attempt.started_at)
    closed = submit_attempt(attempt=attempt, now=datetime(2028, 1, 2, 9, 0, tzinfo=UTC))
    assert (closed.passed, closed.timed_out) == (True, True)
    assert ActivityCompletion.objects.get().completed_at == attempt.due_at


def test_an_attempt_that_ran_past_the_last_day_keeps_its_score_and_completes_nothing():
    course = taught(time_limit=30)
    enrollment = enrolled(course.course)
    attempt = attempt_at(course.quiz, enrollment, now=datetime(2028, 1, 2, 4, 50, tzinfo=UTC))
    answer(attempt, now=attempt.started_at)
    assert close_overdue(now=datetime(2028, 1, 2, 6, 0, tzinfo=UTC)) == 1
    attempt.refresh_from_db()
    assert (attempt.state, attempt.passed) == ("graded", True)
    assert not ActivityCompletion.objects.exists()


# --- Between the two steps


def test_a_fault_in_grading_keeps_what_was_handed_in(attempt, monkeypatch):
    answer(attempt)
    with monkeypatch.context() as broken:
        broken.setattr(submitting, "complete_activity", None)
        with pytest.raises(TypeError):
            submit_attempt(attempt=attempt, now=NOW)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.submitted_at, attempt.score) == ("submitted", NOW, None)
    with pytest.raises(Gone):
        save_answer(attempt=attempt, version_id=attempt.paper[0]["version"], chosen=["b"], now=NOW)
    assert close_overdue(now=LATE) == 1
    attempt.refresh_from_db()
    assert (attempt.state, attempt.submitted_at, attempt.graded_at, attempt.score) == ("graded", NOW, LATE, 100)
    assert ActivityCompletion.objects.get().completed_at == NOW


def test_who_leaves_between_the_two_steps_keeps_the_score(enrollment, attempt):
    answer(attempt)
    Attempt.objects.filter(pk=attempt.pk).update(state="submitted", submitted_at=NOW)
    enrolling.withdraw(enrollment=enrollment, actor=None, now=NOW)
    close_overdue(now=LATE)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.passed) == ("graded", True)
    assert not ActivityCompletion.objects.exists()


# --- Abandoned


def test_an_open_attempt_of_an_enrollment_that_is_over_is_abandoned(enrollment, attempt):
    answer(attempt)
    enrolling.withdraw(enrollment=enrollment, actor=None, now=NOW)
    assert close_overdue(now=LATE) == 1
    attempt.refresh_from_db()
    assert (attempt.state, attempt.submitted_at, attempt.score) == ("abandoned", None, None)
    assert events_of(attempt).last().after == {"enrollment": "withdrawn"}
    with pytest.raises(Gone, match="This attempt is closed"):
        submit_attempt(attempt=attempt, now=LATE)


def test_what_is_over_in_an_enrollment_that_is_over_is_abandoned():
    attempt = opened(time_limit=30)
    Enrollment.objects.update(status="expired")
    attempt.refresh_from_db()
    assert close_if_over(attempt=attempt, now=LATE).state == "abandoned"


# --- Budget


def test_thirty_answers_take_few_statements(django_assert_max_num_queries):
    attempt = opened(questions=30, draw=30, kinds=KINDS)
    answer(attempt)
    attempt = queries.with_course().get(pk=attempt.pk)
    with django_assert_max_num_queries(30) as captured:  # The session, the person and the attempt come on top.
        assert submit_attempt(attempt=attempt, now=NOW).passed
    assert len([query for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]) <= 12
