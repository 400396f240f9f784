"""Simulated screens as plain data: which words carry which note. Pure functions."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

PINNED = re.compile(r"\[([^\[\]]+)\]\{([1-9])\}")
_BLANK_LINE = re.compile(r"\n\s*\n")


def texts(simulation: Mapping[str, Any]) -> Iterator[str]:
    """The texts on the screen, in reading order."""
    for part in (*(simulation.get("posts") or ()), *(simulation.get("messages") or ())):
        yield part.get("text") or ""


def paragraphs(text: str) -> list[str]:
    """The text cut at blank lines; nothing is left of an empty text."""
    cut = _BLANK_LINE.split(text.replace("\r\n", "\n").strip())
    return [part.strip() for part in cut if part.strip()]


def pin_faults(simulation: Mapping[str, Any]) -> list[str]:
    """What is wrong with the pins: sentences, empty when each note is pinned once and numbers run in reading order."""
    cut = [part for text in texts(simulation) for part in paragraphs(text)]
    pins = [int(number) for part in cut for _, number in PINNED.findall(part)]
    count = len(simulation.get("notes") or ())
    if pins == list(range(1, count + 1)):
        return []
    return [f"The pins in the text are {pins or 'missing'}; the notes ask for {list(range(1, count + 1)) or 'none'}."]


def prepare(simulation: Mapping[str, Any]) -> dict[str, Any]:
    """What `<c-simulation>` draws: the same data, its texts as safe HTML under `html`.

    `simulation` is a block's value or plain data as in docs/content-format.md. Pinned words become
    `<mark data-note="n">`, blank lines paragraphs; everything else is escaped. A pin without its note is plain words.
    On a screen that grows, the `mark` of a part is `earlier` or `new`.
    """
    notes = [_note(note) for note in simulation.get("notes") or ()]
    group = simulation.get("group") or {}
    return {
        "label": simulation.get("label") or "",
        "screen": simulation.get("screen") or "post",
        "group": {"name": group.get("name") or "", "detail": group.get("detail") or ""},
        "posts": [_post(post, len(notes)) for post in simulation.get("posts") or ()],
        "messages": [_message(message, len(notes)) for message in simulation.get("messages") or ()],
        "notes": notes,
        "caption": simulation.get("caption") or "",
    }


def _note(note: Mapping[str, Any]) -> dict[str, Any]:
    tone = "good" if note.get("tone") == "good" else "risk"
    return {"title": note.get("title") or "", "html": escape(note.get("text") or ""), "tone": tone}


def _post(post: Mapping[str, Any], notes: int) -> dict[str, Any]:
    parts = [f"<p>{_pinned(part, notes)}</p>" for part in paragraphs(post.get("text") or "")]
    return {
        "author": post.get("author") or "",
        "meta": post.get("meta") or "",
        "html": mark_safe("".join(parts)),  # noqa: S308 -- every part is escaped
        "stats": list(post.get("stats") or ()),
        "reply": bool(post.get("reply")),
        "you": bool(post.get("you")),
        "mark": post.get("mark") or "",
    }


def _message(message: Mapping[str, Any], notes: int) -> dict[str, Any]:
    parts = [_pinned(part, notes) for part in paragraphs(message.get("text") or "")]
    # `from` is the word of the text format; a block cannot have a field of that name.
    sender = message.get("sender") or message.get("from")
    return {
        "at": message.get("at") or "",
        "from": "me" if sender == "me" else "them",
        "html": mark_safe("<br>".join(parts)),  # noqa: S308 -- every part is escaped
        "mark": message.get("mark") or "",
    }


def _pinned(text: str, notes: int) -> SafeString:
    """Escaped text in which the words of notes 1 to `notes` are marked."""
    html, end = "", 0
    for match in PINNED.finditer(text):
        words, number = escape(match[1]), int(match[2])
        html += escape(text[end : match.start()])
        html += f'<mark data-note="{number}">{words}</mark>' if number <= notes else words
        end = match.end()
    return mark_safe(html + escape(text[end:]))  # noqa: S308 -- put together from escaped parts
