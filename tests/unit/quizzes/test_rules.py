"""The pure rules: grading, drawing, the scenario graph, what is wrong with a question."""

from collections import Counter
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DomainError
from quizzes import graph, items, story
from quizzes.drawing import Candidate, draw_paper
from quizzes.grading import grade_paper, grade_response, needed, passed
from quizzes.graph import faults
from tests.factories.quizzes import ENDINGS, STEPS, chance, choice, content, ending, step

OPTIONS = [{"id": "a", "correct": True}, {"id": "b", "correct": True}, {"id": "c"}, {"id": "d", "correct": False}]
ONE = [{"id": "a", "correct": True}, {"id": "b", "correct": False}]


# --- Grading


@pytest.mark.parametrize(
    ("kind", "options", "chosen", "points"),
    [
        ("single", ONE, ["a"], 1),
        ("single", ONE, ["b"], 0),
        ("single", ONE, [], 0),
        ("single", ONE, ["a", "b"], 0),
        ("true_false", ONE, ["a"], 1),
        ("true_false", ONE, ["b"], 0),
        ("multiple", OPTIONS, ["b", "a"], 1),
        ("multiple", OPTIONS, ["a"], 0),
        ("multiple", OPTIONS, ["a", "b", "c"], 0),
        ("multiple", OPTIONS, ["a", "c"], 0),
        ("multiple", OPTIONS, [], 0),
    ],
)
def test_an_answer_is_right_only_as_a_whole(kind, options, chosen, points):
    assert grade_response(kind, options, chosen) == points


def test_an_unknown_kind_is_not_graded():
    with pytest.raises(ValueError, match="essay"):
        grade_response("essay", ONE, ["a"])


@pytest.mark.parametrize(
    ("right", "count", "score"),
    [(8, 10, "80.00"), (2, 3, "66.66"), (1, 3, "33.33"), (0, 7, "0.00"), (30, 30, "100.00"), (7, 9, "77.77")],
)
def test_scores_worked_by_hand(right, count, score):
    assert grade_paper([Decimal(1)] * right + [Decimal(0)] * (count - right)) == Decimal(score)


def test_a_paper_without_questions_has_no_score():
    with pytest.raises(ValueError, match="without questions"):
        grade_paper([])


@given(st.integers(1, 300), st.data(), st.integers(1, 100))
def test_passing_agrees_with_the_number_of_right_answers_needed(count, data, mark):
    right = data.draw(st.integers(0, count))
    score = grade_paper([Decimal(1)] * right + [Decimal(0)] * (count - right))
    assert 0 <= score <= 100
    assert passed(score, mark) == (right * 100 >= mark * count) == (right >= needed(count, mark))


# --- Drawing


def pool(sizes: dict[str, int]) -> list[Candidate]:
    names = [name for name, size in sizes.items() for _ in range(size)]
    return [Candidate(n + 1000, n, name, ("a", "b", "c"), fixed=n % 5 == 0) for n, name in enumerate(names)]


@given(
    st.dictionaries(st.sampled_from("vwxyz"), st.integers(1, 12), min_size=1),
    st.dictionaries(st.integers(0, 60), st.integers(1, 5)),
    st.randoms(use_true_random=False),
    st.data(),
)
def test_every_paper_is_even_fresh_and_whole(sizes, seen, rng, data):
    candidates = pool(sizes)
    count = data.draw(st.integers(1, len(candidates)))
    by_version = {item.version: item for item in candidates}
    paper = draw_paper(candidates, count, seen, rng)
    drawn = [by_version[item["version"]] for item in paper]

    assert len({item.question for item in drawn}) == len(paper) == count
    for shown, item in zip(paper, drawn, strict=True):
        assert sorted(shown["options"]) == sorted(item.options)
        assert not item.fixed or shown["options"] == list(item.options)

    share = Counter(item.outcome for item in drawn)
    for name, size in sizes.items():
        assert share[name] == size or share[name] >= max(share.values()) - 1

    left = [item for item in candidates if item not in drawn]
    for name in sizes:
        latest_drawn = max((seen.get(item.question, 0) for item in drawn if item.outcome == name), default=0)
        assert all(seen.get(item.question, 0) >= latest_drawn for item in left if item.outcome == name)


def test_questions_left_over_go_to_the_outcome_with_something_new():
    candidates = pool({"x": 2, "y": 2})
    paper = draw_paper(candidates, 3, {0: 1, 1: 1}, chance(1))
    assert Counter(item["version"] >= 1002 for item in paper) == {True: 2, False: 1}


def test_two_attempts_show_different_questions_while_the_pool_lasts():
    candidates = pool({"x": 10})
    first = {item["version"] for item in draw_paper(candidates, 5, {}, chance(1))}
    second = {item["version"] for item in draw_paper(candidates, 5, {v - 1000: 1 for v in first}, chance(2))}
    assert first.isdisjoint(second)


def test_order_differs_from_draw_to_draw():
    papers = {str(draw_paper(pool({"x": 6}), 6, {}, chance(seed))) for seed in range(10)}
    assert len(papers) == 10


def test_a_pool_smaller_than_the_draw_is_refused_with_the_numbers():
    with pytest.raises(DomainError, match=r"asks for 4 questions and its pool holds 3"):
        draw_paper(pool({"x": 3}), 4, {}, chance(1))


# --- The graph of a scenario


def told(*pairs, **nodes):
    """Faults of a scenario as a set of (where, first words)."""
    return {(fault.where, " ".join(fault.sentence.split()[:4])) for fault in faults(*pairs, **nodes)}


def test_a_sound_scenario_has_no_fault():
    assert faults("draft", STEPS, ENDINGS) == []
    assert graph.longest_path("draft", STEPS) == 2


