"""A graded paper, question by question, as the learner may see it. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any, Protocol

from core.numbers import digits
from modules.outline import Outline
from quizzes import grading, marking, regrading
from quizzes.blocks import IDENTIFIERS
from quizzes.drawing import PaperItem

_CENT = Decimal("0.01")


class Asked(grading.Graded, Protocol):
    """A question version."""

    stem: str
    explanation: str
    reference: dict[str, str]
    module_key: str
    created_at: datetime


class Answered(Protocol):
    """A response: what was chosen, its points after grading, and whose key gave them after a regrade."""

    chosen: list[str]
    points: Decimal | None
    graded_by: Any


@dataclass(frozen=True, slots=True)
class Remark:
    """A part of an answer and what it tells. `verdict` is right or wrong, empty where it may not be told.

    Of a matching question `text` is the prompt, `given` what was put to it and `better` what belongs to it.
    """

    text: str
    feedback: str = ""
    verdict: str = ""
    given: str = ""
    better: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Words that give somebody away: their class in words, and whether they were `found`, in `part` or `missed`."""

    text: str
    identifier: str
    state: str
    feedback: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One question of a graded paper. What tells the key is empty where it may not be shown.

    `points` are None when the question is not scored. `remarks` belong to what was chosen, `others` to the rest;
    `better` holds the right answers unless they were given; `words` the state of each word that was or should have
    been marked: right, missed, extra, or just marked. `corrected_at` is set when a corrected key gave the points.
    """

    number: int
    kind: str
    stem: str
    points: Decimal | None
    given: tuple[str, ...]
    explanation: str
    reference: Mapping[str, str]
    module_key: str
    better: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    others: tuple[Remark, ...] = ()
    spans: tuple[Span, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    simulation: Mapping[str, Any] | None = None
    key_shown: bool = False
    corrected_at: datetime | None = None

    @property
    def title(self) -> str:
        """The question with its number."""
        return f"{self.number}. {self.stem}"

    @property
    def state(self) -> str:
        """`right`, `part` or `wrong`; `none` when the question is not scored."""
        if self.points is None:
            return "none"
        return "right" if self.right else "part" if self.points else "wrong"

    @property
    def right(self) -> bool:
        """Whether it earned everything there was to earn."""
        return self.points == grading.RIGHT

    @property
    def worth(self) -> str:
        """The points in words, never more than they are: "0.66"."""
        return in_digits(self.points or grading.WRONG)


@dataclass(frozen=True, slots=True)
class Reading:
    """A module to read again: where it begins, and its honest minutes."""

    key: str
    title: str
    url: str
    minutes: int


def in_digits(points: Decimal) -> str:
    """Points with up to two decimals, rounded down."""
    return digits(points.quantize(_CENT, rounding=ROUND_DOWN))


def marks(
    paper: Sequence[PaperItem],
    versions: Mapping[int, Asked],
    responses: Mapping[int, Answered],
    *,
    key_shown: bool,
) -> list[Mark]:
    """The marks of a paper in its order.

    `responses` are by version; `key_shown` says whether the right answers may be seen: they stay hidden while the
    same question can still be asked again.
    """
    return [
        mark(number, item, versions[item["version"]], responses.get(item["version"]), key_shown=key_shown)
        for number, item in enumerate(paper, start=1)
    ]


def mark(number: int, item: PaperItem, version: Asked, response: Answered | None, *, key_shown: bool) -> Mark:
    """The mark of one question. The key is that of the version asked, or after a regrade the corrected one."""
    chosen = response.chosen if response else []
    by: Asked = (response.graded_by if response else None) or version
    key = regrading.key_for(version, by)
    points = _points(version, response)
    return Mark(
        number=number,
        kind=version.kind,
        stem=version.stem,
        points=points,
        given=in_words(version, item, chosen),
        explanation=by.explanation,
        reference=by.reference,
        module_key=by.module_key,
        key_shown=key_shown,
        corrected_at=by.created_at if by != version else None,
        **_PARTS.get(version.kind, _choice)(version, key, item, chosen, key_shown),
    )


def _points(version: Asked, response: Answered | None) -> Decimal | None:
    if not grading.is_scored(version.kind):
        return None
    if response is None:
        return grading.WRONG
    return grading.grade(version, response.chosen) if response.points is None else response.points


# --- An answer in words


def in_words(version: grading.Graded, item: PaperItem, chosen: Sequence[str]) -> tuple[str, ...]:
    """An answer as its learner would tell it, part by part; empty for none."""
    texts = {option["id"]: option["text"] for option in version.options}
    if version.kind == "ordering":
        return tuple(texts[name] for name in chosen if name in texts)
    if version.kind == "matching":
        targets = {target["id"]: target["text"] for target in version.targets}
        pairs = (pair.partition(":") for pair in chosen)
        return tuple(f"{texts[name]} → {targets[to]}" for name, _colon, to in pairs if name in texts and to in targets)
    if version.kind == "marking":
        return tuple(f"“{run}”" for run in _runs(version.simulation or {}, set(chosen)))
    if version.kind == "reflection":
        return tuple(f"{texts[name]}: {text}" for name, text in zip(item["options"], chosen, strict=False) if text)
    return tuple(texts[name] for name in item["options"] if name in chosen)


def _runs(simulation: Mapping[str, Any], chosen: set[str]) -> list[str]:
    """The marked words; those that follow one another in a paragraph together."""
    runs: list[str] = []
    place = None
    for word in marking.words(simulation):
        here = (word.part, word.paragraph)
        if word.id not in chosen:
            place = None
        elif place == here:
            runs[-1] += f" {word.text}"
        else:
            runs.append(word.text)
            place = here
    return runs


# --- What each kind tells


def _choice(
    version: Asked, key: grading.Graded, item: PaperItem, chosen: Sequence[str], key_shown: bool
) -> dict[str, Any]:
    right = grading.right_ids(key.options)
    feedback = {option["id"]: option["feedback"] for option in key.options}
    texts = {option["id"]: option["text"] for option in version.options}
    told = {
        name: Remark(
            texts[name],
            feedback.get(name, ""),
            ("right" if name in right else "wrong") if key_shown else "",
        )
        for name in item["options"]
    }
    better = [texts[name] for name in item["options"] if name in right]
    return {
        "remarks": tuple(told[name] for name in item["options"] if name in chosen),
        "others": tuple(told[name] for name in item["options"] if name not in chosen) if key_shown else (),
        "better": tuple(better) if key_shown and set(chosen) != right else (),
    }


def _ordering(
    version: Asked, key: grading.Graded, item: PaperItem, chosen: Sequence[str], key_shown: bool
) -> dict[str, Any]:
    order = [option["id"] for option in key.options]
    if not key_shown:
        return {}
    remarks = tuple(Remark(option["text"], option["feedback"]) for option in key.options)
    return {"remarks": remarks, "better": tuple(remark.text for remark in remarks) if list(chosen) != order else ()}


def _matching(
    version: Asked, key: grading.Graded, item: PaperItem, chosen: Sequence[str], key_shown: bool
) -> dict[str, Any]:
    targets = {target["id"]: target["text"] for target in (*key.targets, *version.targets)}
    put = {prompt: target for prompt, _colon, target in (pair.partition(":") for pair in chosen)}
    prompts = {option["id"]: option for option in key.options}
    remarks = []
    for name in item["options"]:
        prompt, given = prompts[name], targets.get(put.get(name, ""), "")
        if not key_shown:
            remarks.append(Remark(prompt["text"], given=given))
            continue
        right = put.get(name) == prompt["target"]
        better = "" if right else targets[prompt["target"]]
        remarks.append(Remark(prompt["text"], prompt["feedback"], "right" if right else "wrong", given, better))
    return {"remarks": tuple(remarks)}


def _marking(
    version: Asked, key: grading.Graded, item: PaperItem, chosen: Sequence[str], key_shown: bool
) -> dict[str, Any]:
    marked, simulation = set(chosen), key.simulation or {}
    if not key_shown:
        return {"simulation": version.simulation, "words": dict.fromkeys(marked, "marked")}
    spans = marking.spans(simulation)
    wanted = frozenset().union(*spans.values())
    words = {name: "right" if name in marked else "missed" for name in wanted}
    words |= dict.fromkeys(marked - wanted, "extra")
    return {"simulation": version.simulation, "words": words, "spans": tuple(_spans(key, spans, marked))}


def _spans(key: grading.Graded, spans: Mapping[int, frozenset[str]], marked: set[str]) -> Iterable[Span]:
    names = {name: str(words) for name, words in IDENTIFIERS}
    for option in key.options:
        ids = spans.get(int(option["id"]), frozenset())
        state = "found" if ids <= marked else "part" if ids & marked else "missed"
        yield Span(option["text"], names.get(option["identifier"], ""), state, option["feedback"])


def _reflection(
    version: Asked, key: grading.Graded, item: PaperItem, chosen: Sequence[str], key_shown: bool
) -> dict[str, Any]:
    texts = dict(zip(item["options"], chosen, strict=False))
    return {"remarks": tuple(Remark(box["text"], given=texts.get(box["id"], "")) for box in version.options)}


_PARTS = {
    "ordering": _ordering,
    "matching": _matching,
    "marking": _marking,
    "reflection": _reflection,
}


def readings(outline: Outline, module_keys: Iterable[str]) -> dict[str, Reading]:
    """The modules with these keys in the order of the course, by key; each begins at its first activity."""
    wanted = set(module_keys)
    return {
        group.key: Reading(group.key, group.title, group.activities[0].url, group.minutes)
        for group in outline.groups
        if group.key in wanted and group.activities
    }
