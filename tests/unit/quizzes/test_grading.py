"""What answers and papers are worth: worked by hand for every kind, and what holds for every answer."""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations, pairwise, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import marking
from quizzes.answers import offered
from quizzes.grading import grade, grade_paper, is_scored, needed, passed, right_ids
from quizzes.models.questions import Kind
from tests.factories.quizzes import content


@dataclass
class Version:
    """A question version in memory."""

    kind: str
    options: list[dict[str, Any]]
    credit: str = "all"
    targets: list[dict[str, Any]] = field(default_factory=list)
    simulation: dict[str, Any] | None = None


def choices(right: str, of: str = "abcd") -> list[dict[str, Any]]:
    return [{"id": name, "correct": name in right} for name in of]


def of(kind: str, **changes: Any) -> Version:
    """The version that `content` makes."""
    stored = content(kind=kind, **changes).stored()
    return Version(**{name: stored[name] for name in ("kind", "options", "credit", "targets", "simulation")})


def whole(version: Version) -> list[str]:
    """The right answer."""
    if version.kind == "ordering":
        return [option["id"] for option in version.options]
    if version.kind == "matching":
        return [f"{option['id']}:{option['target']}" for option in version.options]
    if version.kind == "marking":
        return sorted(frozenset().union(*marking.spans(version.simulation or {}).values()))
    return sorted(right_ids(version.options))


SCORED = [kind for kind in Kind.values if is_scored(kind)]

# --- Choices


@pytest.mark.parametrize(
    ("kind", "right", "chosen", "points"),
    [
        ("single", "a", ["a"], 1),
        ("single", "a", ["b"], 0),
        ("single", "a", [], 0),
        ("single", "a", ["a", "b"], 0),
        ("true_false", "b", ["b"], 1),
        ("true_false", "b", ["a"], 0),
        ("multiple", "ab", ["b", "a"], 1),
        ("multiple", "ab", ["a"], 0),
        ("multiple", "ab", ["a", "b", "c"], 0),
        ("multiple", "ab", ["a", "c"], 0),
        ("multiple", "ab", [], 0),
    ],
)
def test_without_partial_credit_an_answer_is_right_only_as_a_whole(kind, right, chosen, points):
    assert grade(Version(kind, choices(right)), chosen) == points


@pytest.mark.parametrize(
    ("right", "chosen", "points"),
    [
        ("ab", ["a", "b"], "1"),
        ("ab", ["a"], "0.5"),
        ("ab", ["a", "c"], "0"),  # 1/2 - 1/2
        ("ab", ["a", "b", "c"], "0.5"),  # 2/2 - 1/2
        ("ab", ["a", "b", "c", "d"], "0"),
        ("ab", ["c"], "0"),  # -1/2
        ("ab", ["c", "d"], "0"),  # -1
        ("abc", ["a", "b"], "0.666"),  # 2/3
        ("abc", ["a", "b", "d"], "0"),  # 2/3 - 1
        ("abc", [], "0"),
    ],
)
def test_partial_credit_worked_by_hand(right, chosen, points):
    assert grade(Version("multiple", choices(right), credit="partial"), chosen) == Decimal(points)


def test_partial_credit_of_five_options():
    version = Version("multiple", choices("ab", of="abcde"), credit="partial")
    assert grade(version, ["a", "b", "c"]) == Decimal("0.666")  # 1 - 1/3
    assert grade(version, ["a", "c"]) == Decimal("0.166")  # 1/2 - 1/3
    assert grade(version, ["a", "c", "d"]) == 0  # 1/2 - 2/3


def test_choosing_everything_never_earns_anything():
    for right in ("ab", "abc"):
        assert grade(Version("multiple", choices(right), credit="partial"), list("abcd")) == 0


# --- Ordering, matching


@pytest.mark.parametrize(
    ("chosen", "points"),
    [
        ("abcd", "1"),
        ("dcba", "0"),
        ("bcda", "0.666"),  # bc, cd
        ("dabc", "0.666"),  # ab, bc
        ("acbd", "0"),
        ("abdc", "0.333"),  # ab
        ("cdab", "0.666"),  # cd, ab
        ("bacd", "0.333"),  # cd
    ],
)
def test_order_is_worth_its_neighbors(chosen, points):
    assert grade(of("ordering"), list(chosen)) == Decimal(points)


def test_only_the_right_order_earns_all():
    version = of("ordering")
    assert [order for order in permutations("abcd") if grade(version, order) == 1] == [tuple("abcd")]


@pytest.mark.parametrize(
    ("chosen", "points"),
    [
        (["a:1", "b:2", "c:3"], "1"),
        (["a:1", "b:3", "c:2"], "0.333"),
        (["a:1", "b:2"], "0.666"),
        (["a:4", "b:4", "c:4"], "0"),
        (["b:2", "b:2", "b:2"], "0.333"),
        (["1:a"], "0"),
        ([], "0"),
    ],
)
def test_matching_is_worth_the_prompts_with_their_own_target(chosen, points):
    assert grade(of("matching"), chosen) == Decimal(points)


# --- Marking: the key is w0, w1, w2 and w6, w7


