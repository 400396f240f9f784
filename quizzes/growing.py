"""Simulated screens that grow as a story goes on. Pure functions on plain data as in docs/content-format.md."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from modules.simulation import PINNED

Screen = Mapping[str, Any]
#: Where the parts of each kind of screen that can grow stand. A single post does not grow.
PARTS = {"thread": "posts", "messages": "messages"}


def group_of(screen: Screen) -> str:
    """The name of the group or conversation; empty when there is none."""
    return str((screen.get("group") or {}).get("name") or "")


def fits(kind: str, group: str, screen: Screen) -> bool:
    """Whether a screen can go on from one of this kind and group. A screen that names no group goes on in any."""
    return kind in PARTS and kind == screen.get("screen") and group_of(screen) in ("", group)


def grown(earlier: Screen, said: Sequence[str], screen: Screen) -> dict[str, Any]:
    """`screen` below what `earlier` showed, with the learner's own words between.

    Each part says by `mark` whether it is `earlier` or `new`. Notes belong to the screen on which they were pinned, so
    the earlier parts lose their pins.
    """
    name = PARTS[screen["screen"]]
    before = [_earlier(part) for part in earlier.get(name) or ()]
    own = [_said(name, words, before) for words in said if words.strip()]
    new = [{**part, "mark": "new"} for part in screen.get(name) or ()]
    group = screen["group"] if group_of(screen) else earlier.get("group")
    return {**screen, "group": group, name: [*before, *own, *new]}


def spoken(earlier: Screen, said: Sequence[str]) -> dict[str, Any]:
    """What `earlier` showed, with the learner's own words as the new below it."""
    name = PARTS[earlier["screen"]]
    whole = grown(earlier, said, {**earlier, name: [], "notes": []})
    return {**whole, name: [{**part, "mark": part.get("mark", "new")} for part in whole[name]]}


def _earlier(part: Screen) -> dict[str, Any]:
    return {**part, "text": PINNED.sub(r"\1", part.get("text") or ""), "mark": "earlier"}


def _said(name: str, words: str, before: Sequence[Screen]) -> dict[str, Any]:
    """The learner's words: a reply, unless the thread holds nothing to reply to."""
    if name == "messages":
        return {"from": "me", "text": words}
    return {"author": _("You"), "text": words, "you": True, "reply": any(not post.get("you") for post in before)}
