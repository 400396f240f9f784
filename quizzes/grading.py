"""What an answer and a paper are worth. Pure functions.

An answer is a list of strings, `chosen`: option ids (single, multiple, true_false); every option id in the given order
(ordering); `prompt:target` pairs (matching); ids of words (marking); what was written, one text a box (reflection).
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Protocol

from quizzes import marking

RIGHT = Decimal(1)
WRONG = Decimal(0)
_CENT = Decimal("0.01")
_POINT = Decimal("0.001")


class Graded(Protocol):
    """A question version: see `quizzes.models.QuestionVersion`."""

    kind: str
    credit: str
    options: list[dict[str, Any]]
    targets: list[dict[str, Any]]
    simulation: dict[str, Any] | None


def is_scored(kind: str) -> bool:
    """Whether answers of this kind count in the score."""
    return kind != "reflection"


def right_ids(options: Iterable[Mapping[str, Any]]) -> set[str]:
    """The ids of the options that are correct."""
    return {option["id"] for option in options if option.get("correct")}


def right_answer(version: Graded) -> list[str]:
    """An answer that earns everything; empty for a reflection, and while its author has not said what is right."""
    if version.kind == "ordering":
        return [option["id"] for option in version.options]
    if version.kind == "matching":
        return [f"{option['id']}:{option['target']}" for option in version.options]
    if version.kind == "marking":
        return [word.id for word in marking.words(version.simulation or {}) if word.span is not None]
    return sorted(right_ids(version.options))


def grade(version: Graded, chosen: Sequence[str]) -> Decimal:
    """The points, from 0 to 1 in thousandths and rounded down, that an answer earns; nothing chosen earns nothing.

    - single, true_false, multiple with credit `all`: 1 for exactly the right options, else 0.
    - multiple with credit `partial`: the share of the right options chosen less the share of the wrong ones chosen,
      never below 0.
    - ordering: the share of the neighbors in the right order that follow one another in the answer.
    - matching: the share of the prompts with their own target.
    - marking: the overlap of the marked words with the words of the spans, as 2 × common ÷ (marked + to be marked)
      (the Dice coefficient, F1).
    - reflection: 0; it is not scored.
    Raises `ValueError` for an unknown kind.
    """
    if version.kind not in _RULES:
        raise ValueError(f"There is no rule for grading a question of the kind {version.kind!r}.")
    share = _RULES[version.kind](version, chosen) if chosen else Fraction(0)
    return (Decimal(share.numerator) / Decimal(share.denominator)).quantize(_POINT, rounding=ROUND_DOWN)


def _exact(version: Graded, chosen: Sequence[str]) -> Fraction:
    return Fraction(set(chosen) == right_ids(version.options))


def _multiple(version: Graded, chosen: Sequence[str]) -> Fraction:
    if version.credit != "partial":
        return _exact(version, chosen)
    right, picked = right_ids(version.options), set(chosen)
    wrong = {option["id"] for option in version.options} - right
    lost = Fraction(len(picked & wrong), len(wrong)) if wrong else Fraction(0)
    return max(Fraction(len(picked & right), len(right)) - lost, Fraction(0))


def _ordering(version: Graded, chosen: Sequence[str]) -> Fraction:
    pairs = set(pairwise(option["id"] for option in version.options))
    return Fraction(len(pairs & set(pairwise(chosen))), len(pairs))


def _matching(version: Graded, chosen: Sequence[str]) -> Fraction:
    pairs = {f"{option['id']}:{option['target']}" for option in version.options}
    return Fraction(len(pairs & set(chosen)), len(pairs))


def _marking(version: Graded, chosen: Sequence[str]) -> Fraction:
    key = frozenset().union(*marking.spans(version.simulation or {}).values())
    marked = set(chosen)
    return Fraction(2 * len(marked & key), len(marked) + len(key))


def _reflection(version: Graded, chosen: Sequence[str]) -> Fraction:
    return Fraction(0)


_RULES = {
    "single": _exact,
    "true_false": _exact,
    "multiple": _multiple,
    "ordering": _ordering,
    "matching": _matching,
    "marking": _marking,
    "reflection": _reflection,
}


def grade_paper(points: Sequence[Decimal]) -> Decimal:
    """The score of a paper in per cent: the points of every scored question on it, unanswered ones included as 0.

    Rounded down to two places, so that a score never looks like a pass that it is not. Raises `ValueError` for an
    empty paper.
    """
    if not points:
        raise ValueError("A paper without scored questions has no score.")
    return (100 * sum(points, Decimal(0)) / len(points)).quantize(_CENT, rounding=ROUND_DOWN)


def passed(score: Decimal, pass_mark: int) -> bool:
    """Whether a score in per cent reaches the pass mark in per cent."""
    return score >= pass_mark


def needed(count: int, pass_mark: int) -> int:
    """The least number of right answers, among `count` questions, that reaches the pass mark in per cent."""
    return -(-count * pass_mark // 100)