@pytest.mark.parametrize(
    ("chosen", "points"),
    [
        (["w0", "w1", "w2", "w6", "w7"], "1"),
        (["w0", "w1", "w2"], "0.75"),  # 2·3 / (3 + 5)
        (["w6"], "0.333"),  # 2·1 / (1 + 5)
        (["w3", "w4", "w5"], "0"),
        ([f"w{n}" for n in range(8)], "0.769"),  # 2·5 / (8 + 5)
        (["w2", "w3"], "0.285"),  # 2·1 / (2 + 5)
        ([], "0"),
    ],
)
def test_marked_words_earn_their_overlap(chosen, points):
    assert grade(of("marking"), chosen) == Decimal(points)


@given(st.sets(st.integers(0, 30), min_size=1), st.sets(st.integers(0, 30), min_size=1))
def test_the_overlap_is_f1_of_precision_and_recall(key, marked):
    words = " ".join(f"[x]{{{1}}}" if n in key else "x" for n in range(31))
    version = Version("marking", [], simulation={"posts": [{"text": words}]})
    common = len(key & marked)
    precision, recall = common / len(marked), common / len(key)
    f1 = 2 * precision * recall / (precision + recall) if common else 0
    points = grade(version, [f"w{n}" for n in marked])
    assert f1 - 0.0011 < points <= f1 + 1e-9


# --- What holds for every kind


@pytest.mark.parametrize("kind", SCORED)
def test_the_right_answer_earns_one_and_none_earns_nothing(kind):
    version = of(kind)
    assert grade(version, whole(version)) == 1
    assert grade(version, []) == 0


ODD = ["", "NaN", "-1", "w-1", "w99999", "a:", ":1", "a:1:2", "∞", "x" * 10_000, "w" + "9" * 10_000]


@pytest.mark.parametrize("kind", Kind.values)
@given(data=st.data())
def test_points_lie_between_nothing_and_one_whatever_is_answered(kind, data):
    version = of(kind, credit="partial") if kind == "multiple" else of(kind)
    pairs = [f"{option['id']}:{target['id']}" for option in version.options for target in version.targets]
    chosen = data.draw(st.lists(st.sampled_from([*offered(version), *pairs, *ODD])))
    points = grade(version, chosen)
    assert 0 <= points <= 1
    assert points == points.quantize(Decimal("0.001"))
    if kind not in ("ordering", "reflection"):
        assert grade(version, chosen[::-1]) == points


@given(st.permutations("abcd"))
def test_no_other_order_of_the_neighbors_is_worth_more(order):
    version = of("ordering")
    in_place = sum(left + right in "abcd" for left, right in pairwise(order))
    assert grade(version, order) == (Decimal(in_place) / 3).quantize(Decimal("0.001"), rounding="ROUND_DOWN")


def test_one_more_right_word_never_earns_less():
    version = of("marking")
    key = whole(version)
    for count in range(len(key)):
        for some in combinations(key, count):
            rest = [name for name in key if name not in some]
            assert all(grade(version, [*some, name]) > grade(version, some) for name in rest)


def test_a_reflection_has_no_score():
    assert [kind for kind in Kind.values if not is_scored(kind)] == ["reflection"]
    assert grade(of("reflection"), ["My plan."]) == 0


def test_an_unknown_kind_is_not_graded():
    with pytest.raises(ValueError, match="essay"):
        grade(Version("essay", choices("a")), ["a"])


# --- Papers


@pytest.mark.parametrize(
    ("points", "score"),
    [
        (["1"] * 8 + ["0"] * 2, "80.00"),
        (["1", "1", "0"], "66.66"),
        (["1", "0", "0"], "33.33"),
        (["0"] * 7, "0.00"),
        (["1"] * 30, "100.00"),
        (["1"] * 7 + ["0"] * 2, "77.77"),
        (["0.75", "0.666", "1"], "80.53"),
        (["0.999"], "99.90"),
        (["1"] * 7 + ["0.999"] + ["0"] * 2, "79.99"),
    ],
)
def test_scores_worked_by_hand(points, score):
    assert grade_paper([Decimal(each) for each in points]) == Decimal(score)


def test_a_paper_without_questions_has_no_score():
    with pytest.raises(ValueError, match="without scored questions"):
        grade_paper([])


@given(st.integers(1, 300), st.data(), st.integers(1, 100))
def test_passing_agrees_with_the_number_of_right_answers_needed(count, data, mark):
    right = data.draw(st.integers(0, count))
    score = grade_paper([Decimal(1)] * right + [Decimal(0)] * (count - right))
    assert 0 <= score <= 100
    assert passed(score, mark) == (right * 100 >= mark * count) == (right >= needed(count, mark))


@given(st.lists(st.decimals(0, 1, places=3), min_size=1, max_size=60), st.data())
def test_a_better_answer_never_lowers_a_paper(points, data):
    place = data.draw(st.integers(0, len(points) - 1))
    better = [*points[:place], Decimal(1), *points[place + 1 :]]
    assert 0 <= grade_paper(points) <= grade_paper(better) <= 100
