"""The graph of a scenario: what is wrong with it, how long it is."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DomainError
from quizzes import graph, story
from quizzes.graph import faults
from tests.factories.quizzes import ENDINGS, STEPS, choice, ending, step


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


@pytest.mark.parametrize("empty", ["", "<p></p>", None])
def test_missing_consequence(empty):
    steps = [step("draft", choice("a", "good", "slept"), {**choice("b", "good", "slept"), "consequence": empty})]
    assert told("draft", steps, [ending("slept", "good")]) == {("draft/b", "This choice has no")}


def test_a_good_ending_that_no_path_leads_to():
    steps = [step("draft", choice("a", "good", "tired"), choice("b", "good", "tired"))]
    assert told("draft", steps, [ending("tired", "harmful"), ending("slept", "good")]) == {
        ("endings", "No path leads to"),
        ("slept", "No path leads to"),
    }


def screen(kind, group=""):
    return {"screen": kind, "group": {"name": group}, "posts": [], "messages": []}


def on(*shown, continues=True):
    return {"simulations": list(shown), "continues": continues}


@pytest.mark.parametrize(
    ("before", "here", "words"),
    [
        ([], on(screen("thread")), "no screen comes before it"),
        ([screen("thread")], on(), "has no screen that could go on"),
        ([screen("post")], on(screen("post")), "A single post does not grow"),
        ([screen("thread")], on(screen("messages")), "is another one"),
        ([screen("thread", "One")], on(screen("thread", "Two")), "is another one"),
        ([screen("thread"), screen("messages")], on(screen("thread")), "is another one"),
        ([screen("thread", "One")], on(screen("thread")), ""),
        ([screen("messages")], on(screen("messages")), ""),
        ([screen("messages")], on(screen("thread"), continues=False), ""),
    ],
)
def test_screens_that_cannot_go_on(before, here, words):
    steps = [
        step("one", choice("a", "good", "two"), choice("b", "good", "end"), simulations=before),
        step("two", choice("a", "good", "end"), choice("b", "good", "end"), **here),
    ]
    found = faults("one", steps, [ending("end", "good")])
    assert [fault.where for fault in found] == (["two"] if words else [])
    assert all(words in fault.sentence for fault in found)


def test_a_screen_must_go_on_whichever_way_is_taken():
    steps = [
        step("one", choice("a", "good", "two"), choice("b", "good", "three"), simulations=[screen("thread")]),
        step("two", choice("a", "good", "three"), choice("b", "good", "end"), simulations=[screen("messages")]),
        step("three", choice("a", "good", "end"), choice("b", "good", "end"), **on(screen("thread"))),
    ]
    assert [fault.where for fault in faults("one", steps, [ending("end", "good")])] == ["three"]


def test_the_first_step_has_nothing_to_go_on_from_but_after_a_circle():
    steps = [
        step("one", choice("a", "good", "one"), choice("b", "good", "end"), **on(screen("thread"))),
    ]
    assert [fault.where for fault in faults("one", steps, [ending("end", "good")])] == ["one"]


def test_many_decisions_are_remarked_and_not_refused():
    steps = [step(f"s{n}", choice("on", "good", f"s{n + 1}"), choice("off", "good", "end")) for n in range(5)]
    steps[-1]["choices"][0]["next"] = "end"
    assert faults("s0", steps, [ending("end", "good")]) == []
    assert "5 decisions" in graph.remarks("s0", steps)[0]
    assert graph.remarks("s2", steps) == []


# --- The better path


def test_the_better_path_has_the_best_verdicts_then_the_fewest_decisions():
    steps = [
        step(
            "one", choice("short", "harmful", "end"), choice("some", "acceptable", "two"), choice("long", "good", "two")
        ),
        step("two", choice("fine", "acceptable", "end"), choice("best", "good", "three"), choice("now", "good", "end")),
        step("three", choice("on", "good", "end"), choice("off", "good", "bad")),
    ]
    ends = [ending("end", "good"), ending("bad", "harmful")]
    assert graph.better_path("one", steps, ends) == [("one", "long"), ("two", "now")]
    assert graph.better_path("one", steps, [ending("end", "acceptable")]) == []
    assert graph.better_path("nowhere", steps, ends) == []


@given(graphs(), st.data())
def test_the_better_path_ends_well_when_a_good_end_can_be_reached(drawn, data):
    steps, ends = drawn
    verdicts = st.sampled_from(["good", "acceptable", "harmful"])
    for node in [*steps, *ends]:
        node["outcome"] = data.draw(verdicts)
        for made in node.get("choices", ()):
            made["verdict"] = data.draw(verdicts)
    good = {end["key"] for end in ends if end["outcome"] == "good"}
    path = graph.better_path("s0", steps, ends)
    if good.isdisjoint(graph.reachable("s0", steps)):
        assert path == []
        return
    place, nodes = "s0", {node["key"]: node for node in steps}
    for step_key, choice_key in path:
        assert step_key == place
        place = next(made["next"] for made in nodes[place]["choices"] if made["key"] == choice_key)
    assert place in good
    assert len({step_key for step_key, _choice in path}) == len(path)


# --- Faults put in on purpose


def _no_feedback(steps, ends, node, rng):
    node["choices"][0]["feedback"] = ""
    return f"{node['key']}/c0"


def _no_consequence(steps, ends, node, rng):
    node["choices"][1]["consequence"] = "<p> </p>"
    return f"{node['key']}/c1"


def _leads_nowhere(steps, ends, node, rng):
    node["choices"][0]["next"] = "nowhere"
    return f"{node['key']}/c0"


def _dead_end(steps, ends, node, rng):
    node["choices"] = []
    return node["key"]


def _alone(steps, ends, node, rng):
    steps.append(step("alone", choice("c0", "good", "e0"), choice("c1", "good", "e0")))
    return "alone"


def _lost_end(steps, ends, node, rng):
    ends.append(ending("lost", "good"))
    return "lost"


def _circle(steps, ends, node, rng):
    for made in node["choices"]:
        made["next"] = node["key"]
    return node["key"]


def _twice(steps, ends, node, rng):
    steps.append(dict(node))
    return node["key"]


def _same_choices(steps, ends, node, rng):
    node["choices"][1]["key"] = "c0"
    return f"{node['key']}/c0"


def _nothing_good(steps, ends, node, rng):
    for end in ends:
        end["outcome"] = "harmful"
    return "endings"


def _cannot_continue(steps, ends, node, rng):
    node["continues"] = True
    return node["key"]


SEEDS = [
    _no_feedback,
    _no_consequence,
    _leads_nowhere,
    _dead_end,
    _alone,
    _lost_end,
    _circle,
    _twice,
    _same_choices,
    _nothing_good,
    _cannot_continue,
]


@pytest.mark.parametrize("seed", SEEDS)
@given(graphs(), st.randoms(use_true_random=False))
def test_every_fault_that_is_put_in_is_reported(seed, drawn, rng):
    steps, ends = drawn
    here = graph.reachable("s0", steps)
    node = rng.choice([node for node in steps if node["key"] in here])
    where = seed(steps, ends, node, rng)
    assert where in {fault.where for fault in faults("s0", steps, ends)}
