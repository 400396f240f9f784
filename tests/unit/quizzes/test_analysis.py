"""The statistics of tests and questions: worked out by hand, held against other formulas, and what always holds."""

import statistics as stdlib
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from math import isclose, sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizzes import analysis, analysis_items, grading
from quizzes.analysis import ItemStatistics, Tally
from quizzes.analysis_items import NOTHING, OUTSIDE, Share
from tests.factories.quizzes import MARKABLE, content


def tally(*papers):
    """Papers of points, a question in each place: (1, 0, 0.5)."""
    return drawn(*[tuple(enumerate(paper)) for paper in papers])


def drawn(*papers):
    """Papers of questions and their points: ((7, 1), (9, 0))."""
    counted = Tally(len(papers[0]))
    for paper in papers:
        counted.add([(item, round(points * 1000)) for item, points in paper])
    return counted


class Version:
    """A question version without a database."""

    def __init__(self, kind, **changes):
        for name, value in content("q", kind=kind, **changes).stored().items():
            setattr(self, name, value)


# --- Worked out by hand

# Five papers of three questions:
#       a  b  c   X
#   1   1  1  1   3
#   2   1  1  0   2
#   3   1  0  0   1
#   4   0  1  0   1
#   5   0  0  0   0
# ΣX = 7, ΣX² = 9 + 4 + 1 + 1 = 15; mean 7/5; S ΣX² - (ΣX)² = 75 - 49 = 26, so var X = 26/20 = 1.3.
FIVE = [(1, 1, 1), (1, 1, 0), (1, 0, 0), (0, 1, 0), (0, 0, 0)]


def test_a_question_worked_out_by_hand():
    item = analysis.item_statistics(tally(*FIVE))[0]
    # a: Σx = 3, Σx² = 3: 5·3 - 9 = 6, var x = 6/20 = 0.3.
    assert item.papers == 5
    assert item.facility == 60
    assert item.deviation == pytest.approx(100 * sqrt(0.3))
    # y = X - x: 2, 1, 0, 1, 0. Σy = 4, Σy² = 6: 30 - 16 = 14, var y = 0.7. Σxy = 2 + 1 + 0 = 3: 15 - 12 = 3, cov 0.15.
    assert item.index == pytest.approx(100 * 0.15 / sqrt(0.3 * 0.7))
    # Sorted x: 0 0 1 1 1, y: 0 0 1 1 2: Σxy = 4: 20 - 12 = 8, covmax 0.4. 0.15 / 0.4 = 37.5%.
    assert item.efficiency == 37.5
    assert item.intended_weight == pytest.approx(100 / 3)


def test_effective_weights_worked_out_by_hand():
    found = analysis.item_statistics(tally(*FIVE))
    # S ΣxX - Σx ΣX: a: 5·(3 + 2 + 1) - 3·7 = 9; b: 5·(3 + 2 + 1) - 21 = 9; c: 5·3 - 7 = 8. Over 20; 20 falls out.
    whole = sqrt(9) + sqrt(9) + sqrt(8)
    weights = [found[item].effective_weight for item in range(3)]
    assert weights == pytest.approx([100 * 3 / whole, 100 * 3 / whole, 100 * sqrt(8) / whole])
    assert sum(weights) == pytest.approx(100)


def test_a_test_worked_out_by_hand():
    found = analysis.quiz_statistics(tally(*FIVE))
    assert found.papers == 5
    assert found.mean == pytest.approx(100 * 7 / 15)
    assert found.median == pytest.approx(100 / 3)  # X sorted: 0 1 1 2 3.
    assert found.deviation == pytest.approx(100 * sqrt(1.3) / 3)
    # Σ var x = 0.3 + 0.3 + var c; c: 5·1 - 1 = 4, 4/20 = 0.2. CIC = 3/2 · (1 - 0.8/1.3) = 0.5769…
    assert found.consistency == pytest.approx(100 * 1.5 * (1 - 0.8 / 1.3))
    ratio = sqrt(1 - 1.5 * (1 - 0.8 / 1.3))
    assert found.error_ratio == pytest.approx(100 * ratio)
    assert found.standard_error == pytest.approx(ratio * 100 * sqrt(1.3) / 3)
    # d = X - 1.4: 1.6, 0.6, -0.4, -0.4, -1.4. Σd³ = 4.096 + 0.216 - 0.064 - 0.064 - 2.744 = 1.44, m3 = 0.288;
    # k3 = 25 · 0.288 / (4 · 3) = 0.6; skewness 0.6 / 1.3^1.5.
    assert found.skewness == pytest.approx(0.6 / 1.3**1.5)
    # Σd⁴ = 6.5536 + 0.1296 + 0.0256 + 0.0256 + 3.8416 = 10.576, m4 = 2.1152; m2 = 5.2/5 = 1.04;
    # k4 = 25 · (6 · 2.1152 - 3 · 4 · 1.04²) / (4 · 3 · 2) = 25 · (12.6912 - 12.9792) / 24 = -0.3; over 1.3².
    assert found.kurtosis == pytest.approx(-0.3 / 1.69)
    # 0%, 33%, 33%, 67%, 100%.
    assert found.histogram == (1, 0, 0, 2, 0, 0, 1, 0, 0, 1)


