"""The graph of a scenario, laid out to be drawn: where each box and each line stands. Pure functions.

Steps stand in columns from left to right, each behind every step that leads to it; the endings stand in the last
column. A line that passes a column gets a lane in it, so that it runs through no box. Within a column, things are
ordered by the mean height of what they are tied to (the barycenter rule of Sugiyama, Tagawa and Toda, 1981).
Lengths are units of the drawing: a pixel each at full size.
"""

import textwrap
from collections import Counter, defaultdict
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
    """A choice in the box of its step. `next` is the key that it leads to, `next_id` the id of that box, empty when
    there is none. `back`: it leads to a step that stands no further right, to which no line is drawn.
    """

    label: str
    verdict: str
    next: str
    next_id: str
    back: bool
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
    """A step or an ending with everything in it; `x` and `y` are its corner, other places are seen from there. The
    `id` of a step begins with `s`, that of an ending with `e`.
    """

    id: str
    key: str
    title: str
    outcome: str
    column: int
    height: float
    texts: tuple[Text, ...]
    rows: tuple[Row, ...] = ()
    faulty: bool = False
    x: float = 0
    y: float = 0

    @property
    def kind(self) -> str:
        """Step or ending."""
        return "step" if self.id.startswith("s") else "ending"

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
    ids = _ids(steps, endings)
    boxes = _boxes(start, steps, endings, found, ids)
    chains = _chains(boxes)
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


def _boxes(
    start: str, steps: Sequence[Node], endings: Sequence[Node], found: Sequence[Fault], ids: Mapping[str, str]
) -> list[Box]:
    columns = _columns(start, steps)
    last = max(columns.values(), default=-1) + 1
    columns |= {ending["key"]: last for ending in endings if ending["key"] not in columns}
    faulty = Counter(fault.where.partition("/")[0] for fault in found)
    better = set(graph.better_path(start, steps, endings))
    boxes = []
    for number, step in enumerate(steps, start=1):
        texts = _head(step, faulty[step["key"]])
        rows = tuple(_rows(step, columns, ids, better, texts[-1].y + PAD))
        height = rows[-1].y + rows[-1].height if rows else texts[-1].y + PAD
        boxes.append(_box(f"s{number}", step, columns[step["key"]], height, texts, rows))
    for number, ending in enumerate(endings, start=1):
        head = _head(ending, faulty[ending["key"]])
        mark = _verdict(ending.get("outcome") or "", PAD, head[-1].y + LINE + 3)
        boxes.append(_box(f"e{number}", ending, last, mark.y + PAD, (*head, mark), ()))
    return boxes


def _box(id_: str, node: Node, column: int, height: float, texts: tuple[Text, ...], rows: tuple[Row, ...]) -> Box:
    faulty = any(text.kind == "fault" for text in texts)
    return Box(id_, node["key"], _title(node), node.get("outcome") or "", column, height, texts, rows, faulty)


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


def _rows(
    step: Node, columns: Mapping[str, int], ids: Mapping[str, str], better: set[tuple[str, str]], y: float
) -> Iterator[Row]:
    """The choices of a step, the first one at the height `y`."""
    for number, choice in enumerate(step["choices"]):
        key, verdict = choice["next"] or "", choice.get("verdict") or ""
        back, note = key in ids and columns[key] <= columns[step["key"]], ""
        if key not in ids:
            note = _("Leads nowhere: “%(key)s”") % {"key": key}
        elif back:
            note = _("Back to “%(key)s”") % {"key": key}
        label = choice.get("label") or choice["key"] or "?"
        texts = _choice(chr(ord("A") + number), label, verdict, note, y)
        height = texts[-1].y + PAD - y
        is_better = (step["key"], choice["key"]) in better
        yield Row(label, verdict, key, ids.get(key, ""), back, is_better, y, height, texts)
        y += height


def _title(node: Node) -> str:
    return node.get("title") or node["key"] or "?"


def _head(node: Node, faults: int) -> tuple[Text, ...]:
    """Title, key, and how many faults there are. The last one is the lowest."""
    lines = textwrap.wrap(_title(node), TITLE_WIDE, max_lines=2, placeholder="…")
    texts = [Text("title", PAD, PAD + TITLE * n - 5, words) for n, words in enumerate(lines, start=1)]
    texts.append(Text("key", PAD, texts[-1].y + LINE, node["key"] or "?"))
    if faults:
        words = ngettext("%(count)s thing to put right", "%(count)s things to put right", faults)
        texts.append(Text("fault", PAD, texts[-1].y + LINE + 3, words % {"count": faults}, "warn"))
    return tuple(texts)


def _choice(letter: str, label: str, verdict: str, note: str, top: float) -> tuple[Text, ...]:
    lines = textwrap.wrap(label, LABEL_WIDE, max_lines=2, placeholder="…")
    first = top + PAD + 10
    texts = [Text("letter", PAD, first, letter)]
    texts += [Text("label", INDENT, first + LINE * n, words) for n, words in enumerate(lines)]
    texts.append(_verdict(verdict, INDENT, texts[-1].y + LINE))
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


def _ids(steps: Sequence[Node], endings: Sequence[Node]) -> dict[str, str]:
    """From a key to the id of its box; of two with one key the first counts."""
    named = [(node["key"], f"s{n}") for n, node in enumerate(steps, start=1)]
    named += [(node["key"], f"e{n}") for n, node in enumerate(endings, start=1)]
    return dict(reversed(named))


# --- Places ----------------------------------------------------------------------------------------------------------

Chain = tuple[Row, list[str]]


def _chains(boxes: Sequence[Box]) -> list[Chain]:
    """For each row with a line, what the line ties together: its box, a lane in each column passed, the last box."""
    columns = {box.id: box.column for box in boxes}
    chains = []
    for box in boxes:
        for number, row in enumerate(box.rows):
            if row.next_id and not row.back:
                lanes = [f"{box.id}.{number}.{column}" for column in range(box.column + 1, columns[row.next_id])]
                chains.append((row, [box.id, *lanes, row.next_id]))
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
