"""Simulated screens: nothing that an author writes becomes markup."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modules.domain.rendering import simulation_html
from modules.simulation import PINNED, paragraphs, pin_faults, prepare
from tests.factories.modules import SIMULATION

NASTY = st.text(alphabet="<>\"'&[]{}12/= \nabscriptmkonload-%;\r\u2028", max_size=60)


class Tags(HTMLParser):
    """Collects what a browser would find."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment came through")

    handle_decl = handle_pi = unknown_decl = handle_comment


def screen(text: str, notes: int = 2, **post: object) -> dict[str, object]:
    return {
        "label": "L",
        "posts": [{"author": "A", "text": text, **post}],
        "notes": [{"title": "T", "text": "x"}] * notes,
    }


@settings(deadline=None)
@given(NASTY, NASTY)
def test_no_text_becomes_markup(text: str, note: str) -> None:
    made = prepare({"posts": [{"text": text}], "messages": [{"text": text}], "notes": [{"title": note, "text": note}]})
    post, message, noted = (Tags(str(part[0]["html"])) for part in (made["posts"], made["messages"], made["notes"]))
    pin = ("mark", (("data-note", "1"),))
    assert set(post.tags) <= {("p", ()), pin}
    assert set(message.tags) <= {("br", ()), pin}
    assert noted.tags == []


@settings(deadline=None)
@given(NASTY)
def test_every_word_is_kept(text: str) -> None:
    made = Tags(str(prepare(screen(text, notes=9))["posts"][0]["html"]))
    expected = "".join(PINNED.sub(r"\1", part) for part in paragraphs(text))
    assert made.text == expected


@settings(max_examples=40, deadline=None)
@given(st.lists(NASTY, min_size=8, max_size=8))
def test_no_field_reaches_the_page_unescaped(words: list[str]) -> None:
    plain = Tags(simulation_html(_everywhere(["x"] * 8), 1))
    nasty = Tags(simulation_html(_everywhere(words), 1))
    assert {tag for tag, _ in nasty.tags} <= {tag for tag, _ in plain.tags} | {"mark", "a", "p", "br"}
    for tag, attributes in nasty.tags:
        assert not [name for name, _ in attributes if name.startswith("on") or name in {"src", "style"}], tag


def _everywhere(words: list[str]) -> dict[str, object]:
    label, name, author, meta, text, stat, note, caption = words
    return {
        "label": label,
        "screen": "thread",
        "group": {"name": f"g{name}", "detail": name},
        "posts": [{"author": author, "meta": meta, "text": f"a {text}", "stats": [stat]}],
        "notes": [{"title": note, "text": note}],
        "caption": caption,
    }


def test_pins_are_drawn_as_links_to_their_notes() -> None:
    html = simulation_html(SIMULATION, 2, wide=True)
    assert '<figure class="sim wide" aria-label="Simulation 2: Public feed post">' in html
    assert (
        '<mark class="flag">Our little <span class="nb">ER'
        '<a class="pin" href="#s2-n-1" aria-label="Note 1: Identifiable place">1</a></span></mark>' in html
    )
    assert '<mark class="flag flag--ok">on Saturday <span class="nb">night<a class="pin pin--ok" href="#s2-n-2"' in html
    assert 'id="s2-n-1"' in html
    assert '<span class="avatar' in html
    assert ">JL</span>" in html
    assert "<p>Proud of you all.</p>" in html
    assert "Fictitious people and places; not a real post." in html


def test_prefix_keeps_ids_apart() -> None:
    html = simulation_html(SIMULATION, prefix="q7")
    assert 'href="#q7-n-1"' in html
    assert 'id="q7-n-1"' in html
    assert "<b>Simulation</b>" in html


@pytest.mark.parametrize("key", ["sender", "from"])
def test_messages_tell_who_writes(key: str) -> None:
    lines = [{"at": "03:24"}, {key: "them", "text": "Are you up?"}, {key: "me", "text": "Yes.\n\nWhy?"}]
    html = simulation_html({"label": "Chat", "screen": "messages", "messages": lines}, 1)
    assert '<li class="at">03:24</li>' in html
    assert 'class="me"' in html
    assert "Yes.<br>Why?" in html


@pytest.mark.parametrize(
    ("text", "notes", "sound"),
    [
        ("[a]{1} b [c]{2}", 2, True),
        ("plain", 0, True),
        ("[c]{2} [a]{1}", 2, False),
        ("[a]{1} [a]{1}", 1, False),
        ("plain", 1, False),
        ("[a]{1}", 0, False),
        ("[a\n\nb]{1}", 1, False),
    ],
)
def test_each_note_is_pinned_once_in_reading_order(text: str, notes: int, sound: bool) -> None:
    assert (pin_faults(screen(text, notes)) == []) is sound


def test_a_pin_without_its_note_is_plain_words() -> None:
    assert str(prepare(screen("[a]{3}", notes=1))["posts"][0]["html"]) == "<p>a</p>"