def test_points_in_part_count_as_such():
    # x: 1, 0.5, 0; y: 0.333, 1, 0 (thousandths). Σx = 1500, Σy = 1333, Σxy = 333000 + 500000 = 833000.
    item = analysis.item_statistics(tally((1, 0.333), (0.5, 1), (0, 0)))[0]
    assert item.facility == 50
    together = 3 * 833000 - 1500 * 1333  # 499500
    spread_x = 3 * 1250000 - 1500**2  # 1500000
    spread_y = 3 * (333**2 + 1000000) - 1333**2  # 1555778
    assert item.index == pytest.approx(100 * together / sqrt(spread_x * spread_y))
    # Sorted: 0·0 + 500·333 + 1000·1000 = 1166500; 3 · 1166500 - 1500 · 1333 = 1500000.
    assert item.efficiency == pytest.approx(100 * 499500 / 1500000)


def test_a_drawn_question_is_compared_with_the_total():
    # Question 1 is in both papers, 2 and 3 in two of four each. x of 2: 1, 0; X: 2, 0, so r = 1 with the total and
    # with the rest as well; x of 3: 1, 0; X: 1, 1: no spread.
    found = analysis.item_statistics(
        drawn(((1, 1), (2, 1)), ((1, 0), (2, 0)), ((1, 0), (3, 1)), ((1, 1), (3, 0))),
    )
    assert found[2].index == found[2].efficiency == 100
    assert found[3].index is None
    # With its rest (0, 1) question 3 would have -100; question 1, in every paper, has 1 0 0 1 against 1 0 1 0.
    assert found[1].index == 0
    assert found[2].papers == 2


@pytest.mark.parametrize(
    ("papers", "index", "efficiency"),
    [
        ([(1, 1)], None, None),  # One paper.
        ([(1, 1), (1, 0), (1, 1)], None, None),  # Everybody right.
        ([(0, 1), (0, 0)], None, None),  # Everybody wrong.
        ([(1, 1), (0, 1)], None, None),  # The rest never varies.
        ([(1, 0), (0, 1)], -100, -100),
        ([(1, 1), (0, 0)], 100, 100),
        ([(0.1, 0.1), (0.1, 0.2), (0.1, 0.3)], None, None),  # In floating point 0.1 would have a variance.
    ],
)
def test_there_is_no_index_without_spread(papers, index, efficiency):
    item = analysis.item_statistics(tally(*papers))[0]
    assert (item.index, item.efficiency) == (index, efficiency)


def test_a_negative_covariance_has_no_effective_weight():
    # X: 2, 2, 1, 1 … a: 0 where X is high: 0, 0, 1 (X = 2, 2, 1).
    found = analysis.item_statistics(tally((0, 1, 1), (0, 1, 1), (1, 0, 0)))
    assert found[0].effective_weight is None
    assert [found[1].effective_weight, found[2].effective_weight] == [50, 50]


@pytest.mark.parametrize(
    ("papers", "there"),
    [
        ([(1, 1)], set()),
        ([(1, 1), (0, 0)], {"deviation"}),
        ([(1, 1), (0, 0), (1, 0)], {"deviation", "skewness", "consistency", "error_ratio", "standard_error"}),
        ([(1,), (0,), (1,), (1,)], {"deviation", "skewness", "kurtosis"}),  # One question.
        ([(1, 0)] * 5, {"deviation"}),  # No spread: the standard deviation is 0.
    ],
)
def test_a_test_has_no_figure_from_too_little(papers, there):
    found = analysis.quiz_statistics(tally(*papers))
    names = ("deviation", "skewness", "kurtosis", "consistency", "error_ratio", "standard_error")
    assert {name for name in names if getattr(found, name) is not None} == there


def test_no_papers_have_no_statistics():
    with pytest.raises(ValueError, match="no marks"):
        analysis.quiz_statistics(Tally(3))
    assert analysis.item_statistics(Tally(3)) == {}


def test_a_paper_of_another_length_is_refused():
    with pytest.raises(ValueError, match="1 questions among papers of 2"):
        Tally(2).add([(1, 1000)])


def test_the_full_mark_is_in_the_last_bar():
    assert analysis.quiz_statistics(tally((1, 1), (0.9, 0.9), (0.899, 0.9))).histogram == (*(0,) * 8, 1, 2)


# --- What always holds

