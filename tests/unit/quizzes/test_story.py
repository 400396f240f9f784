"""A story as it is told: ways, addresses, the better path, screens that grow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import graph, story
from quizzes.story import Choice, Decided, Ending, Step, Story
from tests.factories.quizzes import choice, ending, step


def screen(*texts, kind="messages", group=""):
    parts = [{"from": "them", "text": text} for text in texts]
    if kind != "messages":
        parts = [{"author": "Kip", "text": text} for text in texts]
    return {
        "label": "A screen",
        "screen": kind,
        "group": {"name": group, "detail": ""},
        "messages" if kind == "messages" else "posts": parts,
        "notes": [],
    }


def option(key, target, says=""):
    return Choice(key, key.upper(), key, "", "good", "", "", target, says)


def scene(key, *choices, screens=(), continues=False):
    return Step(key, f"Title {key}", "", tuple(screens), "", "", choices, continues)


def told(*steps):
    endings = {"end": Ending("end", "good", "The end", "")}
    return Story(steps[0].key, {one.key: one for one in steps}, endings, "")


def at(tale, *decisions):
    """The screens at the step that some decisions lead to."""
    way = [Decided(*decision.split(".")) for decision in decisions]
    place = story.where(tale, way)
    assert isinstance(place, Step)
    return story.screens_at(story.path(tale, way), place)


def words(shown):
    """What a screen says, each part with its mark."""
    return [(part.get("mark", ""), part["text"]) for part in shown.get("messages") or shown.get("posts")]


GROWING = told(
    scene("one", option("a", "two", "I say a."), option("b", "three"), screens=[screen("[Hello]{1}")]),
    scene("two", option("a", "three", "I say more."), screens=[screen("Second")], continues=True),
    scene("three", option("a", "end"), screens=[screen("Third")], continues=True),
)


def test_a_screen_grows_along_the_way_that_was_taken():
    assert words(at(GROWING)[0]) == [("", "[Hello]{1}")]
    assert words(at(GROWING, "one.a")[0]) == [("earlier", "Hello"), ("", "I say a."), ("new", "Second")]
    assert words(at(GROWING, "one.a", "two.a")[0]) == [
        ("earlier", "Hello"),
        ("earlier", "I say a."),
        ("earlier", "Second"),
        ("", "I say more."),
        ("new", "Third"),
    ]
    assert words(at(GROWING, "one.b")[0]) == [("earlier", "Hello"), ("new", "Third")]


def test_what_the_learner_says_stands_on_the_screen_at_once():
    path = story.path(GROWING, [Decided("one", "a")])
    after = story.screen_after(path)
    assert words(after) == [("earlier", "Hello"), ("new", "I say a.")]
    assert after["messages"][1]["from"] == "me"
    assert story.screen_after(story.path(GROWING, [Decided("one", "b")])) is None
    assert story.screen_after([]) is None


def test_words_said_at_a_step_without_a_screen_wait_for_the_next_one():
    tale = told(
        scene("one", option("a", "two", "First words."), screens=[screen("Hello", kind="thread", group="After Dark")]),
        scene("two", option("a", "three", "More words.")),
        scene("three", option("a", "end"), screens=[screen("Third", kind="thread")], continues=True),
    )
    shown = at(tale, "one.a", "two.a")[0]
    assert words(shown) == [("earlier", "Hello"), ("", "First words."), ("", "More words."), ("new", "Third")]
    assert shown["group"]["name"] == "After Dark"
    own = shown["posts"][1]
    assert (own["author"], own["you"], own["reply"]) == ("You", True, True)


def test_own_words_below_nothing_but_own_words_are_no_reply():
    draft = {"author": "You", "text": "A draft", "you": True}
    first = {**screen(kind="thread"), "posts": [draft]}
    tale = told(
        scene("one", option("a", "two", "Posted."), screens=[first]),
        scene("two", option("a", "end"), screens=[screen("Third", kind="thread")], continues=True),
    )
    assert at(tale, "one.a")[0]["posts"][1]["reply"] is False


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (screen("Hello", kind="thread"), screen("New")),
        (screen("Hello", kind="post"), screen("New", kind="post")),
        (screen("Hello", group="Mia"), screen("New", group="Devon")),
    ],
)
def test_a_screen_that_does_not_fit_stands_alone(first, second):
    tale = told(
        scene("one", option("a", "two", "Words."), screens=[first]),
        scene("two", option("a", "end"), screens=[second], continues=True),
    )
    assert at(tale, "one.a") == [second]
    nodes = [
        step("one", choice("a", "good", "two"), choice("b", "good", "end"), simulations=[first]),
        step("two", choice("a", "good", "end"), choice("b", "good", "end"), simulations=[second], continues=True),
    ]
    assert [fault.where for fault in graph.faults("one", nodes, [ending("end", "good")])] == ["two"]


def test_only_the_first_screen_of_a_step_grows():
    tale = told(
        scene("one", option("a", "two"), screens=[screen("Hello")]),
        scene("two", option("a", "three"), screens=[screen("Second"), screen("Other")], continues=True),
        scene("three", option("a", "end"), screens=[screen("Third")], continues=True),
    )
    assert [words(shown) for shown in at(tale, "one.a")] == [[("earlier", "Hello"), ("new", "Second")], [("", "Other")]]
    assert words(at(tale, "one.a", "two.a")[0]) == [("earlier", "Other"), ("new", "Third")]


def test_an_address_tells_a_way_and_is_read_as_far_as_the_story_goes():
    way = [Decided("one", "a"), Decided("two", "a")]
    assert story.address_of(way) == "one.a~two.a"
    assert story.way_at(GROWING, "one.a~two.a") == way
    assert [taken.before for taken in story.path(GROWING, way)] == ["", "one.a"]
    for address, length in {
        "": 0,
        "one": 0,
        "one.x": 0,
        "two.a": 0,
        "one.a~one.a": 1,
        "one.a~~two.a": 1,
        "one.a~two.a~three.a": 3,
        "one.a~two.a~three.a~end.a": 3,
        "x" * 10_000: 0,
    }.items():
        assert len(story.way_at(GROWING, address)) == length


def test_no_address_walks_in_circles_without_end():
    tale = told(scene("one", option("again", "one"), option("out", "end")))
    assert len(story.way_at(tale, "~".join(["one.again"] * 5000))) == story.LONGEST_ADDRESS


@given(st.text(max_size=60))
def test_any_address_is_read(address):
    assert story.address_of(story.way_at(GROWING, address)) in ("", "one.a", "one.b", "one.a~two.a", "one.b~three.a")


def test_an_ending_that_is_not_written_is_told_as_such():
    place = story.where(told(scene("one", option("a", "later"))), [Decided("one", "a")])
    assert isinstance(place, Ending)
    assert (place.title, place.outcome) == ("“later” is not written yet", "")
