"""Which questions come into a paper."""

from collections import Counter
from types import SimpleNamespace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.errors import DomainError
from quizzes.drawing import Candidate, draw_paper, shortage
from quizzes.grading import grade
from tests.factories.quizzes import chance


def pool(sizes: dict[str, int]) -> list[Candidate]:
    names = [name for name, size in sizes.items() for _ in range(size)]
    return [
        Candidate(n + 1000, n, name, ("a", "b", "c"), ("1", "2") if n % 3 == 0 else (), fixed=n % 5 == 0)
        for n, name in enumerate(names)
    ]


SIZES = st.dictionaries(st.sampled_from("vwxyz"), st.integers(1, 12), min_size=1)
SEEN = st.dictionaries(st.integers(0, 60), st.integers(1, 5))


@given(SIZES, SEEN, st.randoms(use_true_random=False), st.data())
def test_every_paper_is_even_fresh_and_whole(sizes, seen, rng, data):
    candidates = pool(sizes)
    count = data.draw(st.integers(1, len(candidates)))
    by_version = {item.version: item for item in candidates}
    paper = draw_paper(candidates, count, seen, rng)
    drawn = [by_version[item["version"]] for item in paper]

    assert len({item.question for item in drawn}) == len(paper) == count
    for shown, item in zip(paper, drawn, strict=True):
        assert sorted(shown["options"]) == sorted(item.options)
        assert sorted(shown.get("targets", ())) == sorted(item.targets)
        assert not item.fixed or shown["options"] == list(item.options)

    share = Counter(item.outcome for item in drawn)
    for name, size in sizes.items():
        assert share[name] == size or share[name] >= max(share.values()) - 1

    left = [item for item in candidates if item not in drawn]
    for name in sizes:
        latest_drawn = max((seen.get(item.question, 0) for item in drawn if item.outcome == name), default=0)
        assert all(seen.get(item.question, 0) >= latest_drawn for item in left if item.outcome == name)


@given(SIZES, SEEN, st.randoms(use_true_random=False), st.integers(1, 60), st.integers(0, 12))
def test_a_paper_has_its_share_of_each_outcome_or_is_refused(sizes, seen, rng, count, least):
    short = shortage(sizes, count, least)
    possible = count <= sum(sizes.values()) and least <= min(sizes.values()) and least * len(sizes) <= count
    assert (short is None) == possible
    if short:
        with pytest.raises(DomainError, match="cannot be started"):
            draw_paper(pool(sizes), count, seen, rng, per_outcome=least)
        return
    outcomes = {item.version: item.outcome for item in pool(sizes)}
    paper = draw_paper(pool(sizes), count, seen, rng, per_outcome=least)
    share = Counter(outcomes[item["version"]] for item in paper)
    assert all(share[name] >= least for name in sizes)


@pytest.mark.parametrize(
    ("sizes", "count", "least", "sentence"),
    [
        ({}, 1, 0, "A paper draws 1 questions and the pools hold 0."),
        ({"x": 3}, 4, 0, "A paper draws 4 questions and the pools hold 3."),
        (
            {"x": 3, "b": 1, "a": 1},
            5,
            2,
            "A paper takes at least 2 for each outcome, and the pools hold fewer for: a, b.",
        ),
        (
            {"x": 4, "y": 4},
            5,
            3,
            "At least 3 for each of 2 outcomes is more than the 5 of a paper.",
        ),
        ({"x": 2, "y": 3}, 5, 2, None),
    ],
)
def test_a_shortage_is_told_with_its_numbers(sizes, count, least, sentence):
    assert shortage(sizes, count, least) == sentence


def test_questions_left_over_go_to_the_outcome_with_something_new():
    candidates = pool({"x": 2, "y": 2})
    paper = draw_paper(candidates, 3, {0: 1, 1: 1}, chance(1))
    assert Counter(item["version"] >= 1002 for item in paper) == {True: 2, False: 1}


def test_two_attempts_show_different_questions_while_the_pool_lasts():
    candidates = pool({"x": 10})
    first = {item["version"] for item in draw_paper(candidates, 5, {}, chance(1))}
    second = {item["version"] for item in draw_paper(candidates, 5, {v - 1000: 1 for v in first}, chance(2))}
    assert first.isdisjoint(second)


def test_of_seen_questions_those_come_first_that_were_seen_longest_ago():
    seen = {0: 3, 1: 1, 2: 2, 3: 3}
    paper = draw_paper(pool({"x": 4}), 2, seen, chance(1))
    assert {item["version"] for item in paper} == {1001, 1002}


@given(SIZES, st.integers(0, 1000))
def test_the_same_chance_draws_the_same_paper(sizes, seed):
    count = sum(sizes.values())
    assume(count > 1)
    assert draw_paper(pool(sizes), count - 1, {}, chance(seed)) == draw_paper(pool(sizes), count - 1, {}, chance(seed))


def test_order_differs_from_draw_to_draw():
    papers = {str(draw_paper(pool({"x": 6}), 6, {}, chance(seed))) for seed in range(10)}
    assert len(papers) == 10


@given(st.integers(3, 8), st.randoms(use_true_random=False))
def test_an_order_to_be_made_is_shown_worth_nothing(length, rng):
    options = tuple("abcdefgh"[:length])
    (item,) = draw_paper([Candidate(1, 1, "conduct", options, apart=True)], 1, {}, rng)
    assert sorted(item["options"]) == list(options)
    version = SimpleNamespace(kind="ordering", credit="all", options=[{"id": name} for name in options])
    assert grade(version, item["options"]) == 0


def test_every_question_has_the_same_chance():
    drawn = Counter(item["version"] for seed in range(2000) for item in draw_paper(pool({"x": 5}), 1, {}, chance(seed)))
    # 400 expected each; five standard deviations of a binomial (n = 2000, p = 0.2) are 90.
    assert all(310 < drawn[version] < 490 for version in range(1000, 1005))
