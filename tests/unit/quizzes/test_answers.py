"""What may be an answer: read from a form, refused when it cannot belong to the paper."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from quizzes.answers import LONGEST, fault, is_whole, normal, option_names, read, target_names
from quizzes.models.questions import Kind

ITEMS = {
    "single": {"version": 1, "options": ["b", "a", "c"]},
    "true_false": {"version": 1, "options": ["a", "b"]},
    "multiple": {"version": 1, "options": ["b", "a", "c"]},
    "ordering": {"version": 1, "options": ["c", "a", "b"]},
    "matching": {"version": 1, "options": ["b", "a"], "targets": ["3", "1", "2"]},
    "marking": {"version": 1, "options": [f"w{n}" for n in range(12)]},
    "reflection": {"version": 1, "options": ["a", "b"]},
}
FORGED = ["z", "", "NaN", "-1", "1e309", "w-1", "w12", "w٣", "w" + "9" * 10_000, "x" * 10_000, "a:9", "a:1:2", "\0"]


def form(text):
    return QueryDict(text)


@pytest.mark.parametrize(
    ("kind", "posted", "chosen"),
    [
        ("single", "q=c", ["c"]),
        ("single", "q=a", ["b"]),
        ("single", "q=", []),
        ("single", "", []),
        ("single", "other=a", []),
        ("multiple", "q=c&q=b&q=c", ["a", "c"]),
        ("ordering", "q=b&q=c&q=a", ["a", "b", "c"]),
        ("ordering", "q=b&q=&q=a", ["a", "c"]),
        ("matching", "q-a=1&q-b=3", ["b:3", "a:2"]),
        ("matching", "q-a=1&q-b=", ["b:3"]),
        ("matching", "q-a=1&q-a=2&q-z=1", ["b:1"]),
        ("marking", "q=w10&q=w2&q=w2", ["w2", "w10"]),
        ("reflection", "q-a=+If%0D%0Aso+&q-b=then", ["If\nso", "then"]),
        ("reflection", "q-a=If", ["If", ""]),
        ("reflection", "q-a=+&q-b=%0A", []),
    ],
)
def test_an_answer_is_read_from_its_fields(kind, posted, chosen):
    assert read(kind, ITEMS[kind], form(posted), "q") == chosen
    assert fault(kind, ITEMS[kind], chosen) is None or kind == "ordering"


@pytest.mark.parametrize(
    ("kind", "posted"), [("ordering", "q=a&q=b&q=d"), ("matching", "q-a=4"), ("single", "q=d"), ("marking", "q=w12")]
)
def test_a_name_that_is_not_on_the_page_is_refused(kind, posted):
    assert fault(kind, ITEMS[kind], read(kind, ITEMS[kind], form(posted), "q")) is not None


@pytest.mark.parametrize("kind", ["single", "multiple", "ordering", "matching"])
def test_what_a_page_calls_things_tells_nothing_of_their_ids(kind):
    options = option_names(kind, ITEMS[kind])
    assert list(options.values()) == list("abc")[: len(options)]
    assert list(target_names(ITEMS["matching"]).values()) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("kind", "chosen"),
    [
        ("single", ["a", "b"]),
        ("true_false", ["a", "b"]),
        ("true_false", ["c"]),
        ("multiple", ["a", "z"]),
        ("ordering", ["a", "b"]),
        ("ordering", ["a", "b", "b"]),
        ("ordering", ["a", "b", "c", "a"]),
        ("matching", ["a:1", "a:2"]),
        ("matching", ["a:1", "z:2"]),
        ("matching", ["a:4"]),
        ("matching", ["a"]),
        ("marking", ["w12"]),
        ("reflection", ["one"]),
        ("reflection", ["one", "two", "three"]),
        ("reflection", ["x" * (LONGEST + 1), ""]),
        ("reflection", ["one\0", ""]),
    ],
)
def test_what_cannot_be_the_answer_is_refused_with_a_sentence(kind, chosen):
    assert fault(kind, ITEMS[kind], chosen).endswith(".")


@pytest.mark.parametrize("kind", [kind for kind in Kind.values if kind != "reflection"])
@pytest.mark.parametrize("forged", FORGED)
def test_what_is_not_on_the_paper_is_refused(kind, forged):
    assert fault(kind, ITEMS[kind], [forged]) is not None
    assert fault(kind, ITEMS[kind], normal(kind, [forged])) is not None


def test_the_length_of_a_text_is_told():
    assert "10000 characters; 2000 fit" in fault("reflection", ITEMS["reflection"], ["x" * 10_000, ""])
    assert fault("reflection", ITEMS["reflection"], ["x" * LONGEST, "é" * LONGEST]) is None


@pytest.mark.parametrize("kind", Kind.values)
def test_nothing_is_an_answer_taken_back(kind):
    assert read(kind, ITEMS[kind], form(""), "q") == []
    assert fault(kind, ITEMS[kind], []) is None
    assert not is_whole(kind, ITEMS[kind], [])


def test_an_answer_is_whole_when_nothing_is_left_open():
    assert is_whole("matching", ITEMS["matching"], ["a:1", "b:1"])
    assert not is_whole("matching", ITEMS["matching"], ["a:1"])
    assert is_whole("reflection", ITEMS["reflection"], ["If", "then"])
    assert not is_whole("reflection", ITEMS["reflection"], ["If", ""])
    assert is_whole("marking", ITEMS["marking"], ["w1"])


FIELDS = st.sampled_from(["q", "q-a", "q-b", "q-z", "other"])
VALUES = st.one_of(st.sampled_from([*FORGED, *"abc123", *ITEMS["marking"]["options"]]), st.text(max_size=30))


@pytest.mark.parametrize("kind", Kind.values)
@given(posted=st.lists(st.tuples(FIELDS, VALUES), max_size=12))
def test_no_form_breaks_the_reading_and_what_passes_is_of_the_paper(kind, posted):
    data = QueryDict(mutable=True)
    for name, value in posted:
        data.appendlist(name, value)
    item = ITEMS[kind]
    chosen = read(kind, item, data, "q")
    assert normal(kind, chosen) == chosen
    if fault(kind, item, chosen) is not None or kind == "reflection":
        return
    names = {name.partition(":")[0] for name in chosen} if kind == "matching" else set(chosen)
    assert names <= set(item["options"])
    assert len(names) == len(chosen)


@given(st.lists(st.sampled_from(ITEMS["marking"]["options"])))
def test_the_same_words_are_written_the_same_way(chosen):
    ordered = normal("marking", chosen)
    assert ordered == normal("marking", chosen[::-1]) == [w for w in ITEMS["marking"]["options"] if w in chosen]
