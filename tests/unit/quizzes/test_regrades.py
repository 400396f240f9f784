"""Regrades against the database: what they change, what they leave, and the races they must survive."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from core.audit import events_of
from core.errors import DomainError
from enrollments.domain import enrolling
from enrollments.models import ActivityCompletion, Enrollment
from organizations.models import Membership, Organization
from quizzes.domain import queries, regrades, submitting
from quizzes.domain.questions import save_question
from quizzes.domain.regrade_plans import considered, differences, outcome, plan_regrade, planned_rows
from quizzes.domain.regrade_reading import decided_on
from quizzes.domain.regrades import carry_out, order_regrade
from quizzes.domain.submitting import submit_attempt
from quizzes.items import OptionContent
from quizzes.models import Attempt, QuestionVersion, Regrade, ScoreChange
from tests.factories.quizzes import NOW, answer, attempt_at, content, enrolled, taught
from tests.factories.regrades import LATER, correct_key, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    """A test of four questions that takes three right answers; the key of q1 turns out to be wrong."""
    return taught(questions=4, draw=4)


@pytest.fixture
def examiner():
    return User.objects.create_superuser("examiner@example.org", name="An Examiner")


def ordered(version, examiner, *, rule="new_key", only_raise=True, reason="The key was wrong.", now=LATER):
    return order_regrade(
        question=version.question,
        version=version,
        rule=rule,
        only_raise=only_raise,
        reason=reason,
        actor=examiner,
        now=now,
    )


def regraded(version, examiner, **choices):
    return carry_out(regrade_id=ordered(version, examiner, **choices).pk, now=LATER)


def standing(attempt):
    attempt.refresh_from_db()
    return attempt.score, attempt.passed


def q1_response(attempt):
    return attempt.responses.get(version__question__key="q1")


def completions(attempt):
    return ActivityCompletion.objects.filter(enrollment=attempt.enrollment, activity=attempt.quiz).count()


# --- What a regrade does


def test_the_corrected_key_raises_scores_and_completes_the_test(course, examiner):
    gains, keeps, wrong = taken(course, "b"), taken(course, "a"), taken(course, "c")
    assert [standing(attempt) for attempt in (gains, keeps, wrong)] == [(50, False), (75, True), (50, False)]
    regrade = regraded(correct_key(course), examiner)
    assert [standing(attempt) for attempt in (gains, keeps, wrong)] == [(75, True), (75, True), (50, False)]
    assert (regrade.total, regrade.done, regrade.finished_at) == (3, 3, LATER)
    assert completions(gains) == 1
    assert completions(wrong) == 0
    assert (q1_response(gains).points, q1_response(gains).graded_by) == (1, regrade.version)
    assert (q1_response(keeps).points, q1_response(keeps).graded_by) == (1, None)
    change = ScoreChange.objects.get()
    assert (change.attempt, change.points_before, change.points_after) == (gains, 0, 1)
    assert (change.score_before, change.score_after, change.passed_before, change.passed_after) == (50, 75, False, True)


def test_the_trail_tells_who_when_why_and_how_many(course, examiner):
    taken(course, "b")
    regrade = regraded(correct_key(course), examiner)
    asked, done = events_of(regrade)
    assert (asked.verb, asked.actor_id) == ("quizzes.order_regrade", examiner.pk)
    assert asked.after == {
        "question": regrade.question_id,
        "version": 2,
        "rule": "new_key",
        "only_raise": True,
        "attempts": 1,
        "reason": "The key was wrong.",
    }
    assert (done.verb, done.after) == (
        "quizzes.finish_regrade",
        {"attempts": 1, "changed": 1, "passed": 1, "failed": 0},
    )


def test_a_score_falls_only_when_that_was_decided_and_the_completion_stays(course, examiner):
    falls = taken(course, "a")
    assert completions(falls) == 1
    regraded(correct_key(course), examiner, only_raise=False)
    assert standing(falls) == (50, False)
    assert completions(falls) == 1
    assert q1_response(falls).points == 0


def test_either_key_gives_the_better(course, examiner):
    old, new = taken(course, "a"), taken(course, "b")
    regraded(correct_key(course), examiner, rule="either", only_raise=False)
    assert standing(old) == standing(new) == (75, True)


def test_full_credit_reaches_everybody_even_without_an_answer_or_a_corrected_version(course, examiner):
    wrong, silent = taken(course, "c"), taken(course, None)
    regraded(QuestionVersion.objects.get(question__key="q1"), examiner, rule="full")
    assert standing(wrong) == standing(silent) == (75, True)
    response = q1_response(silent)
    assert (response.chosen, response.points, response.graded_by) == ([], 1, response.version)


def test_full_credit_does_not_reach_attempts_that_begin_later(course, examiner):
    version = QuestionVersion.objects.get(question__key="q1")
    taken(course, "c")
    regraded(version, examiner, rule="full")
    assert list(decided_on([version], NOW)) == [version.pk]
    assert decided_on([version], LATER) == {}


def test_an_attempt_that_begins_with_the_corrected_version_is_left_alone(course, examiner):
    taken(course, "b")
    version = correct_key(course)
    fresh = taken(course, "a")
    assert standing(fresh) == (50, False)
    regrade = regraded(version, examiner)
    assert regrade.total == 1
    assert standing(fresh) == (50, False)


def test_another_question_in_the_same_attempt_keeps_its_own_regrade(course, examiner):
    attempt = taken(course, "b", others=1)
    regraded(correct_key(course), examiner)
    assert standing(attempt) == (50, False)
    given = attempt.responses.get(version__question__key="q2").chosen
    regraded(correct_key(course, 4, key="q2"), examiner)
    assert standing(attempt)[0] == (75 if given == ["d"] else 50)
    assert q1_response(attempt).points == 1


def test_a_second_regrade_starts_from_the_first(course, examiner):
    attempt = taken(course, "b")
    regraded(correct_key(course, 2), examiner)
    second = regraded(correct_key(course, 3), examiner, only_raise=False)
    assert standing(attempt) == (50, False)
    assert ScoreChange.objects.get(regrade=second).score_before == 75


@pytest.mark.parametrize(("counting", "passes"), [("highest", 1), ("last", 0), ("first", 1)])
def test_only_the_attempt_that_counts_completes_the_test(examiner, counting, passes):
    course = taught(questions=4, draw=4, counting=counting)
    enrollment = enrolled(course.course)
    first = taken(course, "b", enrollment=enrollment)
    taken(course, "c", enrollment=enrollment)
    regraded(correct_key(course), examiner)
    assert standing(first) == (75, True)
    assert completions(first) == passes


def test_an_attempt_passed_after_the_course_was_over_keeps_its_score_and_completes_nothing(course, examiner):
    left, out_of_time = taken(course, "b"), taken(course, "b")
    enrolling.withdraw(enrollment=left.enrollment, actor=None, now=NOW)
    version = correct_key(course)
    regrade = ordered(version, examiner)
    carry_out(regrade_id=regrade.pk, now=NOW.replace(year=2029))
    assert standing(left) == standing(out_of_time) == (75, True)
    assert completions(left) == completions(out_of_time) == 0
    assert outcome(regrade)["uncompleted"] == 2


# --- Attempts still under way


def test_an_attempt_handed_in_after_the_decision_is_graded_by_it(course, examiner):
    open_one = taken(course, "b", submitted=False)
    regrade = regraded(correct_key(course), examiner)
    assert (regrade.total, regrade.finished_at) == (0, LATER)
    submit_attempt(attempt=open_one, now=NOW + timedelta(minutes=5))
    assert standing(open_one) == (75, True)
    assert q1_response(open_one).graded_by == regrade.version


def test_full_credit_holds_for_a_question_left_open(course, examiner):
    open_one = taken(course, None, submitted=False)
    version = QuestionVersion.objects.get(question__key="q1")
    regraded(version, examiner, rule="full")
    submit_attempt(attempt=open_one, now=NOW + timedelta(minutes=5))
    assert standing(open_one) == (75, True)
    assert q1_response(open_one).points == 1


def test_what_was_handed_in_and_not_graded_yet_is_included(course, examiner):
    attempt = taken(course, "b", submitted=False)
    submitting._hand_in(attempt, NOW)
    regrade = regraded(correct_key(course), examiner)
    assert standing(attempt) == (75, True)
    assert regrade.done == 1


# --- What is refused


def test_what_cannot_be_ordered_is_refused_with_a_sentence(course, examiner):
    first = QuestionVersion.objects.get(question__key="q1")
    with pytest.raises(DomainError, match="No attempt holds"):
        ordered(first, examiner)
    taken(course, "b")
    version = correct_key(course)
    with pytest.raises(DomainError, match="Write the reason"):
        ordered(version, examiner, reason="  ")
    with pytest.raises(DomainError, match="newer version"):
        ordered(first, examiner)
    with pytest.raises(DomainError, match="three rules"):
        ordered(version, examiner, rule="none")
    ordered(version, examiner)
    with pytest.raises(DomainError, match="under way"):
        ordered(version, examiner)
    assert Regrade.objects.count() == 1


def test_a_reflection_has_nothing_to_grade(examiner):
    taught(questions=2, draw=2, kinds=("single", "reflection"))
    with pytest.raises(DomainError, match="not scored"):
        ordered(QuestionVersion.objects.get(kind="reflection"), examiner, rule="full")


def test_answers_that_mean_something_else_now_are_refused_except_for_full_credit(course, examiner):
    attempt = taken(course, "b")
    options = tuple(OptionContent(f"New {n}", n == 1, "Why") for n in range(3))
    save_question(pool=course.pool, key="q1", content=content("q1", options=options, outcome="conduct"))
    version = QuestionVersion.objects.get(question__key="q1", current=True)
    assert [one.number for one in differences(version)] == [1]
    with pytest.raises(DomainError, match="Version 1: Answers were added"):
        ordered(version, examiner)
    regraded(version, examiner, rule="full")
    assert standing(attempt) == (75, True)


def test_full_credit_gives_nothing_for_what_was_a_reflection_once(examiner):
    course = taught(questions=2, draw=2, kinds=("single", "reflection"))
    attempt, open_one = (attempt_at(course.quiz, enrolled(course.course)) for _ in range(2))
    answer(attempt)
    answer(open_one)
    submit_attempt(attempt=attempt, now=NOW)
    was = QuestionVersion.objects.get(kind="reflection")
    save_question(pool=course.pool, key="q2", content=content("q2", outcome=was.outcome_key))
    version = QuestionVersion.objects.get(question__key="q2", current=True)
    with pytest.raises(DomainError, match="No attempt holds"):
        ordered(version, examiner, rule="full")
    Regrade.objects.create(
        question=version.question,
        version=version,
        rule="full",
        reason="Earlier",
        by=examiner,
        decided_at=LATER,
        total=0,
    )
    assert standing(attempt) == (100, True)
    assert standing(submit_attempt(attempt=open_one, now=NOW + timedelta(minutes=5))) == (100, True)
    assert not any(response.graded_by for response in open_one.responses.all())


# --- The dry run


def test_the_dry_run_tells_what_happens_and_changes_nothing(course, examiner):
    gains, _keeps, _open = taken(course, "b"), taken(course, "a"), taken(course, "b", submitted=False)
    hospital = Organization.objects.create(name="Harborlight Hospital", slug="harborlight")
    person = gains.enrollment.learner
    Membership.objects.create(organization=hospital, user=person, email=person.email, added_at=NOW, joined_at=NOW)
    version = correct_key(course)
    regrade = considered(version.question, "new_key", True, LATER)
    plan = plan_regrade(regrade)
    assert (plan.graded, plan.under_way, plan.changed, plan.raised, plan.lowered) == (2, 1, 1, 1, 0)
    assert (plan.would_pass, plan.would_fail, plan.finished_test, plan.finished_course) == (1, 0, 0, 0)
    (row,) = plan.rows
    assert (row.learner, row.organization, row.test, row.number) == (
        person.name,
        "Harborlight Hospital",
        "Final test",
        1,
    )
    assert (row.score_before, row.score_after, row.passed_before, row.passed_after) == (50, 75, False, True)
    assert list(planned_rows(regrade)) == plan.rows
    assert standing(gains) == (50, False)
    assert not Regrade.objects.exists()


def test_the_dry_run_tells_who_would_fall_and_that_their_completion_stands(course):
    taken(course, "a")
    version = correct_key(course)
    plan = plan_regrade(considered(version.question, "new_key", False, LATER))
    assert (plan.lowered, plan.would_fail, plan.finished_test) == (1, 1, 1)
    assert plan_regrade(considered(version.question, "new_key", True, LATER)).changed == 0


def test_the_dry_run_tells_for_whom_it_comes_too_late(course):
    attempt = taken(course, "b")
    enrolling.withdraw(enrollment=attempt.enrollment, actor=None, now=NOW)
    version = correct_key(course)
    plan = plan_regrade(considered(version.question, "new_key", True, LATER))
    assert (plan.would_pass, plan.too_late) == (1, 1)


# --- Interrupted, twice, at once


@pytest.fixture
def many(course, monkeypatch):
    """Seven attempts that gain, two in a chunk."""
    monkeypatch.setattr(regrades, "CHUNK", 2)
    return [taken(course, "b") for _ in range(7)]


def test_running_it_again_changes_nothing(course, examiner, many):
    regrade = regraded(correct_key(course), examiner)
    facts = list(ScoreChange.objects.values())
    assert len(facts) == 7
    assert carry_out(regrade_id=regrade.pk, now=LATER + timedelta(hours=1)).finished_at == LATER
    assert list(ScoreChange.objects.values()) == facts


def test_a_worker_killed_after_the_first_chunk_is_followed_by_another(course, examiner, many, monkeypatch):
    regrade = ordered(correct_key(course), examiner)
    apply, calls = regrades._apply, []

    def killed(*args):
        calls.append(args)
        apply(*args)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(regrades, "_apply", killed)
    with pytest.raises(KeyboardInterrupt):
        carry_out(regrade_id=regrade.pk, now=LATER)
    regrade.refresh_from_db()
    assert (regrade.done, regrade.finished_at, ScoreChange.objects.count()) == (2, None, 2)
    monkeypatch.undo()
    done = carry_out(regrade_id=regrade.pk, now=LATER)
    assert (done.done, done.total, done.finished_at) == (7, 7, LATER)
    assert ScoreChange.objects.count() == 7
    assert {standing(attempt) for attempt in many} == {(Decimal(75), True)}


def test_a_task_out_of_time_leaves_the_rest_to_the_next(course, examiner, many):
    regrade = ordered(correct_key(course), examiner)
    assert carry_out(regrade_id=regrade.pk, now=LATER, patience=0).finished_at is None
    assert carry_out(regrade_id=regrade.pk, now=LATER).finished_at == LATER


def test_what_a_regrade_changed_cannot_be_rewritten(course, examiner, many):
    regraded(correct_key(course), examiner)
    with pytest.raises(DatabaseError), transaction.atomic():
        ScoreChange.objects.update(score_after=100)


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
        return list(threads.map(lambda call: run(call), calls))


@pytest.mark.django_db(transaction=True)
def test_two_orders_at_once_make_one_regrade(course, examiner):
    taken(course, "b")
    version = correct_key(course)
    found = at_once(*[lambda: ordered(version, examiner)] * 4)
    assert sum(isinstance(one, Regrade) for one in found) == 1
    assert sum(isinstance(one, DomainError) for one in found) == 3
    assert Regrade.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_carried_out_by_three_workers_at_once_it_is_done_once(course, examiner, many):
    regrade = ordered(correct_key(course), examiner)
    found = at_once(*[lambda: carry_out(regrade_id=regrade.pk, now=LATER)] * 3)
    assert [one for one in found if isinstance(one, Exception)] == []
    regrade.refresh_from_db()
    assert (regrade.done, regrade.total, regrade.finished_at) == (7, 7, LATER)
    assert ScoreChange.objects.count() == 7
    assert {standing(attempt) for attempt in many} == {(Decimal(75), True)}
    assert ActivityCompletion.objects.filter(activity=course.quiz.pk).count() == 7


@pytest.mark.django_db(transaction=True)
def test_handing_in_while_it_runs_ends_with_the_corrected_key_for_everybody(course, examiner, many):
    under_way = [taken(course, "b", submitted=False) for _ in range(4)]
    version = correct_key(course)

    def order_and_run():
        return carry_out(regrade_id=ordered(version, examiner).pk, now=LATER)

    def hand_in(attempt):
        return lambda: submit_attempt(attempt=attempt, now=NOW + timedelta(minutes=1))

    found = at_once(order_and_run, *[hand_in(attempt) for attempt in under_way])
    assert [one for one in found if isinstance(one, Exception)] == []
    assert {standing(attempt) for attempt in [*many, *under_way]} == {(Decimal(75), True)}
    assert Attempt.objects.filter(state="graded", passed=True).count() == 11
    assert Enrollment.objects.filter(completions__activity=course.quiz.pk).count() == 11


def test_the_work_in_a_chunk_does_not_grow_with_the_attempts(course, examiner, django_assert_max_num_queries):
    for _ in range(6):
        taken(course, "a")
    regrade = ordered(correct_key(course), examiner)
    with django_assert_max_num_queries(16):
        carry_out(regrade_id=regrade.pk, now=LATER)


@pytest.mark.django_db(transaction=True)
def test_a_grading_that_began_before_the_decision_does_not_undo_it(course, examiner, monkeypatch):
    attempt = taken(course, "b", submitted=False)
    version = correct_key(course)
    read = queries.answered

    def read_then_decided(graded):
        found = read(graded)
        monkeypatch.setattr(queries, "answered", read)
        at_once(lambda: carry_out(regrade_id=ordered(version, examiner).pk, now=LATER))
        return found

    monkeypatch.setattr(queries, "answered", read_then_decided)
    returned = submit_attempt(attempt=attempt, now=NOW + timedelta(minutes=1))
    assert (returned.score, returned.passed) == standing(attempt) == (75, True)
    assert (q1_response(attempt).points, q1_response(attempt).graded_by) == (1, version)
    assert completions(attempt) == 1
    assert Regrade.objects.get().finished_at == LATER
