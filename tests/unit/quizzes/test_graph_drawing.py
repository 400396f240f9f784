"""The drawn graph: nothing stands on anything else, every line begins and ends where it should."""

import re
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from quizzes import graph
from quizzes.graph_drawing import GAP, WIDTH, Drawing, draw
from tests.factories.quizzes import ENDINGS, STEPS, choice, ending, step

KEYS = st.sampled_from(["a", "b", "c", "d", "e", "x", "y", ""])
VERDICTS = st.sampled_from(["good", "acceptable", "harmful", "", None])


@st.composite
def anything(draw_from):
    """Any graph that an unfinished draft may hold: unknown targets, circles, keys used twice, nothing at all."""
    steps = [
        step(draw_from(KEYS), *(choice(f"c{n}", draw_from(VERDICTS), draw_from(KEYS)) for n in range(count)))
        for count in draw_from(st.lists(st.integers(0, 4), max_size=7))
    ]
    return draw_from(KEYS), steps, [ending(key, "good") for key in draw_from(st.lists(KEYS, max_size=4))]


def drawn(start, steps, endings) -> Drawing:
    return draw(start, steps, endings, graph.faults(start, steps, endings))


@given(anything())
def test_any_graph_can_be_drawn_and_no_two_boxes_share_a_spot(nodes):
    drawing = drawn(*nodes)
    assert len(drawing.boxes) == len(nodes[1]) + len(nodes[2])
    for one, other in combinations(drawing.boxes, 2):
        beside = one.x + WIDTH <= other.x or other.x + WIDTH <= one.x
        assert beside or one.y + one.height <= other.y or other.y + other.height <= one.y
    for box in drawing.boxes:
        assert 0 <= box.x <= drawing.width - WIDTH
        assert 0 <= box.y <= drawing.height - box.height
        for text in [*box.texts, *(text for row in box.rows for text in row.texts)]:
            assert 0 < text.y < box.height


@given(anything())
def test_no_line_runs_through_a_box(nodes):
    drawing = drawn(*nodes)
    for line in drawing.lines:
        x, y = (float(part) for part in re.match(r"M(\S+) (\S+?)C", line.path).groups())
        for curve in re.findall(r"C([^Ch]+)(h?)", line.path):
            _x1, _y1, _x2, _y2, to_x, to_y = (float(part) for part in curve[0].split())
            assert to_x - x == GAP
            if curve[1]:
                inside = [box for box in drawing.boxes if box.x == to_x and box.y <= to_y <= box.y + box.height]
                assert inside == []
                to_x += WIDTH
            x, y = to_x, to_y
        assert any((box.x, box.y < y < box.y + box.height) == (x, True) for box in drawing.boxes)


def test_a_small_story_as_it_is_drawn():
    drawing = drawn("draft", STEPS, ENDINGS)
    places = {box.key: box.column for box in drawing.boxes}
    assert places == {"draft": 0, "caught": 1, "slept": 2, "owned": 2, "carried": 2}
    assert [line.better for line in drawing.lines] == [False, False, False, True]
    assert drawing.faults == []
    words = [text.words for row in drawing.boxes[0].rows for text in row.texts]
    assert words == ["A", "Label post", "Harmful", "B", "Label wait", "Good"]


def test_faulty_boxes_are_marked_with_the_number_of_faults():
    steps = [
        step("draft", choice("post", "good", "gone"), {**choice("wait", "good", "slept"), "feedback": ""}),
        step("alone", choice("x", "good", "slept"), choice("y", "good", "draft")),
    ]
    drawing = drawn("draft", steps, [ending("slept", "good")])
    boxes = {box.key: box for box in drawing.boxes}
    assert [key for key, box in boxes.items() if box.faulty] == ["draft", "alone"]
    assert "2 things to put right" in [text.words for text in boxes["draft"].texts]
    notes = [text.words for box in drawing.boxes for row in box.rows for text in row.texts if text.kind == "note"]
    assert notes == ["Leads nowhere: “gone”"]
    assert [(box, fault.where) for box, fault in drawing.faults] == [
        ("s1", "draft/post"),
        ("s1", "draft/wait"),
        ("s2", "alone"),
    ]


def test_a_way_back_is_told_in_words():
    steps = [
        step("one", choice("on", "good", "two"), choice("stay", "good", "one")),
        step("two", choice("back", "good", "one"), choice("out", "good", "end")),
    ]
    drawing = drawn("one", steps, [ending("end", "good")])
    notes = [text.words for box in drawing.boxes for row in box.rows for text in row.texts if text.kind == "note"]
    assert notes == ["Back to “one”", "Back to “one”"]
    assert len(drawing.lines) == 2


def test_long_titles_keep_to_two_lines():
    long = {**STEPS[1], "title": "A title that goes on and on, past every edge that a box could have", "key": "draft"}
    texts = drawn("draft", [long], ENDINGS).boxes[0].texts
    assert [text.words for text in texts if text.kind == "title"] == [
        "A title that goes on and",
        "on, past every edge that a…",
    ]


def test_an_empty_scenario_is_drawn_as_nothing():
    drawing = drawn("", [], [])
    assert (drawing.boxes, drawing.lines) == ([], [])
    assert [box for box, _fault in drawing.faults] == ["", ""]
