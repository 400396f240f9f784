"""The words of a simulated screen that can be marked, and those that the author pinned. Pure functions.

A pin is written as in docs/content-format.md, `[these words]{1}`; its number is the number of its span. The pins are
the key: what a learner sees comes from `words`, never from the text itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from modules import simulation as screens
from modules.simulation import PINNED

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the screen: its id (`w0`, `w1`, … in reading order), and the number of its span or None.

    `part` is the place of its post or message, `paragraph` the place of its paragraph in that, both from 0.
    """

    id: str
    text: str
    part: int
    paragraph: int
    span: int | None


def words(simulation: Mapping[str, Any]) -> list[Word]:
    """Every word of the screen's texts in reading order. A word of which any part is pinned belongs to the span."""
    numbers = count()
    return [
        Word(f"w{next(numbers)}", text, part, place, span)
        for part, whole in enumerate(screens.texts(simulation))
        for place, paragraph in enumerate(screens.paragraphs(whole))
        for text, span in _cut(paragraph)
    ]


def _cut(paragraph: str) -> list[tuple[str, int | None]]:
    """The words of a paragraph without pins, each with the number of the pin that covers any part of it."""
    plain, covered, end = "", [], 0
    for match in PINNED.finditer(paragraph):
        plain += paragraph[end : match.start()]
        covered.append((len(plain), len(plain) + len(match[1]), int(match[2])))
        plain += match[1]
        end = match.end()
    plain += paragraph[end:]
    return [
        (word[0], next((span for start, stop, span in covered if word.start() < stop and start < word.end()), None))
        for word in _WORD.finditer(plain)
    ]


def pin_numbers(simulation: Mapping[str, Any]) -> list[int]:
    """The numbers of the pins in reading order."""
    return [int(match[2]) for text in screens.texts(simulation) for match in PINNED.finditer(text)]


def pinned(simulation: Mapping[str, Any]) -> dict[int, str]:
    """The words of each pin by its number."""
    return {int(match[2]): match[1] for text in screens.texts(simulation) for match in PINNED.finditer(text)}


def spans(simulation: Mapping[str, Any]) -> dict[int, frozenset[str]]:
    """The ids of the words of each span, by its number."""
    found: dict[int, set[str]] = {}
    for word in words(simulation):
        if word.span is not None:
            found.setdefault(word.span, set()).add(word.id)
    return {number: frozenset(ids) for number, ids in found.items()}