def test_unknown_start():
    assert ("start", "The first step “nowhere”") in told("nowhere", STEPS, ENDINGS)


def test_unknown_target():
    steps = [step("draft", choice("post", "good", "gone"), choice("wait", "good", "slept"))]
    assert told("draft", steps, [ending("slept", "good")]) == {("draft/post", "This choice leads to")}


def test_unreachable_step_and_ending():
    steps = [*STEPS, step("alone", choice("x", "good", "slept"), choice("y", "good", "slept"))]
    assert told("draft", steps, [*ENDINGS, ending("other", "good")]) == {
        ("alone", "No path leads to"),
        ("other", "No path leads to"),
    }


def test_dead_end():
    steps = [step("draft", choice("a", "good", "slept"), choice("b", "good", "stuck")), step("stuck")]
    assert told("draft", steps, [ending("slept", "good")]) == {("stuck", "This step is a")}


def test_a_circle_without_a_way_out_is_a_fault_and_one_with_a_way_out_is_not():
    closed = [
        step("draft", choice("a", "good", "slept"), choice("b", "good", "one")),
        step("one", choice("a", "good", "two"), choice("b", "good", "two")),
        step("two", choice("a", "good", "one"), choice("b", "good", "two")),
    ]
    assert {where for where, _ in told("draft", closed, [ending("slept", "good")])} == {"one", "two"}
    opened = [*closed[:2], step("two", choice("a", "good", "one"), choice("b", "good", "slept"))]
    assert faults("draft", opened, [ending("slept", "good")]) == []
    assert graph.longest_path("draft", opened) == 3


@pytest.mark.parametrize("empty", ["", "<p></p>", "<p> </p>", None])
def test_missing_feedback(empty):
    steps = [step("draft", choice("a", "good", "slept"), {**choice("b", "good", "slept"), "feedback": empty})]
    assert told("draft", steps, [ending("slept", "good")]) == {("draft/b", "This choice has no")}


def test_no_good_ending():
    steps = [step("draft", choice("a", "good", "slept"), choice("b", "good", "slept"))]
    assert told("draft", steps, [ending("slept", "acceptable")]) == {("endings", "No ending is good.")}


def test_duplicate_keys():
    twice = [*STEPS, STEPS[1]]
    assert ("caught", "The key “caught” is") in told("draft", twice, ENDINGS)
    steps = [step("draft", choice("a", "good", "slept"), choice("a", "good", "slept"))]
    assert told("draft", steps, [ending("slept", "good")]) == {("draft/a", "Two choices have the")}
    clash = [step("slept", choice("a", "good", "slept"), choice("b", "good", "slept"))]
    assert ("slept", "The key “slept” is") in told("slept", clash, [ending("slept", "good")])


@st.composite
def graphs(draw):
    """Random graphs of up to six steps and three endings, keys unique, every target known."""
    names = [f"s{n}" for n in range(draw(st.integers(1, 6)))]
    ends = [f"e{n}" for n in range(draw(st.integers(1, 3)))]
    target = st.sampled_from(names + ends)
    steps = [step(name, *(choice(f"c{n}", "good", draw(target)) for n in range(2))) for name in names]
    return steps, [ending(name, "good") for name in ends]


@given(graphs(), st.randoms(use_true_random=False))
def test_from_every_place_of_a_scenario_without_faults_an_ending_can_be_reached(drawn, rng):
    steps, ends = drawn
    if faults("s0", steps, ends):
        return
    assert graph.reachable("s0", steps) == {node["key"] for node in [*steps, *ends]}
    for node in steps:
        assert graph.reachable(node["key"], steps) & {end["key"] for end in ends}


@given(st.lists(st.sampled_from("abcdef"), unique=True, min_size=1))
def test_the_longest_path_of_a_line_is_its_length(names):
    steps = [step(a, choice("on", "good", b), choice("off", "good", "end")) for a, b in pairwise([*names, "end"])]
    assert graph.longest_path(names[0], steps) == len(names)
    assert faults(names[0], steps, [ending("end", "good")]) == []


def test_faults_never_fail_on_broken_graphs():
    assert faults("x", [], []) != []
    assert graph.longest_path("x", []) == 0


def test_a_step_refuses_a_choice_it_does_not_offer():
    bare = story.Step("s", "", "", (), "", "", ())
    with pytest.raises(DomainError):
        bare.choice("x")


# --- Questions


@pytest.mark.parametrize("kind", ["single", "multiple", "true_false"])
def test_a_sound_question_has_no_fault(kind):
    assert items.faults(content(kind=kind)) == []


def test_what_cannot_be_graded_is_refused():
    good = content()
    two_right = tuple(items.OptionContent(text, True, "") for text in "ab")
    assert items.faults(content(options=good.options[:1])) == ["A question needs at least two answers."]
    assert items.faults(content(options=two_right)) == ["Mark exactly one answer as right."]
    assert items.faults(content(kind="multiple", options=good.options)) != []
    assert items.faults(content(kind="true_false", options=good.options)) != []
    assert items.faults(content(options=good.options[:1] + good.options[:1])) != []


def test_the_hash_follows_every_part_of_the_content():
    base = content()
    others = [
        content(stem="Other?"),
        content(explanation="Other."),
        content(outcome="privacy"),
        content(options=base.options[::-1]),
        content(simulation={"label": "A post"}),
        content(reference={}),
        content(module_key="other"),
    ]
    assert len({base.hash(), *(other.hash() for other in others)}) == 8
    assert content().hash() == base.hash()
    assert [option["id"] for option in base.stored()["options"]] == ["a", "b", "c", "d"]