points = st.integers(0, 4).map(lambda n: n / 4)


@st.composite
def samples(draw, least=2):
    length = draw(st.integers(2, 5))
    return draw(st.lists(st.tuples(*[points] * length), min_size=least, max_size=25))


def rest_of(papers, item):
    return [sum(paper) - paper[item] for paper in papers]


@given(samples())
def test_the_index_is_the_correlation_with_the_rest(papers):
    marks, rest = [paper[0] for paper in papers], rest_of(papers, 0)
    found = analysis.item_statistics(tally(*papers))[0]
    assert found.facility == pytest.approx(100 * stdlib.fmean(marks))
    assert found.deviation == pytest.approx(100 * stdlib.stdev(marks))
    if len(set(marks)) == 1 or len(set(rest)) == 1:
        assert found.index is found.efficiency is None
    else:
        assert found.index == pytest.approx(100 * stdlib.correlation(marks, rest), abs=1e-6)
        most = stdlib.covariance(sorted(marks), sorted(rest))
        assert found.efficiency == pytest.approx(100 * stdlib.covariance(marks, rest) / most, abs=1e-6)


@given(samples())
def test_bounds(papers):
    for item in analysis.item_statistics(tally(*papers)).values():
        assert 0 <= item.facility <= 100
        if item.index is not None:
            assert -100 <= item.index <= 100
            assert item.efficiency <= 100
            assert abs(item.efficiency) >= abs(item.index) - 1e-9
            assert (item.efficiency > 0) == (item.index > 0)


@given(samples(least=3))
def test_the_order_of_papers_changes_nothing(papers):
    there, back = tally(*papers), tally(*reversed(papers))
    assert analysis.item_statistics(there) == analysis.item_statistics(back)
    assert analysis.quiz_statistics(there) == analysis.quiz_statistics(back)


@given(samples(least=3))
def test_effective_weights_are_shares_of_a_whole(papers):
    weights = [item.effective_weight for item in analysis.item_statistics(tally(*papers)).values()]
    known = [weight for weight in weights if weight is not None]
    assert all(weight >= 0 for weight in known)
    assert not known or isclose(sum(known), 100)


@given(samples(least=3))
def test_the_figures_of_a_test_agree_with_other_formulas(papers):
    found, totals, length = analysis.quiz_statistics(tally(*papers)), [sum(paper) for paper in papers], len(papers[0])
    assert found.mean == pytest.approx(100 * stdlib.fmean(totals) / length)
    assert found.median == pytest.approx(100 * stdlib.median(totals) / length)
    assert found.deviation == pytest.approx(100 * stdlib.stdev(totals) / length)
    assert sum(found.histogram) == found.papers == len(papers)
    assume(len(set(totals)) > 1)
    parts = sum(stdlib.variance(column) for column in zip(*papers, strict=True))
    # Cronbach's alpha as the mean covariance between questions over the mean of all: p² c̄ / var X.
    between = (stdlib.variance(totals) - parts) / (length * (length - 1))
    assert found.consistency == pytest.approx(100 * length**2 * between / stdlib.variance(totals), abs=1e-6)
    assert found.consistency <= 100
    assert found.standard_error == pytest.approx(found.deviation * sqrt(1 - found.consistency / 100), abs=1e-4)
    count, spread, middle = len(totals), stdlib.stdev(totals), stdlib.fmean(totals)
    cubes = sum(((total - middle) / spread) ** 3 for total in totals)
    assert found.skewness == pytest.approx(count / ((count - 1) * (count - 2)) * cubes, abs=1e-6)


@given(samples(least=4))
def test_the_kurtosis_is_that_of_spreadsheets(papers):
    found, totals = analysis.quiz_statistics(tally(*papers)), [sum(paper) for paper in papers]
    if len(set(totals)) == 1:
        assert found.kurtosis is None
        return
    s, spread, middle = len(totals), stdlib.stdev(totals), stdlib.fmean(totals)
    fourths = sum(((total - middle) / spread) ** 4 for total in totals)
    excess = s * (s + 1) / ((s - 1) * (s - 2) * (s - 3)) * fourths - 3 * (s - 1) ** 2 / ((s - 2) * (s - 3))
    assert found.kurtosis == pytest.approx(excess, abs=1e-6)


# --- Guessing


@pytest.mark.parametrize(
    ("kind", "percent"),
    [("single", 25), ("true_false", 50), ("multiple", None), ("matching", 25), ("ordering", 25), ("marking", None)],
)
def test_the_random_guess_score(kind, percent):
    assert analysis_items.random_guess(Version(kind)) == percent


def test_guessing_an_order_gives_on_average_what_is_said():
    version = Version("ordering")
    names = [option["id"] for option in version.options]
    exact = [Fraction(grading.grade(version, order)) for order in permutations(names)]
    # A point is rounded down to thousandths: 0.333 for a third.
    assert float(100 * sum(exact) / len(exact)) == pytest.approx(analysis_items.random_guess(version), abs=0.1)


