"""Saving answers, against the database."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DomainError, Gone
from enrollments.domain import enrolling
from quizzes.domain.attempts import AnsweredElsewhere, save_answer
from quizzes.domain.submitting import submit_attempt
from quizzes.models import Attempt, QuestionVersion, Response
from tests.factories.quizzes import NOW, attempt_at, enrolled, right, taught

pytestmark = pytest.mark.django_db
KINDS = ("single", "multiple", "true_false", "ordering", "matching", "marking", "reflection")


def save(attempt, chosen, *, place=0, now=NOW, **more):
    return save_answer(attempt=attempt, version_id=attempt.paper[place]["version"], chosen=chosen, now=now, **more)


def opened(**policy):
    course = taught(**policy)
    return attempt_at(course.quiz, enrolled(course.course))


def test_the_last_answer_counts(attempt):
    later = NOW + timedelta(minutes=3)
    save(attempt, ["a"])
    save(attempt, ["b"], now=later)
    assert list(Response.objects.values_list("chosen", "saved_at", "sequence")) == [(["b"], later, 2)]


def test_the_same_answer_again_changes_nothing(attempt):
    save(attempt, ["a"])
    again = save(attempt, ["a"], now=NOW + timedelta(minutes=3))
    assert (again.sequence, again.saved_at) == (1, NOW)


def test_an_answer_taken_back_keeps_its_row(attempt):
    save(attempt, ["a"])
    taken_back = save(attempt, [])
    assert (taken_back.chosen, taken_back.sequence) == ([], 2)
    assert Response.objects.get().chosen == []


def test_nothing_chosen_at_first_writes_nothing(attempt):
    response = save(attempt, [], seen=0)
    assert (response.pk, response.chosen, response.sequence) == (None, [], 0)
    assert not Response.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_kept_as_it_is_given(kind):
    attempt = opened(kinds=(kind,))
    chosen = right(attempt.paper[0]["version"])
    assert save(attempt, chosen).chosen == chosen
    assert Response.objects.get().chosen == chosen


@pytest.mark.parametrize("forged", [["z"], ["a", "b"], [""], ["x" * 10_000], ["a", "x" * 10_000], ["a\x00"]])
def test_what_is_not_offered_is_refused(attempt, forged):
    with pytest.raises(DomainError):
        save(attempt, forged)
    assert not Response.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(chosen=st.lists(st.text(max_size=6) | st.sampled_from(["a", "b", "a:1", "b:1", "a:2", "w0", "w7"]), max_size=4))
def test_whatever_is_sent_is_kept_whole_or_refused(db, kind, chosen):
    attempt = _opened_once(kind)
    before = list(Response.objects.filter(attempt=attempt).values_list("chosen", flat=True))
    try:
        kept = save(attempt, chosen)
    except DomainError:
        assert list(Response.objects.filter(attempt=attempt).values_list("chosen", flat=True)) == before
    else:
        assert set(kept.chosen) == set(chosen)
        assert not chosen or Response.objects.get(attempt=attempt).chosen == kept.chosen


def _opened_once(kind):
    """The attempt at a test of this kind that the first example of a test has made."""
    found = Attempt.objects.filter(responses__isnull=True).first() or Attempt.objects.first()
    return found or opened(kinds=(kind,), questions=1, draw=1)


def test_a_question_that_is_not_on_the_paper_is_refused(attempt):
    drawn = {item["version"] for item in attempt.paper}
    other = QuestionVersion.objects.exclude(pk__in=drawn).first()
    for version_id in (other.pk, 0, -1, 10**30):
        with pytest.raises(DomainError, match="not part of your test"):
            save_answer(attempt=attempt, version_id=version_id, chosen=["a"], now=NOW)


def test_several_answers_are_kept_once_each_in_order():
    assert save(opened(kinds=("multiple",)), ["c", "a", "c"]).chosen == ["a", "c"]


# --- Two windows


def test_a_window_that_has_not_seen_the_answer_overwrites_nothing(attempt):
    first = save(attempt, ["a"], seen=0)
    with pytest.raises(AnsweredElsewhere) as refused:
        save(attempt, ["b"], seen=0)
    assert (refused.value.response, refused.value.response.chosen) == (first, ["a"])
    assert Response.objects.get().chosen == ["a"]
    assert save(attempt, ["b"], seen=first.sequence).sequence == 2


def test_a_window_that_says_the_same_is_no_conflict(attempt):
    save(attempt, ["a"], seen=0)
    assert save(attempt, ["a"], seen=0).sequence == 1
    save(attempt, ["b"], seen=1)
    assert save(attempt, ["b"], seen=1).sequence == 2


def test_an_answer_taken_back_elsewhere_is_a_conflict_too(attempt):
    save(attempt, ["a"], seen=0)
    save(attempt, [], seen=1)
    with pytest.raises(AnsweredElsewhere):
        save(attempt, ["b"], seen=1)


@pytest.mark.parametrize("forged", [-1, 7, 10**30])
def test_a_forged_sequence_overwrites_nothing(attempt, forged):
    save(attempt, ["a"])
    with pytest.raises(AnsweredElsewhere):
        save(attempt, ["b"], seen=forged)


# --- Feedback while answering


def test_a_checked_answer_is_graded_and_stands():
    attempt = opened(kinds=("multiple",), reveal="during")
    checked = save(attempt, ["a"], check=True)
    assert (checked.checked_at, checked.points) == (NOW, 0)
    with pytest.raises(DomainError, match="your answer to it stands"):
        save(attempt, ["a", "b"], seen=1)
    with pytest.raises(AnsweredElsewhere):
        save(attempt, ["a", "b"], seen=0)
    again = save(attempt, ["a"], check=True, now=NOW + timedelta(minutes=1))
    assert (again.checked_at, again.sequence) == (NOW, 1)


def test_an_answer_may_be_checked_after_it_was_saved():
    attempt = opened(reveal="during")
    save(attempt, ["b"])
    checked = save(attempt, right(attempt.paper[0]["version"]), seen=1, check=True)
    assert (checked.sequence, checked.points, checked.checked_at) == (2, 1, NOW)


def test_a_reflection_that_is_checked_has_no_points():
    attempt = opened(kinds=("reflection",), reveal="during")
    assert save(attempt, ["My words."], check=True).points is None


def test_partial_credit_is_shown_as_it_counts():
    attempt = opened(kinds=("matching",), reveal="during")
    chosen = right(attempt.paper[0]["version"])
    target = next(name for name in attempt.paper[0]["targets"] if not chosen[0].endswith(f":{name}"))
    wrong = [f"{chosen[0].partition(':')[0]}:{target}", *chosen[1:]]
    assert save(attempt, wrong, check=True).points == Decimal("0.666")


def test_only_a_whole_answer_is_checked():
    attempt = opened(kinds=("matching",), reveal="during")
    for chosen in ([], right(attempt.paper[0]["version"])[:2]):
        with pytest.raises(DomainError, match="Finish your answer first"):
            save(attempt, chosen, check=True)
    assert not Response.objects.exists()


@pytest.mark.parametrize("reveal", ["after", "passed"])
def test_a_test_that_shows_nothing_meanwhile_checks_nothing(reveal):
    attempt = opened(reveal=reveal)
    with pytest.raises(DomainError, match="after you have handed it in"):
        save(attempt, ["a"], check=True)
    assert not Response.objects.exists()


# --- Too late


def test_answers_are_taken_to_the_end_of_the_grace():
    attempt = opened(time_limit=30, grace_seconds=60)
    end = NOW + timedelta(minutes=31)
    assert save(attempt, ["a"], now=end).saved_at == end
    with pytest.raises(Gone, match="The time of this attempt is over"):
        save(attempt, ["b"], now=end + timedelta(microseconds=1))
    assert Response.objects.get().chosen == ["a"]


def test_a_closed_attempt_takes_no_answer(attempt):
    submit_attempt(attempt=attempt, now=NOW)
    with pytest.raises(Gone, match="This attempt is closed"):
        save(attempt, ["a"])
    assert not Response.objects.exists()


def test_an_attempt_in_a_course_left_takes_no_answer(enrollment, attempt):
    enrolling.withdraw(enrollment=enrollment, actor=None, now=NOW)
    for verb in (lambda: save(attempt, ["a"]), lambda: submit_attempt(attempt=attempt, now=NOW)):
        with pytest.raises(Gone):
            verb()


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_takes_few_statements(kind, django_assert_max_num_queries):
    attempt = opened(kinds=(kind,))
    chosen = right(attempt.paper[0]["version"])
    with django_assert_max_num_queries(6) as captured:  # The session, the person and the attempt come on top.
        save(attempt, chosen, seen=0)
    assert len([query for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]) <= 4
