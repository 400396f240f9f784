"""The graph of a scenario: what is wrong with it, how long it is, its better path. Pure functions on plain values.

A step is a mapping with `key`, `choices`, `simulations`, `continues` and its texts; a choice has `key`, `verdict`,
`consequence`, `feedback` and `next`; an ending has `key` and `outcome`. The names are those of docs/content-format.md,
so that a file, a page and a form can all be checked by the same rules. Anything may be missing in a draft.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes import growing

Node = Mapping[str, Any]
Ways = Mapping[str, Sequence[str]]
#: Kind and group of the last screen on the way to a step; None while none was shown.
Shown = tuple[str, str] | None
#: More decisions on a way than this tire most learners.
MANY = 3
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to put right. `where` is `start`, a step's key, `step/choice`, an ending's key, or `endings`."""

    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}"


def faults(start: str, steps: Sequence[Node], endings: Sequence[Node]) -> list[Fault]:
    """Everything that keeps a scenario from being published; empty when it is sound."""
    found = [*_duplicates(steps, endings), *_targets(start, steps, endings), *_texts(steps)]
    if not any(ending.get("outcome") == "good" for ending in endings):
        found.append(Fault("endings", _("No ending is good. Add one, so that a sound path exists.")))
    if any(fault.where == "start" for fault in found):
        return found
    return [
        *found,
        *_unreachable(start, steps, endings),
        *_endless(start, steps),
        *_broken_off(start, steps),
    ]


def remarks(start: str, steps: Sequence[Node]) -> list[str]:
    """What an author should think about and may leave as it is: sentences."""
    longest = longest_path(start, steps)
    if longest <= MANY:
        return []
    sentence = ngettext(
        "The longest way asks for %(count)s decision. Two or three are enough for most learners.",
        "The longest way asks for %(count)s decisions. Two or three are enough for most learners.",
        longest,
    )
    return [sentence % {"count": longest}]


def longest_path(start: str, steps: Sequence[Node]) -> int:
    """The most decisions on a way from the start that turns back nowhere. 0 when the start is unknown."""
    ways = ways_of(steps)
    order, back = walk([start], ways)
    depth: dict[str, int] = {}
    for key in order:
        onward = (depth.get(target, 0) for target in ways.get(key, ()) if (key, target) not in back)
        depth[key] = 1 + max(onward, default=0) if key in ways else 0
    return depth[start]


def better_path(start: str, steps: Sequence[Node], endings: Sequence[Node]) -> list[tuple[str, str]]:
    """The way to a good ending with the fewest harmful, then the fewest acceptable choices, then the fewest of all.

    Pairs of a step's key and a choice's; empty when no good ending can be reached. Of equals, the choice that stands
    first. (Dijkstra's search; a choice costs its verdict.)
    """
    nodes = {step["key"]: step for step in steps}
    good = {ending["key"] for ending in endings if ending.get("outcome") == "good"}
    waiting: list[tuple[tuple[int, int, int], int, str, list[tuple[str, str]]]] = [((0, 0, 0), 0, start, [])]
    found, number = set[str](), 0
    while waiting:
        (harmful, acceptable, length), _number, key, path = heappop(waiting)
        if key in good:
            return path
        if key in found or key not in nodes:
            continue
        found.add(key)
        for choice in nodes[key]["choices"]:
            verdict, number = choice.get("verdict"), number + 1
            cost = (harmful + (verdict == "harmful"), acceptable + (verdict == "acceptable"), length + 1)
            heappush(waiting, (cost, number, choice["next"] or "", [*path, (key, choice["key"])]))
    return []


def reachable(start: str, steps: Sequence[Node]) -> set[str]:
    """The keys of all steps and endings that some path from the start leads to, the start included."""
    ways = ways_of(steps)
    found, waiting = set[str](), [start]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(ways.get(key, ()))
    return found


def ways_of(steps: Iterable[Node]) -> dict[str, list[str]]:
    """For each step, where its choices lead."""
    return {step["key"]: [choice["next"] or "" for choice in step["choices"]] for step in steps}


