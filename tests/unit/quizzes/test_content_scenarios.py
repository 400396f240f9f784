"""Every scenario of the course, played on every way."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from authoring.check import read_course
from authoring.course import ModuleSource, ScenarioSource
from quizzes import graph, growing
from quizzes.graph_drawing import draw

FOLDER = Path(__file__).resolve().parents[3] / "modules" / "content" / "responsible-online-presence"
GROUPS = read_course(FOLDER).groups
ACTIVITIES = [activity for group in GROUPS if isinstance(group, ModuleSource) for activity in group.activities]
SCENARIOS = [activity.head for activity in ACTIVITIES if isinstance(activity, ScenarioSource)]


@pytest.fixture(params=SCENARIOS, ids=lambda scenario: scenario.key)
def plain(request):
    return request.param.model_dump()


def ways(nodes, key, path=()) -> Iterator[tuple]:
    """Every way from a step to its end: (step, choice) by (step, choice), then the key of the ending."""
    if key not in nodes:
        yield (*path, key)
        return
    assert len(path) < 20
    for choice in nodes[key]["choices"]:
        yield from ways(nodes, choice["next"], (*path, (key, choice["key"])))


def test_the_course_has_scenarios():
    assert len(SCENARIOS) >= 3


def test_every_way_reaches_an_ending_and_every_ending_is_reached(plain):
    nodes = {step["key"]: step for step in plain["steps"]}
    ends = {ending["key"]: ending["outcome"] for ending in plain["endings"]}
    played = list(ways(nodes, plain["start"]))
    assert {way[-1] for way in played} == set(ends)
    assert set(ends.values()) == {"good", "acceptable", "harmful"}
    assert max(len(way) for way in played) - 1 == graph.longest_path(plain["start"], plain["steps"]) <= graph.MANY


def test_it_can_be_published_and_drawn(plain):
    nodes = plain["start"], plain["steps"], plain["endings"]
    assert graph.faults(*nodes) == []
    assert graph.remarks(plain["start"], plain["steps"]) == []
    assert len(draw(*nodes, []).lines) == sum(len(step["choices"]) for step in plain["steps"])


def test_the_better_path_is_good_all_the_way(plain):
    path = graph.better_path(plain["start"], plain["steps"], plain["endings"])
    nodes = {step["key"]: step for step in plain["steps"]}
    verdicts = [c["verdict"] for step, choice in path for c in nodes[step]["choices"] if c["key"] == choice]
    assert path
    assert set(verdicts) == {"good"}


def test_at_least_two_scenarios_grow():
    growers = [scenario for scenario in SCENARIOS if any(step.continues for step in scenario.steps)]
    assert len(growers) >= 2
    for scenario in growers:
        nodes = {step.key: step for step in scenario.steps}
        onward = [c for step in scenario.steps for c in step.choices if c.next in nodes and nodes[c.next].continues]
        assert any(choice.says for choice in onward)
        assert all(nodes[choice.next].simulations[0].screen in growing.PARTS for choice in onward)
