"""The words of a screen that can be marked, and the pins that make the key."""

from hypothesis import given
from hypothesis import strategies as st

from quizzes import marking
from tests.factories.quizzes import MARKABLE


def screen(*texts):
    return {"posts": [{"text": text} for text in texts]}


def told(simulation):
    return [(word.id, word.text, word.span) for word in marking.words(simulation)]


def test_words_worked_by_hand():
    assert told(MARKABLE) == [
        ("w0", "Our", 1), ("w1", "little", 1), ("w2", "ER", 1), ("w3", "saved", None), ("w4", "him", None),
        ("w5", "on", None), ("w6", "Saturday", 2), ("w7", "night.", 2),
    ]  # fmt: skip
    assert marking.spans(MARKABLE) == {1: {"w0", "w1", "w2"}, 2: {"w6", "w7"}}
    assert marking.pinned(MARKABLE) == {1: "Our little ER", 2: "Saturday night"}
    assert marking.pin_numbers(MARKABLE) == [1, 2]


def test_a_word_that_is_pinned_in_part_belongs_to_the_span():
    assert told(screen("(“[Bed]{1}” 9)-[ward]{2}s, yes")) == [
        ("w0", "(“Bed”", 1), ("w1", "9)-wards,", 2), ("w2", "yes", None),
    ]  # fmt: skip


def test_words_are_counted_across_posts_messages_and_paragraphs():
    simulation = {
        "posts": [{"text": "One two\n\n[three]{1}"}, {"text": ""}],
        "messages": [{"at": "23:44"}, {"from": "me", "text": "four\nfive"}],
    }
    words = marking.words(simulation)
    assert [(word.id, word.text, word.part, word.paragraph) for word in words] == [
        ("w0", "One", 0, 0), ("w1", "two", 0, 0), ("w2", "three", 0, 1), ("w3", "four", 3, 0), ("w4", "five", 3, 0),
    ]  # fmt: skip


def test_an_empty_screen_has_no_words():
    assert marking.words({}) == []
    assert marking.spans({"posts": [{"text": " \n\n "}]}) == {}


LETTERS = st.text("abcdéß’-.,", min_size=1, max_size=8)


@given(st.lists(st.lists(st.tuples(LETTERS, st.booleans()), min_size=1, max_size=6), min_size=1, max_size=4))
def test_pins_change_no_word_and_never_show(parts):
    number, texts = 0, []
    for part in parts:
        written = []
        for word, pin in part:
            number += pin and number < 9
            written.append(f"[{word}]{{{number}}}" if pin and number else word)
        texts.append(" ".join(written))
    words = marking.words(screen(*texts))
    assert [word.text for word in words] == [word for part in parts for word, _pin in part]
    assert [word.id for word in words] == [f"w{n}" for n in range(len(words))]
    assert [word.span is not None for word in words] == [pin for part in parts for _word, pin in part]
    together = marking.spans(screen(*texts))
    assert sorted(name for ids in together.values() for name in ids) == sorted(w.id for w in words if w.span)


@given(st.text())
def test_no_text_is_too_odd_to_be_cut(text):
    words = marking.words(screen(text))
    assert all(word.text and not any(sign.isspace() for sign in word.text) for word in words)
