"""What an answer and a paper are worth. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any

RIGHT = Decimal(1)
WRONG = Decimal(0)
_CENT = Decimal("0.01")


def right_ids(options: Iterable[Mapping[str, Any]]) -> set[str]:
    """The ids of the options that are correct."""
    return {option["id"] for option in options if option.get("correct")}


def grade_response(kind: str, options: Sequence[Mapping[str, Any]], chosen: Iterable[str]) -> Decimal:
    """The points, from 0 to 1, for choosing the option ids `chosen`.

    `kind` is a `QuestionVersion.Kind`; `options` are those of the version. Several answers count only when exactly
    the right ones were chosen; nothing chosen is worth nothing. Raises `ValueError` for an unknown kind.
    """
    if kind not in ("single", "multiple", "true_false"):
        raise ValueError(f"There is no rule for grading a question of the kind {kind!r}.")
    picked = set(chosen)
    return RIGHT if picked and picked == right_ids(options) else WRONG


def grade_paper(points: Sequence[Decimal]) -> Decimal:
    """The score of a paper in per cent: the points of every question on it, unanswered ones included as 0.

    Rounded down to two places, so that a score never looks like a pass that it is not. Raises `ValueError` for an
    empty paper.
    """
    if not points:
        raise ValueError("A paper without questions has no score.")
    return (100 * sum(points, Decimal(0)) / len(points)).quantize(_CENT, rounding=ROUND_DOWN)


def passed(score: Decimal, pass_mark: int) -> bool:
    """Whether a score in per cent reaches the pass mark in per cent."""
    return score >= pass_mark


def needed(count: int, pass_mark: int) -> int:
    """The least number of right answers, among `count` questions, that reaches the pass mark in per cent."""
    return -(-count * pass_mark // 100)
