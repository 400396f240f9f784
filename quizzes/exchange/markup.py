"""Plain texts as the HTML that Moodle shows, and any HTML as plain text. Pure functions."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any

from modules.simulation import PINNED

#: A text longer than this many characters is not read.
LONGEST = 200_000
_PREFIX = "byp-"
_EMBEDDED = re.compile(r"data:[^\"'>\s]{100,}")
_SPACE = re.compile(r"[ \t\n\r\f\xa0]+")
# The length of a tag is bounded, so that no text takes long.
_TAG = re.compile(r"""(</?[a-zA-Z][a-zA-Z0-9:-]*+)((?:[^<>"']|"[^"]*"|'[^']*'){0,2000}+)>""")
_ATTRIBUTE = re.compile(r"""([a-zA-Z][\w:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""")
_DECLARATION = re.compile(r"<[!?][^<>]{0,2000}>")
_HIDDEN_END = re.compile(r"</(?:script|style)[^<>]{0,50}>", re.IGNORECASE)
_NO_CHARACTER = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{7,});?")
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


def as_html(text: str, form: str) -> str:
    """A text in one of Moodle's formats (`html`, `plain`, `auto`) as HTML; `auto` is HTML whose line ends count."""
    if form == "html":
        return text
    return re.sub(r"\r\n|\r|\n", "<br>", escape(text) if form == "plain" else text.strip())


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
    for name, rest in _tokens(short):
        reader.take(name, rest)
    return reader.page()


def plain(html: str) -> str:
    """Only the words."""
    return read(html).text


def _tokens(html: str) -> Iterator[tuple[str, str]]:
    """What HTML is made of: (`text`, words), (`comment`, words), (`<p`, attributes) or (`</p`, nothing).

    In one pass whatever the text is like; the standard library's parser takes minutes for some.
    """
    place = 0
    while place < len(html):
        start = html.find("<", place)
        if start != place:
            yield "text", html[place : start if start >= 0 else len(html)]
        if start < 0:
            return
        if html.startswith("<!--", start):
            end = html.find("-->", start)
            yield "comment", html[start + 4 : end if end >= 0 else len(html)]
            place = end + 3 if end >= 0 else len(html)
        elif match := _TAG.match(html, start):
            name, place = match[1].lower(), match.end()
            yield name, match[2]
            if name.removeprefix("<") in _HIDDEN:
                hidden = _HIDDEN_END.search(html, place)
                place = hidden.end() if hidden else len(html)
        elif match := _DECLARATION.match(html, start):
            place = match.end()
        else:
            yield "text", "<"
            place = start + 1


class _Reader:
    """Gathers words; those in a region go to the innermost one."""

    def __init__(self) -> None:
        self._found = Page()
        self._main: list[str] = []
        self._open: list[tuple[str, list[str], str]] = []  # Regions: name, words, tag.
        self._depths: list[int] = []  # Tags of the same name open in each.
        self._link: tuple[str, int] | None = None

    @property
    def _words(self) -> list[str]:
        return self._open[-1][1] if self._open else self._main

    def take(self, name: str, rest: str) -> None:
        """One token."""
        if name == "text":
            self._words.append(_SPACE.sub(" ", _unescaped(rest)))
        elif name == "comment":
            self._found.comment = rest.strip()
        elif name.startswith("</"):
            self._end(name[2:])
        else:
            self._start(name[1:], {match[1].lower(): _value(match) for match in _ATTRIBUTE.finditer(rest)})

    def _start(self, tag: str, given: Mapping[str, str]) -> None:
        self._break(tag)
        names = [name.removeprefix(_PREFIX) for name in given.get("class", "").split() if name.startswith(_PREFIX)]
        if names and tag not in _EMPTY:
            self._open.append((names[0], [], tag))
            self._depths.append(1)
        elif self._open:
            self._depths[-1] += tag == self._open[-1][2]
        if not self._open:
            self._note(tag, given)
        elif tag == "a":
            self._found.links.append(given.get("href", ""))

    def _note(self, tag: str, given: Mapping[str, str]) -> None:
        self._found.styled |= tag in _STYLED
        if tag in _MEDIA:
            source = given.get("src") or given.get("data") or tag
            self._found.media.append(tag if source.startswith("data:") else source.rpartition("/")[2])
        if tag == "a":
            self._link = (given.get("href", ""), len(self._words))

    def _end(self, tag: str) -> None:
        if tag == "a" and self._link:
            url, start = self._link
            if url and url not in "".join(self._words[start:]):
                self._words.append(f" ({url})")
            self._link = None
        if self._open and tag == self._open[-1][2]:
            self._depths[-1] -= 1
            if not self._depths[-1]:
                self._close()
        self._break(tag)

    def _close(self) -> None:
        name, words, _tag = self._open.pop()
        self._depths.pop()
        self._found.regions.setdefault(name, []).append(_joined(words))

    def _break(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self._words.append("\n\n")
        elif tag in _LINES or tag == "br":
            self._words.append("\n")
        elif tag in ("td", "th"):
            self._words.append(" ")

    def page(self) -> Page:
        """What was gathered; a region that was never closed counts as closed at the end."""
        while self._open:
            self._close()
        self._found.text = _joined(self._main)
        return self._found


def _value(match: re.Match[str]) -> str:
    return _unescaped(match[2] or match[3] or match[4] or "")


def _unescaped(text: str) -> str:
    # A number that no character has, and that Python would refuse to read.
    return unescape(_NO_CHARACTER.sub("\ufffd", text))


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
