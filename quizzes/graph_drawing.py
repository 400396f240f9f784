"""The graph of a scenario, laid out to be drawn: where each box and each line stands. Pure functions.

Steps stand in columns from left to right, each behind every step that leads to it; the endings stand in the last
column. A line that passes a column gets a lane in it, so that it runs through no box. Within a column, things are
ordered by the mean height of what they are tied to (the barycenter rule of Sugiyama, Tagawa and Toda, 1981).
Lengths are units of the drawing: a pixel each at full size.
"""

import textwrap
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes import graph
from quizzes.graph import Fault, Node

WIDTH, GAP, BETWEEN, LANE, MARGIN, PAD = 240, 70, 26, 10, 10, 12
#: The height of a line of a title, and of any other line; where the words of a choice begin.
TITLE, LINE, INDENT = 23, 19, 34
#: Characters that fit in a line of a title and of a choice.
TITLE_WIDE, LABEL_WIDE = 27, 27
SWEEPS = 5
Tops = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Text:
    """Words at a place in a box. `kind` is title, key, fault, letter, label, note, or the verdict with its icon."""

    kind: str
    x: float
    y: float
    words: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A choice in the box of its step. `target` is the key to which a line is drawn; empty when none is."""

    target: str
    better: bool
    y: float
    height: float
    texts: tuple[Text, ...]

    @property
    def middle(self) -> float:
        """The height in the box at which the line begins."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Box:
    """A step or an ending with everything in it; `x` and `y` are its corner, other places are seen from there."""

    id: str
    key: str
    kind: str
    column: int
    height: float
    texts: tuple[Text, ...]
    rows: tuple[Row, ...] = ()
    faulty: bool = False
    x: float = 0
    y: float = 0

    @property
    def width(self) -> float:
        """All boxes are equally wide."""
        return WIDTH


