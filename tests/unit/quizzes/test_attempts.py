"""Taking a test, against the database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from core.audit import events_of
from core.errors import DomainError, Gone
from enrollments.domain import enrolling
from enrollments.models import ActivityCompletion, Enrollment
from modules.models import CoursePage
from quizzes.domain import queries
from quizzes.domain.attempts import save_answer, start_attempt, submit_attempt
from quizzes.domain.questions import retire_missing, save_question
from quizzes.models import Attempt, Question, QuestionPool, QuestionVersion, Response
from tests.factories.quizzes import NOW, answer, attempt_at, chance, content, enrolled, learner, right, taught

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return taught()


@pytest.fixture
def enrollment(course):
    return enrolled(course.course)


@pytest.fixture
def attempt(course, enrollment):
    return attempt_at(course.quiz, enrollment)


def at_once(*calls):
    """Run the calls in threads of their own, each with its own connection; what they gave, or raised."""

    def run(call):
        try:
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


# --- The item bank


def test_the_same_content_makes_no_new_version(course):
    pool = course.pool
    assert save_question(pool=pool, key="q1", content=content("q1"), now=NOW) is False
    assert save_question(pool=pool, key="q1", content=content("q1", stem="New?"), now=NOW) is True
    versions = list(QuestionVersion.objects.filter(question__key="q1").order_by("number"))
    assert [(version.number, version.current, version.stem) for version in versions] == [
        (1, False, "q1 stem?"),
        (2, True, "New?"),
    ]
    assert save_question(pool=pool, key="q1", content=content("q1"), now=NOW) is True
    assert QuestionVersion.objects.filter(question__key="q1").count() == 3


def test_a_version_cannot_be_changed(course):
    with pytest.raises(DatabaseError), transaction.atomic():
        QuestionVersion.objects.update(stem="Forged?")


def test_a_question_that_cannot_be_graded_is_refused_by_name(course):
    with pytest.raises(DomainError, match=r"^q9: Mark exactly one"):
        save_question(pool=course.pool, key="q9", content=content(options=content().options[1:]), now=NOW)
    assert not Question.objects.filter(key="q9").exists()


def test_missing_questions_retire_and_come_back(course):
    pool = course.pool
    assert retire_missing(pool=pool, keys=["q1", "q2"]) == 4
    assert retire_missing(pool=pool, keys=["q1", "q2"]) == 0
    assert pool.size() == len(queries.candidates([pool.pk])) == 2
    assert save_question(pool=pool, key="q3", content=content("q3", outcome="boundaries"), now=NOW) is True
    assert QuestionVersion.objects.filter(question__key="q3").count() == 1
    assert pool.size() == 3


def test_other_pools_are_left_alone(course):
    other = QuestionPool.objects.create(course=course.course, key="other", title="Other")
    retire_missing(pool=other, keys=[])
    assert course.pool.size() == 6


# --- Starting


def test_a_new_attempt_freezes_paper_policy_and_revision(course, enrollment, attempt):
    assert attempt.number == 1
    assert attempt.pass_mark == 75
    assert attempt.revision_id == course.quiz.live_revision_id
    assert len(attempt.paper) == 4
    assert {event.verb for event in events_of(attempt)} == {"quizzes.start_attempt"}
    with pytest.raises(DatabaseError), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(paper=[])


def test_the_open_attempt_is_gone_on_with(course, enrollment, attempt):
    assert attempt_at(course.quiz, enrollment, seed=2) == attempt
    assert Attempt.objects.count() == 1


def test_the_paper_stays_when_a_question_changes(course, attempt):
    before = attempt.paper
    for n in range(1, 7):
        save_question(pool=course.pool, key=f"q{n}", content=content(f"q{n}", stem="New?"), now=NOW)
    answer(attempt)
    graded = submit_attempt(attempt=attempt, now=NOW)
    assert (graded.paper, graded.score) == (before, 100)


def test_the_policy_is_that_of_the_edition_not_of_the_page(course, enrollment):
    course.quiz.pass_mark, course.quiz.draw = 100, 6
    course.quiz.save_revision().publish()
    attempt = attempt_at(course.quiz, enrollment)
    assert (attempt.pass_mark, len(attempt.paper)) == (75, 4)


def test_a_second_attempt_prefers_what_was_not_seen():
    course = taught(questions=9)
    enrollment = enrolled(course.course)
    first = submit_attempt(attempt=attempt_at(course.quiz, enrollment), now=NOW)
    second = attempt_at(course.quiz, enrollment, seed=2)
    assert second.number == 2
    assert {item["version"] for item in first.paper}.isdisjoint(item["version"] for item in second.paper)


def test_attempts_are_counted():
    course = taught(attempts_allowed=2)
    enrollment = enrolled(course.course)
    for _ in range(2):
        submit_attempt(attempt=attempt_at(course.quiz, enrollment), now=NOW)
    with pytest.raises(DomainError, match="used every attempt"):
        attempt_at(course.quiz, enrollment)


def test_who_has_passed_needs_no_other_attempt(course, enrollment, attempt):
    answer(attempt)
    submit_attempt(attempt=attempt, now=NOW)
    with pytest.raises(DomainError, match="have passed"):
        attempt_at(course.quiz, enrollment)


def test_an_enrollment_that_is_not_in_progress_is_refused(course):
    assigned = enrolling.enroll_self(learner=learner(), course=course.course, now=NOW)
    with pytest.raises(DomainError, match="Start the course first"):
        attempt_at(course.quiz, assigned)
    withdrawn = enrolled(course.course)
    enrolling.withdraw(enrollment=withdrawn, actor=None, now=NOW)
    with pytest.raises(DomainError, match="closed for you"):
        attempt_at(course.quiz, withdrawn)


@pytest.mark.parametrize(
    ("now", "allowed"),
    [(datetime(2028, 1, 2, 4, 59, tzinfo=UTC), True), (datetime(2028, 1, 2, 5, 1, tzinfo=UTC), False)],
)
def test_the_course_ends_with_its_last_day_where_the_learner_lives(course, enrollment, now, allowed):
    def start():
        return start_attempt(enrollment=enrollment, quiz=course.quiz, now=now, rng=chance())

    if allowed:
        assert start().number == 1
    else:
        with pytest.raises(DomainError, match="last day"):
            start()


def test_the_last_day_is_that_of_the_edition_that_was_started(course, enrollment, attempt):
    CoursePage.objects.filter(pk=course.course.pk).update(expires_on=date(2030, 1, 1))
    answer(attempt)
    with pytest.raises(DomainError, match="last day"):
        submit_attempt(attempt=attempt, now=datetime(2028, 2, 1, tzinfo=UTC))
    other = enrolled(course.course)
    with pytest.raises(DomainError, match="last day"):
        start_attempt(enrollment=other, quiz=course.quiz, now=datetime(2028, 2, 1, tzinfo=UTC), rng=chance())


def test_a_course_that_was_shortened_ends_for_those_who_start_later(course, enrollment):
    CoursePage.objects.filter(pk=course.course.pk).update(expires_on=date(2027, 1, 1))
    after = datetime(2027, 6, 1, tzinfo=UTC)
    assert start_attempt(enrollment=enrollment, quiz=course.quiz, now=after, rng=chance()).number == 1


def test_a_score_is_rounded_down_to_whole_per_cent():
    assert [Attempt(score=score).percent for score in (Decimal("79.99"), Decimal(80), None)] == [79, 80, 0]


def test_a_test_outside_the_edition_is_refused(course, enrollment):
    with pytest.raises(DomainError, match="not part of the course"):
        attempt_at(taught().quiz, enrollment)


def test_a_pool_smaller_than_the_draw_starts_nothing(course, enrollment):
    retire_missing(pool=course.pool, keys=["q1"])
    with pytest.raises(DomainError, match="pool holds 1"):
        attempt_at(course.quiz, enrollment)
    assert Attempt.objects.count() == 0


# --- Answering


def test_the_last_answer_counts(attempt):
    version = attempt.paper[0]["version"]
    later = NOW + timedelta(minutes=3)
    save_answer(attempt=attempt, version_id=version, chosen=["a"], now=NOW)
    save_answer(attempt=attempt, version_id=version, chosen=["b"], now=later)
    assert list(Response.objects.values_list("chosen", "saved_at")) == [(["b"], later)]


def test_an_answer_can_be_taken_back(attempt):
    version = attempt.paper[0]["version"]
    save_answer(attempt=attempt, version_id=version, chosen=["a"], now=NOW)
    assert save_answer(attempt=attempt, version_id=version, chosen=[], now=NOW) is None
    assert not Response.objects.exists()


@pytest.mark.parametrize("forged", [["z"], ["a", "b"], [""], ["x" * 10_000], ["a", "x" * 10_000], ["a\x00"]])
def test_what_is_not_offered_is_refused(attempt, forged):
    with pytest.raises(DomainError):
        save_answer(attempt=attempt, version_id=attempt.paper[0]["version"], chosen=forged, now=NOW)
    assert not Response.objects.exists()


def test_a_question_that_is_not_on_the_paper_is_refused(attempt):
    drawn = {item["version"] for item in attempt.paper}
    other = QuestionVersion.objects.exclude(pk__in=drawn).first()
    for version_id in (other.pk, 0, -1, 10**30):
        with pytest.raises(DomainError, match="not part of your test"):
            save_answer(attempt=attempt, version_id=version_id, chosen=["a"], now=NOW)


def test_several_answers_are_kept_once_each_in_order():
    course = taught(kinds=("multiple",))
    attempt = attempt_at(course.quiz, enrolled(course.course))
    save_answer(attempt=attempt, version_id=attempt.paper[0]["version"], chosen=["c", "a", "c"], now=NOW)
    assert Response.objects.get().chosen == ["a", "c"]


def test_a_closed_attempt_takes_no_answer(course, enrollment, attempt):
    submit_attempt(attempt=attempt, now=NOW)
    with pytest.raises(Gone, match="This attempt is closed"):
        save_answer(attempt=attempt, version_id=attempt.paper[0]["version"], chosen=["a"], now=NOW)
    assert not Response.objects.exists()


def test_an_attempt_in_a_course_left_takes_no_answer(enrollment, attempt):
    enrolling.withdraw(enrollment=enrollment, actor=None, now=NOW)
    for verb in (
        lambda: save_answer(attempt=attempt, version_id=attempt.paper[0]["version"], chosen=["a"], now=NOW),
        lambda: submit_attempt(attempt=attempt, now=NOW),
    ):
        with pytest.raises(Gone):
            verb()


# --- Handing in


def test_passing_completes_the_activity(course, enrollment, attempt):
    answer(attempt, correct=3)
    graded = submit_attempt(attempt=attempt, now=NOW)
    assert (graded.state, graded.score, graded.passed, graded.submitted_at) == ("graded", 75, True, NOW)
    done = ActivityCompletion.objects.get()
    assert (done.enrollment, done.activity_id, done.revision_id) == (enrollment, course.quiz.pk, attempt.revision_id)
    assert sorted(Response.objects.values_list("points", flat=True)) == [0, 1, 1, 1]


def test_not_passing_completes_nothing(attempt):
    answer(attempt, correct=2)
    graded = submit_attempt(attempt=attempt, now=NOW)
    assert (graded.score, graded.passed) == (50, False)
    assert not ActivityCompletion.objects.exists()


def test_no_answer_counts_nothing(attempt):
    graded = submit_attempt(attempt=attempt, now=NOW)
    assert (graded.score, graded.passed) == (0, False)


def test_every_kind_is_graded_by_its_own_rule():
    course = taught(kinds=("single", "multiple", "true_false"))
    attempt = attempt_at(course.quiz, enrolled(course.course))
    answer(attempt)
    assert submit_attempt(attempt=attempt, now=NOW).score == 100


def test_handing_in_twice_changes_nothing(attempt):
    answer(attempt)
    first = submit_attempt(attempt=attempt, now=NOW)
    second = submit_attempt(attempt=attempt, now=NOW + timedelta(hours=1))
    assert (second.submitted_at, second.score) == (first.submitted_at, first.score)
    assert [event.verb for event in events_of(attempt)] == ["quizzes.start_attempt", "quizzes.submit_attempt"]


def test_after_the_last_day_nothing_is_graded(attempt):
    answer(attempt)
    with pytest.raises(DomainError, match="last day"):
        submit_attempt(attempt=attempt, now=datetime(2028, 2, 1, tzinfo=UTC))
    attempt.refresh_from_db()
    assert attempt.state == "in_progress"


# --- At the same moment


@pytest.mark.django_db(transaction=True)
def test_two_starts_at_once_make_one_attempt(course, enrollment):
    made = at_once(*(lambda seed=seed: attempt_at(course.quiz, enrollment, seed=seed) for seed in range(4)))
    assert len({attempt.pk for attempt in made}) == 1
    assert Attempt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_submissions_at_once_grade_once(course, enrollment, attempt):
    answer(attempt)
    given = at_once(*[lambda: submit_attempt(attempt=attempt, now=NOW)] * 4)
    assert {graded.score for graded in given} == {100}
    assert ActivityCompletion.objects.count() == 1
    assert [event.verb for event in events_of(attempt)].count("quizzes.submit_attempt") == 1
    assert Enrollment.objects.get(pk=enrollment.pk).status == Enrollment.Status.IN_PROGRESS


@pytest.mark.django_db(transaction=True)
def test_an_answer_racing_the_submission_is_graded_or_refused(attempt):
    answer(attempt, correct=2)
    last = attempt.paper[3]["version"]
    chosen = right(last)
    saved, graded = at_once(
        lambda: save_answer(attempt=attempt, version_id=last, chosen=chosen, now=NOW),
        lambda: submit_attempt(attempt=attempt, now=NOW),
    )
    assert graded.score == (50 if isinstance(saved, Gone) else 75)
    assert Response.objects.filter(points__isnull=True).count() == 0


@pytest.mark.django_db(transaction=True)
def test_one_question_saved_twice_at_once_is_one_question(course):
    saved = at_once(*[lambda: save_question(pool=course.pool, key="new", content=content("new"), now=NOW)] * 3)
    assert sorted(saved) == [False, False, True]
    assert QuestionVersion.objects.filter(question__key="new").count() == 1
