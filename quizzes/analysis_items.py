"""What one question offered, what was taken of it, and whether the question is weak. Pure functions."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from quizzes import marking
from quizzes.analysis import ItemStatistics
from quizzes.grading import Graded

#: In per cent: a question below or above is weak.
LEAST_DISCRIMINATION = 15
EASIEST = 95
HARDEST = 30
#: What is taken when nothing was answered, and when words outside every span were marked.
NOTHING = ""
OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that an answer can hold: its key as in `taken`, what it says, and whether it is right.

    `of` is the prompt of a pair or the thing in a place, else empty.
    """

    key: str
    text: str
    right: bool
    of: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """How often something was taken, in per cent of the answers: of all, of the best third and of the weakest."""

    everybody: float
    top: float
    bottom: float


def random_guess(version: Graded) -> float | None:
    """The score in per cent to be expected of guessing; None where guessing has no one meaning.

    - single, true_false: one right answer among n, 100 ÷ n.
    - matching: each prompt its own target among n, 100 ÷ n.
    - ordering: in a random order of n things a given one directly follows another with (n - 1)! ÷ n!, so 100 ÷ n.
    - multiple, marking: None. It depends on how many options or words a guesser takes.
    """
    if version.kind == "matching":
        return 100 / len(version.targets)
    if version.kind in ("single", "true_false", "ordering"):
        return 100 / len(version.options)
    return None


def choices(version: Graded) -> list[Choice]:
    """Everything that an answer to a scored question can hold, in the order of the question."""
    texts = {option["id"]: option["text"] for option in version.options}
    if version.kind == "matching":
        return [
            Choice(f"{option['id']}:{target['id']}", target["text"], option["target"] == target["id"], option["text"])
            for option in version.options
            for target in version.targets
        ]
    if version.kind == "ordering":
        return [
            Choice(f"{name}@{place}", _("Place %(number)s") % {"number": place}, name == option["id"], texts[name])
            for name in texts
            for place, option in enumerate(version.options, start=1)
        ]
    if version.kind == "marking":
        spans = [Choice(option["id"], f"{option['text']} ({option['identifier']})", True) for option in version.options]
        return [*spans, Choice(OUTSIDE, _("Words outside the spans"), False)]
    return [Choice(option["id"], option["text"], bool(option.get("correct"))) for option in version.options]


def taken(version: Graded, spans: Mapping[int, frozenset[str]], chosen: Sequence[str]) -> set[str]:
    """The keys of what an answer holds: `{NOTHING}` for no answer.

    A span is taken when at least one of its words is marked; `spans` is `marking.spans` of the question's screen.
    """
    if not chosen:
        return {NOTHING}
    if version.kind == "ordering":
        return {f"{name}@{place}" for place, name in enumerate(chosen, start=1)}
    if version.kind == "marking":
        marked = set(chosen)
        found = {str(number) for number, words in spans.items() if marked & words}
        return found | {OUTSIDE} if marked.difference(*spans.values()) else found
    return set(chosen)


def spans_of(version: Graded) -> Mapping[int, frozenset[str]]:
    """The words of each span of a question for marking; empty for other kinds."""
    return marking.spans(version.simulation) if version.kind == "marking" and version.simulation else {}


def shares(held: Counter[int], took: Mapping[str, Counter[int]]) -> dict[str, Share]:
    """For each key of `took`, how often it was taken by everybody and by the outer thirds.

    `held` counts by their totals the papers with the question, `took` those among them that hold the key. Each third
    is exactly a third of the papers by their totals; those that tie at its border count in part, so that nobody's
    place in a list decides.
    """
    count = held.total()
    part = Fraction(count, 3)
    top, bottom = _weights(held, sorted(held, reverse=True), part), _weights(held, sorted(held), part)
    return {
        key: Share(
            everybody=float(Fraction(100 * totals.total(), count)),
            top=_weighted(totals, top, part),
            bottom=_weighted(totals, bottom, part),
        )
        for key, totals in took.items()
    }


def _weights(held: Counter[int], order: Iterable[int], part: Fraction) -> dict[int, Fraction]:
    """How much a paper with each total counts, when `part` papers are taken in this order of the totals."""
    weights: dict[int, Fraction] = {}
    left = part
    for total in order:
        weights[total] = min(left / held[total], Fraction(1))
        left -= weights[total] * held[total]
    return weights


def _weighted(totals: Counter[int], weights: Mapping[int, Fraction], part: Fraction) -> float:
    return float(100 * sum((weights[total] * times for total, times in totals.items()), Fraction(0)) / part)


def weaknesses(found: ItemStatistics) -> list[str]:
    """Why a question should be looked at, each with what to do, as sentences; empty for a sound one."""
    sentences = []
    if found.facility > EASIEST:
        sentences.append(
            _("More than 95% of the points are earned, so it tells little. Make the wrong answers more plausible.")
        )
    if found.facility < HARDEST:
        sentences.append(
            _("Less than 30% of the points are earned. Check the key, the wording, and whether a lesson covers it.")
        )
    if found.index is not None and found.index < 0:
        sentences.append(
            _("Those who do well in the rest of the test do worse here. Check the key, and for a second right answer.")
        )
    elif _low(found.index) or _low(found.efficiency):
        sentences.append(
            _("It hardly tells who does well in the rest of the test from who does not. Look at the answers by thirds.")
        )
    return sentences


def _low(value: float | None) -> bool:
    return value is not None and value < LEAST_DISCRIMINATION
