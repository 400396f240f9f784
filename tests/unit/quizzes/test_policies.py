"""What a policy allows: the pure functions."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import policies
from quizzes.models import Accommodation, Attempt
from quizzes.policy import Policy

NOW = datetime(2026, 11, 22, 19, 2, tzinfo=UTC)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


def policy(**fields):
    return Policy(pass_mark=80, draw=10, **fields)


def graded(number, score, *, state="graded", passed=None, submitted_at=NOW):
    return Attempt(number=number, score=Decimal(score), state=state, passed=passed, submitted_at=submitted_at)


@pytest.mark.parametrize(
    ("scores", "highest", "last", "first"),
    [((50, 90, 70), 2, 3, 1), ((90,), 1, 1, 1), ((70, 70), 1, 2, 1), ((), None, None, None)],
)
def test_which_attempt_counts(scores, highest, last, first):
    attempts = [graded(number, score) for number, score in enumerate(scores, start=1)]
    for counting, number in (("highest", highest), ("last", last), ("first", first)):
        found = policies.counted(attempts, counting)
        assert (found.number if found else None) == number


@given(st.lists(st.tuples(st.integers(0, 100), st.sampled_from(["graded", "abandoned", "in_progress", "submitted"]))))
def test_only_graded_attempts_count_and_none_is_better_than_the_best(rows):
    attempts = [graded(n, score, state=state) for n, (score, state) in enumerate(rows, start=1)]
    ours = [attempt for attempt in attempts if attempt.state == "graded"]
    for counting in ("highest", "last", "first"):
        found = policies.counted(attempts, counting)
        assert (found is None) == (not ours)
        assert found is None or found in ours
    best = policies.counted(attempts, "highest")
    assert best is None or best.score == max(attempt.score for attempt in ours)


@given(
    st.integers(0, 5), st.integers(0, 5), st.lists(st.sampled_from(["graded", "abandoned", "submitted"]), max_size=12)
)
def test_attempts_left_never_fall_below_none(allowed, extra, states):
    attempts = [graded(n, 0, state=state) for n, state in enumerate(states, start=1)]
    left = policies.attempts_left(policy(attempts_allowed=allowed), attempts, extra)
    used = len(states) - states.count("abandoned")
    assert left == (None if not allowed else max(allowed + extra - used, 0))


@given(st.integers(1, 60 * 24 * 30), st.lists(moments, min_size=1), moments)
def test_nobody_waits_longer_than_the_wait(minutes, ends, now):
    attempts = [graded(n, 0, submitted_at=end) for n, end in enumerate(ends, start=1)]
    opens = policies.next_start(policy(wait_minutes=minutes), attempts, now)
    wait = timedelta(minutes=minutes)
    if opens is None:
        assert max(ends) + wait <= now
    else:
        assert now < opens <= now + wait
        assert opens == min(max(ends), now) + wait


def test_without_a_wait_or_an_attempt_nobody_waits():
    assert policies.next_start(policy(), [graded(1, 0)], NOW) is None
    assert policies.next_start(policy(wait_minutes=5), [graded(1, 0, submitted_at=None)], NOW) is None


@given(st.integers(1, 600), st.integers(0, 400), moments, moments, st.integers(0, 600))
def test_the_time_of_an_attempt(limit, extra, started_at, now, grace):
    due_at = policies.due_at(policy(time_limit=limit), extra, started_at)
    attempt = Attempt(started_at=started_at, due_at=due_at, grace_seconds=grace)
    whole = timedelta(minutes=limit) * (1 + Decimal(extra) / 100).__float__()
    assert abs(due_at - started_at - whole) < timedelta(milliseconds=1)
    left = policies.time_left(attempt, now)
    assert 0 <= left <= (due_at - started_at).total_seconds()
    assert (left == 0) == (now > due_at - timedelta(seconds=1))
    assert policies.is_over(attempt, now) == (now > due_at + timedelta(seconds=grace))
    assert started_at <= policies.handed_in_at(attempt, now) <= due_at


def test_without_a_limit_there_is_no_end():
    attempt = Attempt(started_at=NOW, due_at=policies.due_at(policy(), 50, NOW), grace_seconds=60)
    assert (attempt.due_at, policies.time_left(attempt, NOW), policies.is_over(attempt, NOW)) == (None, None, False)
    assert policies.handed_in_at(attempt, NOW + timedelta(days=9)) == NOW + timedelta(days=9)


@pytest.mark.parametrize(
    ("limits", "extra", "words"),
    [
        ((30, 3), (50, 1), "You have 50% more time: 45 minutes instead of 30. You have 1 more attempt than usual."),
        ((30, 0), (25, 2), "You have 25% more time: 37.5 minutes instead of 30."),
        ((0, 3), (25, 2), "You have 2 more attempts than usual."),
        ((0, 0), (25, 2), ""),
    ],
)
def test_the_learner_reads_what_changes_and_no_reason(limits, extra, words):
    given = Accommodation(extra_time=extra[0], extra_attempts=extra[1], reason="Secret")
    assert policies.accommodation_words(policy(time_limit=limits[0], attempts_allowed=limits[1]), given) == words
    assert policies.accommodation_words(policy(time_limit=30), None) == ""