def test_guessing_targets_gives_on_average_what_is_said():
    version = Version("matching")
    targets = [target["id"] for target in version.targets]
    graded = [
        grading.grade(version, [f"a:{one}", f"b:{two}", f"c:{three}"])
        for one in targets for two in targets for three in targets
    ]  # fmt: skip
    assert float(100 * sum(graded, Decimal(0)) / len(graded)) == pytest.approx(25, abs=0.1)


# --- What was taken


def test_every_kind_lists_what_can_be_taken():
    assert [(choice.key, choice.right) for choice in analysis_items.choices(Version("multiple"))] == [
        ("a", True), ("b", True), ("c", False), ("d", False),
    ]  # fmt: skip
    pairs = analysis_items.choices(Version("matching"))
    assert len(pairs) == 12
    assert [choice.key for choice in pairs if choice.right] == ["a:1", "b:2", "c:3"]
    assert pairs[0].of == "q option 1"
    places = analysis_items.choices(Version("ordering"))
    assert [choice.key for choice in places if choice.right] == ["a@1", "b@2", "c@3", "d@4"]
    spans = analysis_items.choices(Version("marking"))
    assert [(choice.key, choice.text) for choice in spans] == [
        ("1", "Our little ER (place)"), ("2", "Saturday night (date)"), (OUTSIDE, "Words outside the spans"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("chosen", "keys"),
    [
        ([], {NOTHING}),
        (["w1"], {"1"}),
        (["w0", "w6", "w7"], {"1", "2"}),
        (["w3"], {OUTSIDE}),
        (["w2", "w4", "w5"], {"1", OUTSIDE}),
    ],
)
def test_a_span_is_taken_with_any_of_its_words(chosen, keys):
    version = Version("marking", simulation=MARKABLE)
    assert analysis_items.taken(version, analysis_items.spans_of(version), chosen) == keys


def test_thirds_worked_out_by_hand():
    # Six papers, totals 9 8 8 8 1 0: a third is two. The top: the 9, and one of three 8s (a third of each).
    held = Counter({9: 1, 8: 3, 1: 1, 0: 1})
    found = analysis_items.shares(held, {"a": Counter({9: 1, 8: 1, 0: 1}), "b": Counter({8: 2, 1: 1})})
    assert found["a"] == Share(everybody=50, top=pytest.approx(100 * (1 + 1 / 3) / 2), bottom=50)
    assert found["b"] == Share(everybody=50, top=pytest.approx(100 * (2 / 3) / 2), bottom=50)


def test_where_all_tie_the_thirds_are_alike():
    found = analysis_items.shares(Counter({5: 10}), {"a": Counter({5: 4})})
    assert found["a"] == Share(40, 40, 40)


@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from("abc")), min_size=1, max_size=40))
def test_shares_of_one_answer_each_add_up(answers):
    held = Counter(total for total, _key in answers)
    took = {key: Counter(total for total, taken in answers if taken == key) for key in "abc"}
    found = analysis_items.shares(held, took).values()
    for group in ("everybody", "top", "bottom"):
        assert sum(getattr(share, group) for share in found) == pytest.approx(100)
        assert all(-1e-9 <= getattr(share, group) <= 100 + 1e-9 for share in found)


@given(st.lists(st.integers(0, 9), min_size=3, max_size=40))
def test_a_right_answer_that_follows_the_total_is_never_rarer_at_the_top(totals):
    held, middle = Counter(totals), stdlib.median(totals)
    took = {"a": Counter(total for total in totals if total > middle)}
    share = analysis_items.shares(held, took)["a"]
    assert share.top >= share.everybody >= share.bottom


# --- Weak questions


def item(facility=60, index=40, efficiency=50):
    return ItemStatistics(
        papers=100, facility=facility, deviation=40, index=index, efficiency=efficiency, intended_weight=10,
        effective_weight=10,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (item(), []),
        (item(facility=95), []),
        (item(facility=30, index=15, efficiency=15), []),
        (item(facility=95.1), ["More than 95%"]),
        (item(facility=29.9), ["Less than 30%"]),
        (item(index=14.9), ["hardly tells"]),
        (item(efficiency=14.9), ["hardly tells"]),
        (item(index=-1, efficiency=-2), ["do worse here"]),
        (item(facility=100, index=None, efficiency=None), ["More than 95%"]),
        (item(facility=10, index=5, efficiency=5), ["Less than 30%", "hardly tells"]),
    ],
)
def test_a_weak_question_says_why(found, words):
    sentences = analysis_items.weaknesses(found)
    assert len(sentences) == len(words)
    assert all(word in sentence for word, sentence in zip(words, sentences, strict=True))
