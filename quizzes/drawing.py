"""Which questions come into a paper, and in what order. Pure: the chance comes from `rng`."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import NotRequired, TypedDict

from django.utils.translation import gettext as _

from core.errors import DomainError

UNSEEN = 0
TRIES = 50


class PaperItem(TypedDict):
    """One question of a paper: the id of its version, its option ids as shown, and those of its targets if any."""

    version: int
    options: list[str]
    targets: NotRequired[list[str]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be drawn. `fixed` keeps its options in their order (true or false, words of a post).

    `apart` never shows one option right after the one before it: where the order is the answer, the order as shown
    is worth nothing.
    """

    version: int
    question: int
    outcome: str
    options: tuple[str, ...]
    targets: tuple[str, ...] = ()
    fixed: bool = False
    apart: bool = False


def draw_paper(
    candidates: Sequence[Candidate], count: int, seen: Mapping[int, int], rng: Random, *, per_outcome: int = 0
) -> list[PaperItem]:
    """A paper of `count` different questions, at least `per_outcome` for each outcome that the candidates cover.

    Every outcome gets as even a share as its questions allow. Within an outcome, and for the questions left over,
    those come first that the learner has not seen, then those seen longest ago. `seen` gives for a question id the
    number of the latest attempt that held it, from 1. Questions and options are in random order.
    Raises `DomainError` when the candidates are too few.
    """
    short = shortage(Counter(item.outcome for item in candidates), count, per_outcome)
    if short:
        raise DomainError(_("This test cannot be started. %(why)s Please tell the course team.") % {"why": short})
    chosen = _spread(candidates, count, seen, rng)
    rng.shuffle(chosen)
    return [_item(item, rng) for item in chosen]


def shortage(sizes: Mapping[str, int], count: int, per_outcome: int) -> str | None:
    """Why pools with so many questions for each outcome cannot fill a paper, as a sentence; None when they can.

    An even spread gives each outcome `per_outcome` questions whenever these two conditions let it.
    """
    held = sum(sizes.values())
    if held < count:
        return _("A paper draws %(count)s questions and the pools hold %(held)s.") % {"count": count, "held": held}
    few = [outcome for outcome, size in sorted(sizes.items()) if size < per_outcome]
    if few:
        sentence = _("A paper takes at least %(least)s for each outcome, and the pools hold fewer for: %(few)s.")
        return sentence % {"least": per_outcome, "few": ", ".join(few)}
    if per_outcome * len(sizes) > count:
        sentence = _("At least %(least)s for each of %(outcomes)s outcomes is more than the %(count)s of a paper.")
        return sentence % {"least": per_outcome, "outcomes": len(sizes), "count": count}
    return None


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


def _item(item: Candidate, rng: Random) -> PaperItem:
    options = list(item.options)
    if not item.fixed:
        rng.shuffle(options)
    if item.apart and not set(pairwise(item.options)).isdisjoint(pairwise(options)):
        options = _apart(item.options, rng)
    found = PaperItem(version=item.version, options=options)
    if item.targets:
        found["targets"] = rng.sample(item.targets, len(item.targets))
    return found


def _apart(options: Sequence[str], rng: Random) -> list[str]:
    """The options in an order in which none follows the one before it; about a third of all orders are such."""
    right = set(pairwise(options))
    for _attempt in range(TRIES):
        order = rng.sample(options, len(options))
        if right.isdisjoint(pairwise(order)):
            return order
    return list(reversed(options))