@dataclass(frozen=True, slots=True)
class Line:
    """From a choice to what follows, as an SVG path; `better` when the better path goes that way."""

    path: str
    better: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole drawing. `faults` are all of them, each with the id of its box, empty when it is about no box."""

    width: float
    height: float
    boxes: Sequence[Box]
    lines: Sequence[Line]
    faults: Sequence[tuple[str, Fault]]
    remarks: Sequence[str]


def draw(start: str, steps: Sequence[Node], endings: Sequence[Node], found: Sequence[Fault]) -> Drawing:
    """The graph laid out. `found` are its faults; any graph can be drawn, however broken."""
    boxes = _boxes(start, steps, endings, found)
    ids = _ids(boxes)
    chains = _chains(boxes, ids)
    tops = _tops(boxes, chains)
    placed = [replace(box, x=_left(box.column), y=tops[box.id]) for box in boxes]
    bottoms = [top + LANE for top in tops.values()] + [box.y + box.height for box in placed]
    return Drawing(
        width=max((box.x + WIDTH for box in placed), default=0) + MARGIN,
        height=max(bottoms, default=0) + MARGIN,
        boxes=placed,
        lines=sorted(_lines(placed, chains, tops), key=lambda line: line.better),
        faults=[(ids.get(fault.where.partition("/")[0], ""), fault) for fault in found],
        remarks=graph.remarks(start, steps),
    )


# --- Boxes -----------------------------------------------------------------------------------------------------------


def _boxes(start: str, steps: Sequence[Node], endings: Sequence[Node], found: Sequence[Fault]) -> list[Box]:
    columns = _columns(start, steps)
    last = max(columns.values(), default=-1) + 1
    columns |= {ending["key"]: last for ending in endings if ending["key"] not in columns}
    faulty = defaultdict[str, int](int)
    for fault in found:
        faulty[fault.where.partition("/")[0]] += 1
    better = set(graph.better_path(start, steps, endings))
    boxes = [_step(f"s{n}", step, columns, faulty[step["key"]], better) for n, step in enumerate(steps, start=1)]
    return boxes + [_ending(f"e{n}", node, last, faulty[node["key"]]) for n, node in enumerate(endings, start=1)]


def _columns(start: str, steps: Sequence[Node]) -> dict[str, int]:
    """For each step the most steps before it, from wherever one may come."""
    ways = graph.ways_of(steps)
    order, back = graph.walk([start, *ways], ways)
    columns = dict.fromkeys(ways, 0)
    for key in reversed(order):
        for target in ways.get(key, ()):
            if target in columns and (key, target) not in back:
                columns[target] = max(columns[target], columns[key] + 1)
    return columns


def _step(id_: str, step: Node, columns: Mapping[str, int], faults: int, better: set[tuple[str, str]]) -> Box:
    column, texts = columns[step["key"]], _head(step, faults)
    y, rows = texts[-1].y + PAD, []
    for number, choice in enumerate(step["choices"]):
        note, target = "", choice["next"] or ""
        if target not in columns:
            note, target = _("Leads nowhere: “%(key)s”") % {"key": target}, ""
        elif columns[target] <= column:
            note, target = _("Back to “%(key)s”") % {"key": target}, ""
        words = _choice(chr(ord("A") + number), choice, note, y)
        height = words[-1].y + PAD - y
        rows.append(Row(target, (step["key"], choice["key"]) in better, y, height, words))
        y += height
    return Box(id_, step["key"], "step", column, y, texts, tuple(rows), bool(faults))


def _ending(id_: str, ending: Node, column: int, faults: int) -> Box:
    head = _head(ending, faults)
    mark = _verdict(ending.get("outcome") or "", PAD, head[-1].y + LINE + 3)
    return Box(id_, ending["key"], "ending", column, mark.y + PAD, (*head, mark), (), bool(faults))


def _head(node: Node, faults: int) -> tuple[Text, ...]:
    """Title, key, and how many faults there are. The last one is the lowest."""
    title = node.get("title") or node["key"] or "?"
    lines = textwrap.wrap(title, TITLE_WIDE, max_lines=2, placeholder="…")
    texts = [Text("title", PAD, PAD + TITLE * n - 5, words) for n, words in enumerate(lines, start=1)]
    texts.append(Text("key", PAD, texts[-1].y + LINE, node["key"] or "?"))
    if faults:
        words = ngettext("%(count)s thing to put right", "%(count)s things to put right", faults)
        texts.append(Text("fault", PAD, texts[-1].y + LINE + 3, words % {"count": faults}, "warn"))
    return tuple(texts)


def _choice(letter: str, choice: Node, note: str, top: float) -> tuple[Text, ...]:
    label = choice.get("label") or choice["key"] or "?"
    lines = textwrap.wrap(label, LABEL_WIDE, max_lines=2, placeholder="…")
    first = top + PAD + 10
    texts = [Text("letter", PAD, first, letter)]
    texts += [Text("label", INDENT, first + LINE * n, words) for n, words in enumerate(lines)]
    texts.append(_verdict(choice.get("verdict") or "", INDENT, texts[-1].y + LINE))
    if note:
        texts.append(Text("note", INDENT, texts[-1].y + LINE, note))
    return tuple(texts)


def _verdict(verdict: str, x: float, y: float) -> Text:
    known = {
        "good": ("check", _("Good")),
        "acceptable": ("half", _("Acceptable")),
        "harmful": ("warn", _("Harmful")),
    }
    icon, words = known.get(verdict, ("ring", _("Not decided yet")))
    return Text(f"verdict graph__{verdict or 'open'}", x, y, words, icon)


def _ids(boxes: Sequence[Box]) -> dict[str, str]:
    """From a key to the id of its box; of two with one key the first counts."""
    return {box.key: box.id for box in reversed(boxes)}


# --- Places ----------------------------------------------------------------------------------------------------------

Chain = tuple[Row, list[str]]


def _chains(boxes: Sequence[Box], ids: Mapping[str, str]) -> list[Chain]:
    """For each row with a line, what the line ties together: its box, a lane in each column passed, the last box."""
    columns = {box.id: box.column for box in boxes}
    chains = []
    for box in boxes:
        for number, row in enumerate(box.rows):
            if row.target:
                end = ids[row.target]
                lanes = [f"{box.id}.{number}.{column}" for column in range(box.column + 1, columns[end])]
                chains.append((row, [box.id, *lanes, end]))
    return chains


def _tops(boxes: Sequence[Box], chains: Sequence[Chain]) -> dict[str, float]:
    """The upper edge of each box and lane."""
    columns: dict[int, list[str]] = defaultdict(list)
    heights: dict[str, float] = defaultdict(lambda: LANE)
    for box in boxes:
        columns[box.column].append(box.id)
        heights[box.id] = box.height
    for _row, chain in chains:
        for lane in chain[1:-1]:
            columns[int(lane.rpartition(".")[2])].append(lane)
    tops = _stacked(columns, heights)
    for sweep in range(SWEEPS):
        pulls = _pulls(chains, tops, forward=sweep % 2 == 0)
        for column in columns.values():
            column.sort(key=lambda name: fmean(pulls[name]) if name in pulls else tops[name])
        tops = _stacked(columns, heights)
    return tops


def _stacked(columns: Mapping[int, Sequence[str]], heights: Mapping[str, float]) -> dict[str, float]:
    """Each column from top to bottom in its order, around one middle."""
    totals = {column: sum(heights[name] + BETWEEN for name in names) for column, names in columns.items()}
    tallest, tops = max(totals.values(), default=0), {}
    for column, names in columns.items():
        y = MARGIN + (tallest - totals[column]) / 2
        for name in names:
            tops[name] = y
            y += heights[name] + BETWEEN
    return tops


def _pulls(chains: Sequence[Chain], tops: Tops, *, forward: bool) -> dict[str, list[float]]:
    """For each box and lane, the heights of what it is tied to on its left (`forward`) or on its right."""
    pulls: dict[str, list[float]] = defaultdict(list)
    for row, chain in chains:
        for place, (a, b) in enumerate(pairwise(chain)):
            if forward:
                pulls[b].append(tops[a] + (LANE / 2 if place else row.middle))
            else:
                pulls[a].append(tops[b])
    return pulls


def _lines(boxes: Sequence[Box], chains: Sequence[Chain], tops: Tops) -> Iterator[Line]:
    placed = {box.id: box for box in boxes}
    for row, chain in chains:
        begin, end = placed[chain[0]], placed[chain[-1]]
        x, y = begin.x + WIDTH, begin.y + row.middle
        path = f"M{x:g} {y:g}"
        for lane in chain[1:-1]:
            middle = tops[lane] + LANE / 2
            path += f"{_curve(x, y, middle)}h{WIDTH}"
            x, y = x + GAP + WIDTH, middle
        yield Line(path + _curve(x, y, end.y + PAD + TITLE / 2), row.better)


def _curve(x: float, y: float, to: float) -> str:
    """From one column to the next."""
    middle = x + GAP / 2
    return f"C{middle:g} {y:g} {middle:g} {to:g} {x + GAP:g} {to:g}"


def _left(column: int) -> float:
    return MARGIN + column * (WIDTH + GAP)
