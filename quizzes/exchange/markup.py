"""Plain texts as the HTML that Moodle shows, and any HTML as plain text. Pure functions."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import Any

from modules.simulation import PINNED

#: A text longer than this many characters is not read.
LONGEST = 200_000
_PREFIX = "byp-"
_EMBEDDED = re.compile(r"data:[^\"'>\s]{100,}")
_SPACE = re.compile(r"[ \t\n\r\f\xa0]+")
_PARAGRAPHS = {
    *("p", "div", "ul", "ol", "table", "blockquote", "pre", "section", "article", "figure"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
_LINES = {"li", "tr", "dt", "dd"}
_MEDIA = {"img", "audio", "video", "iframe", "object", "embed", "svg", "canvas"}
_STYLED = {
    *("a", "b", "strong", "i", "em", "u", "s", "sub", "sup", "code", "pre", "ul", "ol", "table", "math"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
_HIDDEN = {"script", "style"}
_EMPTY = {"img", "br", "hr", "input", "embed", "source", "track", "wbr", "col"}


def html_of(text: str) -> str:
    """A plain text as HTML in one line: escaped, line ends as `<br>`."""
    return re.sub(r"\r\n|\r|\n", "<br>", escape(text, quote=False))


def region(name: str, html: str, tag: str = "div") -> str:
    """HTML that `read` gives back apart from the rest, under its name."""
    return f'<{tag} class="{_PREFIX}{name}">{html}</{tag}>'


def link(text: str, url: str) -> str:
    """A link, or only its text when there is no address."""
    return f'<a href="{escape(url)}">{html_of(text)}</a>' if url else html_of(text)


@dataclass(slots=True)
class Page:
    """What an HTML text holds: its words, those of its regions by name, and what plain words cannot hold.

    `links` are the addresses in regions; `comment` is the last comment; `media` are names of pictures and the like.
    """

    text: str = ""
    regions: dict[str, list[str]] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    comment: str = ""
    media: list[str] = field(default_factory=list)
    styled: bool = False


def read(html: str) -> Page:
    """The words of an HTML text. `ValueError` when it is longer than `LONGEST`, embedded pictures not counted."""
    short = _EMBEDDED.sub("data:", html)
    if len(short) > LONGEST:
        raise ValueError("too long")
    reader = _Reader()
    reader.feed(short)
    reader.close()
    return reader.page()


def plain(html: str) -> str:
    """Only the words."""
    return read(html).text


class _Reader(HTMLParser):
    """Gathers words; those in a region go to the innermost one. Never fails, whatever the HTML is like."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found = Page()
        self._main: list[str] = []
        self._open: list[tuple[str, list[str], str]] = []  # Regions: name, words, tag.
        self._depths: list[int] = []  # Tags of the same name open in each.
        self._hidden = 0
        self._link: tuple[str, int] | None = None

    @property
    def _words(self) -> list[str]:
        return self._open[-1][1] if self._open else self._main

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._hidden += tag in _HIDDEN
        self._break(tag)
        names = [name.removeprefix(_PREFIX) for name in given.get("class", "").split() if name.startswith(_PREFIX)]
        if names and tag not in _EMPTY:
            self._open.append((names[0], [], tag))
            self._depths.append(1)
        elif self._open:
            self._depths[-1] += tag == self._open[-1][2]
        if tag == "a" and self._open:
            self._found.links.append(given.get("href", ""))
        elif not self._open:
            self._note(tag, given)

    def _note(self, tag: str, given: Mapping[str, str]) -> None:
        self._found.styled |= tag in _STYLED
        if tag in _MEDIA:
            source = given.get("src") or given.get("data") or tag
            self._found.media.append(tag if source.startswith("data:") else source.rpartition("/")[2])
        if tag == "a":
            self._link = (given.get("href", ""), len(self._words))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in _HIDDEN))
        if tag == "a" and self._link:
            url, start = self._link
            if url and url not in "".join(self._words[start:]):
                self._words.append(f" ({url})")
            self._link = None
        if self._open and tag == self._open[-1][2]:
            self._depths[-1] -= 1
            if not self._depths[-1]:
                name, words, _tag = self._open.pop()
                self._depths.pop()
                self._found.regions.setdefault(name, []).append(_joined(words))
        self._break(tag)

    def _break(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self._words.append("\n\n")
        elif tag in _LINES or tag == "br":
            self._words.append("\n")
        elif tag in ("td", "th"):
            self._words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._words.append(_SPACE.sub(" ", data))

    def handle_comment(self, data: str) -> None:
        self._found.comment = data.strip()

    def page(self) -> Page:
        """What was gathered; a region that was never closed counts as closed at the end."""
        for name, words, _tag in self._open:
            self._found.regions.setdefault(name, []).append(_joined(words))
        self._found.text = _joined(self._main)
        return self._found


def _joined(words: list[str]) -> str:
    text = re.sub(r" *\n *", "\n", re.sub(r" +", " ", "".join(words)))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def screen_html(simulation: Mapping[str, Any], shown: Callable[[int, str], str] | None = None) -> str:
    """A simulated screen as simple HTML, without pins. `shown` turns the text of part n, from 0, into HTML."""
    shown = shown or (lambda _part, text: html_of(PINNED.sub(r"\1", text)))
    parts = [*(simulation.get("posts") or ()), *(simulation.get("messages") or ())]
    group = simulation.get("group") or {}
    found = [
        f"<p><strong>{html_of('Simulation: ' + (simulation.get('label') or ''))}</strong></p>",
        _paragraph(group.get("name"), group.get("detail")),
        *(_part_html(part, shown(number, part.get("text") or "")) for number, part in enumerate(parts)),
        _paragraph(simulation.get("caption")),
    ]
    return region("simulation", "".join(found))


def _part_html(part: Mapping[str, Any], text: str) -> str:
    if "author" not in part:
        speaker = {"me": "You:", "them": "They:"}.get(part.get("from") or "", "")
        return _paragraph(part.get("at")) + (f"<p>{speaker} {text}</p>" if text else "")
    stats = " · ".join(part.get("stats") or ())
    return (
        f"<blockquote><p><strong>{html_of(part['author'])}</strong> {html_of(part.get('meta') or '')}</p>"
        f"<p>{text}</p>{_paragraph(stats)}</blockquote>"
    )


def _paragraph(*texts: str | None) -> str:
    words = ", ".join(text for text in texts if text)
    return f"<p>{html_of(words)}</p>" if words else ""