def walk(starts: Iterable[str], ways: Ways) -> tuple[list[str], set[tuple[str, str]]]:
    """Every key in the order in which it is left for good, what follows before what leads there; and the ways back.

    A way back leads to a step on the path that was walked to it. Without those no way is a circle.
    """
    order: list[str] = []
    back: set[tuple[str, str]] = set()
    seen, here = set[str](), set[str]()
    for start in starts:
        if start in seen:
            continue
        open_ways: list[tuple[str, Iterator[str]]] = [(start, iter(ways.get(start, ())))]
        seen.add(start)
        here.add(start)
        while open_ways:
            key, onward = open_ways[-1]
            target = next(onward, None)
            if target is None:
                open_ways.pop()
                here.discard(key)
                order.append(key)
            elif target in here:
                back.add((key, target))
            elif target not in seen:
                seen.add(target)
                here.add(target)
                open_ways.append((target, iter(ways.get(target, ()))))
    return order, back


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
    wanted = {
        "consequence": _("This choice has no consequence. Tell what happens next."),
        "feedback": _("This choice has no feedback. Say why it is sound or not."),
    }
    return [
        Fault(f"{step['key']}/{choice['key']}", sentence)
        for step in steps
        for choice in step["choices"]
        for name, sentence in wanted.items()
        if not _TAG.sub("", str(choice.get(name) or "")).strip()
    ]


def _unreachable(start: str, steps: Sequence[Node], endings: Sequence[Node]) -> list[Fault]:
    found = reachable(start, steps)
    good = [ending["key"] for ending in endings if ending.get("outcome") == "good"]
    lost = [Fault("endings", _("No path leads to a good ending."))] if good and found.isdisjoint(good) else []
    return [
        *lost,
        *(Fault(key, _("No path leads to this step.")) for key in _keys(steps) if key not in found),
        *(Fault(key, _("No path leads to this ending.")) for key in _keys(endings) if key not in found),
    ]


def _endless(start: str, steps: Sequence[Node]) -> list[Fault]:
    """Steps inside a circle that no choice ever leaves. What another fault already tells counts as a way out."""
    ways = ways_of(steps)
    out = {key for key, targets in ways.items() if not targets or any(target not in ways for target in targets)}
    grown = True
    while grown:
        more = {key for key, targets in ways.items() if key not in out and not out.isdisjoint(targets)}
        out, grown = out | more, bool(more)
    here = reachable(start, steps)
    sentence = _("From this step no path ever reaches an ending.")
    return [Fault(key, sentence) for key in ways if key in here and key not in out]


def _broken_off(start: str, steps: Sequence[Node]) -> list[Fault]:
    """Steps whose first screen is to go on from the last one and cannot, on some way."""
    arrivals = _arrivals(start, steps)
    return [
        Fault(step["key"], sentence)
        for step in steps
        if step.get("continues") and step["key"] in arrivals
        if (sentence := _cannot_continue(step, arrivals[step["key"]]))
    ]


def _cannot_continue(step: Node, arrivals: set[Shown]) -> str:
    shown = step.get("simulations") or ()
    if not shown:
        return _("This step has no screen that could go on from the last one. Add one, or untick “continues”.")
    if shown[0].get("screen") not in growing.PARTS:
        return _("A single post does not grow. Make it a thread, or untick “continues”.")
    if None in arrivals:
        return _("The screen cannot go on: on some way here no screen comes before it.")
    if not all(last and growing.fits(*last, shown[0]) for last in arrivals):
        return _(
            "The screen cannot go on: on some way here the last screen is another one (a thread, a group, messages)."
        )
    return ""


def _arrivals(start: str, steps: Sequence[Node]) -> dict[str, set[Shown]]:
    """For each step that can be reached, what the last screen may be on the ways there."""
    nodes = {step["key"]: step for step in steps}
    arrivals: dict[str, set[Shown]] = {start: {None}}
    waiting: list[tuple[str, Shown]] = [(start, None)]
    while waiting:
        key, last = waiting.pop()
        for target in ways_of([nodes[key]])[key]:
            shown = _shown(nodes[key], last)
            if target in nodes and shown not in arrivals.setdefault(target, set()):
                arrivals[target].add(shown)
                waiting.append((target, shown))
    return arrivals


def _shown(step: Node, last: Shown) -> Shown:
    shown = step.get("simulations") or ()
    if not shown:
        return last
    if len(shown) == 1 and step.get("continues") and last and growing.fits(*last, shown[0]):
        return last
    return str(shown[-1].get("screen")), growing.group_of(shown[-1])
