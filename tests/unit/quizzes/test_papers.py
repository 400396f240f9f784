"""What comes back from a question's form, and answers in words. Pure."""

from types import SimpleNamespace

import pytest
from django.http import QueryDict
from hypothesis import given as each
from hypothesis import strategies as st

from quizzes import papers, results, screens
from tests.factories.quizzes import MARKABLE, content

OPTIONS = {"version": 7, "options": ["a", "b", "c"]}


@each(st.permutations("abcdef"), st.sampled_from("abcdefz"), st.sampled_from([-1, 1]))
def test_a_move_keeps_every_thing_and_moves_one_by_one_place(order, option, by):
    changed = papers.moved(order, option, by)
    assert sorted(changed) == sorted(order)
    if option not in order:
        assert changed == list(order)
    else:
        place = order.index(option)
        assert changed.index(option) == min(max(place + by, 0), len(order) - 1)
        assert papers.moved(changed, option, -by) == list(order) or place in (0, len(order) - 1)


@each(st.text(max_size=30), st.text(max_size=12), st.text(max_size=12))
def test_any_form_can_be_read(move, seen, check):
    form = QueryDict(mutable=True)
    form.setlist("q1", ["a", "b", "c"])
    form["move"], form["seen1"], form["check"] = move, seen, check
    read = papers.given(OPTIONS, "ordering", form, 1)
    assert sorted(read.chosen) == ["a", "b", "c"]
    assert read.seen >= 0
    assert read.version_id == 7


def test_a_form_tells_move_check_and_place():
    form = QueryDict("q2=a&q2=b&q2=c&move=2:c:up&seen2=3&seen2=4")
    read = papers.given(OPTIONS, "ordering", form, 2)
    assert read.chosen == ["a", "c", "b"]
    assert (read.seen, read.stays, read.anchor, read.check) == (4, True, "q2-c", False)
    other = papers.given(OPTIONS, "ordering", form, 1)
    assert (other.chosen, other.stays) == ([], False)
    assert papers.given(OPTIONS, "single", QueryDict("q1=a&check=1"), 1).check


@pytest.mark.parametrize(
    ("kind", "chosen", "words"),
    [
        ("single", ["b"], ("q option 2",)),
        ("multiple", ["b", "a"], ("q option 1", "q option 2")),
        ("ordering", ["c", "a", "b", "d"], ("q option 3", "q option 1", "q option 2", "q option 4")),
        ("matching", ["a:2"], ("q option 1 → q option 2 target",)),
        ("marking", ["w0", "w1", "w6"], ("“Our little”", "“Saturday”")),
        ("reflection", ["Some words"], ("q box: Some words",)),
        ("single", [], ()),
    ],
)
def test_an_answer_in_words(kind, chosen, words):
    version = SimpleNamespace(**content(kind=kind).stored())
    item = {"version": 1, "options": [option["id"] for option in version.options]}
    assert results.in_words(version, item, chosen) == words


def test_a_screen_to_mark_tells_nothing_of_its_pins():
    plain = {**MARKABLE, "posts": [{"author": "Jonah Leith, RN", "text": "Our little ER saved him on Saturday night."}]}
    assert screens.markable(MARKABLE, "q1", []) == screens.markable(plain, "q1", [])


def test_a_messages_screen_names_whose_words_they_are():
    chat = {"label": "Message", "screen": "messages", "messages": [
        {"at": "03:24"}, {"from": "me", "text": "Saw [it]{1}?"}, {"from": "them", "text": "Yes.\n\nWe all did."},
    ]}  # fmt: skip
    html = screens.markable(chat, "q1", ["w1"])
    assert "Words of your message" in html
    assert "Words of their message, paragraph 2 of 2" in html
    assert html.count('type="checkbox"') == 6
    assert html.count(" checked") == 1
    assert "]{" not in html


def test_partial_points_are_never_rounded_up():
    assert results.in_digits(results.Decimal("0.999")) == "0.99"
    assert results.in_digits(results.Decimal("0.5")) == "0.5"
    assert results.in_digits(results.Decimal(1)) == "1"
