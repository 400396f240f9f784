"""Contact hours, worked by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.rules import contact_hours


@pytest.mark.parametrize(
    ("words", "items", "difficulty", "minutes", "hours"),
    [
        (12_000, 20, 3, "94.392", "1.5"),
        (12_000, 25, 3, "106.902", "1.75"),
        (13_000, 30, 3, "121.293", "2"),
        (0, 0, 1, "0", "0"),
        (0, 0, 2, "7.83", "0"),
    ],
)
def test_formula(words: int, items: int, difficulty: int, minutes: str, hours: str) -> None:
    result = contact_hours(words, items, difficulty)
    assert (result.minutes, result.hours) == (Decimal(minutes), Decimal(hours))


@given(st.integers(0, 200_000), st.integers(0, 200), st.integers(1, 5))
def test_hours_are_quarters_and_never_more_than_the_minutes(words: int, items: int, difficulty: int) -> None:
    result = contact_hours(words, items, difficulty)
    assert result.hours % Decimal("0.25") == 0
    assert 0 <= result.minutes - result.hours * 60 < 15


@given(st.integers(0, 50_000), st.integers(0, 50), st.integers(1, 4))
def test_more_to_do_never_counts_less(words: int, items: int, difficulty: int) -> None:
    least = contact_hours(words, items, difficulty).minutes
    assert contact_hours(words + 100, items, difficulty).minutes >= least
    assert contact_hours(words, items + 1, difficulty).minutes >= least
    assert contact_hours(words, items, difficulty + 1).minutes >= least
