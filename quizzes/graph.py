"""The graph of a scenario: what is wrong with it, how long it is. Pure functions on plain values.

A step is a mapping with `key`, `choices` and its texts; a choice has `key`, `feedback` and `next`; an ending has
`key` and `outcome`. The names are those of docs/content-format.md, so that a file, a page and a form can all be
checked by the same rules.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

Node = Mapping[str, Any]
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to put right. `where` is `start`, a step's key, `step/choice`, an ending's key, or `endings`."""

    where: str
    sentence: str


def faults(start: str, steps: Sequence[Node], endings: Sequence[Node]) -> list[Fault]:
    """Everything that keeps a scenario from being published; empty when it is sound."""
    found = [*_duplicates(steps, endings), *_targets(start, steps, endings), *_texts(steps)]
    if not any(ending["outcome"] == "good" for ending in endings):
        found.append(Fault("endings", _("No ending is good. Add one, so that a sound path exists.")))
    if any(fault.where == "start" for fault in found):
        return found
    return [*found, *_unreachable(start, steps, endings), *_endless(start, steps)]


def longest_path(start: str, steps: Sequence[Node]) -> int:
    """The most decisions on any way from the start, no step counted twice. 0 when the start is unknown."""
    ways = _ways(steps)

    def depth(key: str, before: frozenset[str]) -> int:
        if key not in ways or key in before:
            return 0
        return 1 + max((depth(target, before | {key}) for target in ways[key]), default=0)

    return depth(start, frozenset())


def reachable(start: str, steps: Sequence[Node]) -> set[str]:
    """The keys of all steps and endings that some path from the start leads to, the start included."""
    ways = _ways(steps)
    found, waiting = set[str](), [start]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(ways.get(key, ()))
    return found


def _ways(steps: Iterable[Node]) -> dict[str, list[str]]:
    return {step["key"]: [choice["next"] for choice in step["choices"]] for step in steps}


def _keys(nodes: Iterable[Node]) -> list[str]:
    return [node["key"] for node in nodes]


def _duplicates(steps: Sequence[Node], endings: Sequence[Node]) -> list[Fault]:
    found = [
        Fault(key, _("The key “%(key)s” is used more than once. Give each step and ending its own.") % {"key": key})
        for key in _repeated([*_keys(steps), *_keys(endings)])
    ]
    for step in steps:
        found += [
            Fault(f"{step['key']}/{key}", _("Two choices have the key “%(key)s”. Rename one.") % {"key": key})
            for key in _repeated(_keys(step["choices"]))
        ]
    return found


def _repeated(keys: Iterable[str]) -> list[str]:
    return [key for key, count in Counter(keys).items() if count > 1]


def _targets(start: str, steps: Sequence[Node], endings: Sequence[Node]) -> list[Fault]:
    known = {*_keys(steps), *_keys(endings)}
    found = []
    if start not in _keys(steps):
        found.append(Fault("start", _("The first step “%(key)s” does not exist.") % {"key": start}))
    for step in steps:
        if not step["choices"]:
            found.append(Fault(step["key"], _("This step is a dead end: it offers no choice.")))
        for choice in step["choices"]:
            if choice["next"] not in known:
                sentence = _("This choice leads to “%(key)s”, which is neither a step nor an ending.")
                found.append(Fault(f"{step['key']}/{choice['key']}", sentence % {"key": choice["next"]}))
    return found


def _texts(steps: Sequence[Node]) -> list[Fault]:
    return [
        Fault(f"{step['key']}/{choice['key']}", _("This choice has no feedback. Say why it is sound or not."))
        for step in steps
        for choice in step["choices"]
        if not _TAG.sub("", str(choice.get("feedback") or "")).strip()
    ]


def _unreachable(start: str, steps: Sequence[Node], endings: Sequence[Node]) -> list[Fault]:
    found = reachable(start, steps)
    return [
        *(Fault(key, _("No path leads to this step.")) for key in _keys(steps) if key not in found),
        *(Fault(key, _("No path leads to this ending.")) for key in _keys(endings) if key not in found),
    ]


def _endless(start: str, steps: Sequence[Node]) -> list[Fault]:
    """Steps inside a circle that no choice ever leaves. What another fault already tells counts as a way out."""
    ways = _ways(steps)
    out = {key for key, targets in ways.items() if not targets or any(target not in ways for target in targets)}
    grown = True
    while grown:
        more = {key for key, targets in ways.items() if key not in out and not out.isdisjoint(targets)}
        out, grown = out | more, bool(more)
    here = reachable(start, steps)
    sentence = _("From this step no path ever reaches an ending.")
    return [Fault(key, sentence) for key in ways if key in here and key not in out]
