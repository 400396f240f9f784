"""Which questions come into a paper, and in what order. Pure: the chance comes from `rng`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypedDict

from django.utils.translation import gettext as _

from core.errors import DomainError

UNSEEN = 0


class PaperItem(TypedDict):
    """One question of a paper: the id of its version, and its option ids as shown."""

    version: int
    options: list[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be drawn. `fixed` keeps its options in their order (true or false)."""

    version: int
    question: int
    outcome: str
    options: tuple[str, ...]
    fixed: bool = False


def draw_paper(candidates: Sequence[Candidate], count: int, seen: Mapping[int, int], rng: Random) -> list[PaperItem]:
    """A paper of `count` different questions.

    Every outcome gets as even a share as its questions allow. Within an outcome, and for the questions left over,
    those come first that the learner has not seen, then those seen longest ago. `seen` gives for a question id the
    number of the latest attempt that held it, from 1. Questions and options are in random order.
    Raises `DomainError` when the candidates are too few.
    """
    if len(candidates) < count:
        raise DomainError(
            _(
                "This test cannot be started: it asks for %(count)s questions and its pool holds %(pool)s. "
                "Please tell the course team."
            )
            % {"count": count, "pool": len(candidates)}
        )
    chosen = _spread(candidates, count, seen, rng)
    rng.shuffle(chosen)
    return [PaperItem(version=item.version, options=_order(item, rng)) for item in chosen]


def _spread(candidates: Iterable[Candidate], count: int, seen: Mapping[int, int], rng: Random) -> list[Candidate]:
    queues = _queues(candidates, seen, rng)
    taken = dict.fromkeys(queues, 0)
    chosen: list[Candidate] = []
    while len(chosen) < count:
        open_outcomes = [outcome for outcome, queue in queues.items() if queue]
        outcome = min(open_outcomes, key=lambda name: (taken[name], seen.get(queues[name][-1].question, UNSEEN)))
        chosen.append(queues[outcome].pop())
        taken[outcome] += 1
    return chosen


def _queues(candidates: Iterable[Candidate], seen: Mapping[int, int], rng: Random) -> dict[str, list[Candidate]]:
    """For each outcome, in random order, its questions with the one to draw first at the end."""
    shuffled = list(candidates)
    rng.shuffle(shuffled)
    shuffled.sort(key=lambda item: seen.get(item.question, UNSEEN), reverse=True)
    queues: dict[str, list[Candidate]] = defaultdict(list)
    for item in shuffled:
        queues[item.outcome].append(item)
    outcomes = sorted(queues)
    rng.shuffle(outcomes)
    return {outcome: queues[outcome] for outcome in outcomes}


def _order(item: Candidate, rng: Random) -> list[str]:
    options = list(item.options)
    if not item.fixed:
        rng.shuffle(options)
    return options
