"""A graded paper, question by question, as the learner may see it. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from modules.outline import Outline
from quizzes import grading
from quizzes.drawing import PaperItem


class Asked(grading.Graded, Protocol):
    """A question version."""

    stem: str
    explanation: str
    reference: dict[str, str]
    module_key: str


@dataclass(frozen=True, slots=True)
class Remark:
    """One answer that was chosen, and what it tells whoever chose it."""

    text: str
    feedback: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One question of a graded paper. `better` holds the right answers, only where they may be shown."""

    number: int
    stem: str
    right: bool
    chosen: tuple[Remark, ...]
    better: tuple[str, ...]
    explanation: str
    reference: Mapping[str, str]
    module_key: str

    @property
    def title(self) -> str:
        """The question with its number."""
        return f"{self.number}. {self.stem}"


@dataclass(frozen=True, slots=True)
class Reading:
    """A module to read again: where it begins, and its honest minutes."""

    key: str
    title: str
    url: str
    minutes: int


def marks(
    paper: Sequence[PaperItem],
    versions: Mapping[int, Asked],
    chosen: Mapping[int, Sequence[str]],
    *,
    key_shown: bool,
) -> list[Mark]:
    """The marks of a paper in its order.

    `chosen` gives the option ids for a version; `key_shown` says whether the right answers may be seen: they stay
    hidden while the same question can still be asked again.
    """
    return [
        _mark(number, item, versions[item["version"]], chosen.get(item["version"], ()), key_shown)
        for number, item in enumerate(paper, start=1)
    ]


def _mark(number: int, item: PaperItem, version: Asked, chosen: Sequence[str], key_shown: bool) -> Mark:
    options = {option["id"]: option for option in version.options}
    shown = [options[name] for name in item["options"]]
    right = grading.grade(version, chosen) == grading.RIGHT
    better = [option["text"] for option in shown if option["correct"]] if key_shown and not right else []
    return Mark(
        number=number,
        stem=version.stem,
        right=right,
        chosen=tuple(Remark(option["text"], option["feedback"]) for option in shown if option["id"] in chosen),
        better=tuple(better),
        explanation=version.explanation,
        reference=version.reference,
        module_key=version.module_key,
    )


def readings(outline: Outline, module_keys: Iterable[str]) -> dict[str, Reading]:
    """The modules with these keys in the order of the course, by key; each begins at its first activity."""
    wanted = set(module_keys)
    return {
        group.key: Reading(group.key, group.title, group.activities[0].url, group.minutes)
        for group in outline.groups
        if group.key in wanted and group.activities
    }
