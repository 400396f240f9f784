from datetime import date
from decimal import Decimal

import pytest

from enrollments import words

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [(date(2026, 12, 5), "Due December 5"), (date(2027, 1, 31), "Due January 31, 2027")],
)
def test_due(due_on: date, expected: str) -> None:
    assert words.due_words(due_on, TODAY) == expected


def test_overdue() -> None:
    assert words.overdue_words(date(2026, 11, 19), TODAY) == "Overdue by 3 days"
    assert words.overdue_words(date(2026, 11, 21), TODAY) == "Overdue by 1 day"


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        (date(2026, 12, 6), "due in 14 days"),
        (date(2026, 11, 23), "due tomorrow"),
        (TODAY, "due today"),
        (date(2026, 11, 21), "1 day overdue"),
    ],
)
def test_distance(due_on: date, expected: str) -> None:
    assert words.distance_words(due_on, TODAY) == expected


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("1.50", "1.5 contact hours"),
        ("1.00", "1 contact hour"),
        ("0.75", "0.75 contact hours"),
        ("10.00", "10 contact hours"),
    ],
)
def test_hours(hours: str, expected: str) -> None:
    assert words.hours_words(Decimal(hours)) == expected
