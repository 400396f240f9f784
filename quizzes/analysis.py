"""Statistics of tests and of their questions, as Moodle defines them. Pure functions.

Source of every formula: Moodle's "Quiz statistics calculations" (docs.moodle.org/dev) and the calculators that carry
them out. Variances and covariances divide by S - 1, S being the number of papers.

A mark is given in whole thousandths of a point, 0 to 1000 a question; a total is the sum of the marks of a paper. All
sums are therefore whole numbers: a variance that is zero is zero exactly, and no order of adding matters.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum, sqrt

#: The full mark of a question.
FULL = 1000
#: Bars of the histogram, each of ten per cent.
BINS = 10

Pairs = Mapping[tuple[int, int], int]
"""How many papers had a mark and a total, by both."""


class Tally:
    """What papers of the same length add up to. Memory grows with the different marks and totals, not the papers.

    `items` holds for each question, and `places` for each place of a paper, how many papers had which mark there and
    which total.
    """

    def __init__(self, length: int) -> None:
        self.totals: Counter[int] = Counter()
        self.items: dict[int, Counter[tuple[int, int]]] = {}
        self.places: list[Counter[tuple[int, int]]] = [Counter() for _place in range(length)]

    @property
    def papers(self) -> int:
        """How many papers were counted."""
        return self.totals.total()

    def add(self, paper: Sequence[tuple[int, int]]) -> None:
        """Count a paper: its questions and their marks, in an order that means the same in every paper.

        Raises `ValueError` for a paper of another length.
        """
        if len(paper) != len(self.places):
            raise ValueError(f"A paper of {len(paper)} questions among papers of {len(self.places)}.")
        total = sum(mark for _item, mark in paper)
        self.totals[total] += 1
        for place, (item, mark) in zip(self.places, paper, strict=True):
            place[mark, total] += 1
            self.items.setdefault(item, Counter())[mark, total] += 1


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """One question. All but `papers` in per cent; None where the definition has no value.

    `deviation` is the standard deviation of the marks, `index` the discrimination index (the correlation of the mark
    with the rest of the paper), `efficiency` the discriminative efficiency.
    """

    papers: int
    facility: float
    deviation: float | None
    index: float | None
    efficiency: float | None
    intended_weight: float
    effective_weight: float | None


@dataclass(frozen=True, slots=True)
class QuizStatistics:
    """A whole test. In per cent of the full mark, but for `papers`, `skewness`, `kurtosis` (no unit) and `histogram`.

    `consistency` is the coefficient of internal consistency (Cronbach's alpha), `histogram` the number of papers in
    each ten per cent, 100 % with the last. None where the definition has no value.
    """

    papers: int
    mean: float
    median: float
    deviation: float | None
    skewness: float | None
    kurtosis: float | None
    consistency: float | None
    error_ratio: float | None
    standard_error: float | None
    histogram: tuple[int, ...]


def item_statistics(counted: Tally) -> dict[int, ItemStatistics]:
    """The statistics of every question of the papers, by its id.

    A question that is in every paper is compared with the rest of it (total less own mark); one that was drawn into
    some of them, with the total, as Moodle does. The effective weight is the question's share of the spread of the
    totals, 100 · √cov(x, X) ÷ Σ √cov(xⱼ, X) over the places j of a paper where the covariance is not negative; where
    every paper has the same questions, these are the places.
    """
    whole = fsum(root for pairs in counted.places if (root := _root(pairs)) is not None)
    return {
        item: _item(pairs, counted, whole, everywhere=pairs.total() == counted.papers)
        for item, pairs in counted.items.items()
    }


def part_statistics(pairs: Pairs, counted: Tally, item: int) -> ItemStatistics:
    """The same for some of the papers with a question, such as those of one month; without an effective weight."""
    return _item(pairs, counted, 0, everywhere=counted.items[item].total() == counted.papers)


def totals_of(pairs: Pairs) -> Counter[int]:
    """How many papers had each total."""
    found: Counter[int] = Counter()
    for (_mark, total), times in pairs.items():
        found[total] += times
    return found


def _item(pairs: Pairs, counted: Tally, whole: float, *, everywhere: bool) -> ItemStatistics:
    marks, root = _sums(pairs), _root(pairs)
    count = marks.count
    compared = _without_own(pairs) if everywhere else pairs
    return ItemStatistics(
        papers=count,
        facility=float(Fraction(100 * marks.first, count * FULL)),
        deviation=100 * sqrt(Fraction(marks.first_spread, count * (count - 1))) / FULL if count > 1 else None,
        index=discrimination_index(compared),
        efficiency=discriminative_efficiency(compared),
        intended_weight=100 / len(counted.places),
        effective_weight=100 * root / whole if root is not None and whole else None,
    )


def discrimination_index(pairs: Pairs) -> float | None:
    """100 · cov(x, y) ÷ √(var x · var y), from -100 to 100: the correlation of both values.

    None where one of them never varies, or there are fewer than two papers.
    """
    sums = _sums(pairs)
    spreads = sums.first_spread * sums.second_spread
    if not spreads:
        return None
    size = 100 * sqrt(Fraction(sums.together**2, spreads))
    return -size if sums.together < 0 else size


def discriminative_efficiency(pairs: Pairs) -> float | None:
    """100 · cov(x, y) ÷ covₘₐₓ, at most 100; covₘₐₓ is the covariance once x and y are both sorted.

    None where that is 0: one of them never varies, or there are fewer than two papers.
    """
    most = _sums(_sorted_pairs(pairs)).together
    return float(Fraction(100 * _sums(pairs).together, most)) if most else None


def quiz_statistics(counted: Tally) -> QuizStatistics:
    """The statistics of the whole test. Raises `ValueError` for no papers or papers without questions.

    Mean, median and standard deviation from one and two papers on; skewness k₃ ÷ k₂^1.5 and the coefficient of
    internal consistency 100 · p ÷ (p - 1) · (1 - Σ var(xⱼ) ÷ k₂) from three, kurtosis k₄ ÷ k₂² from four; these need
    totals that vary, and the coefficient more than one question. The error ratio is 100 · √(1 - coefficient ÷ 100),
    the standard error that share of the standard deviation.
    """
    count, length = counted.papers, len(counted.places)
    if not count or not length:
        raise ValueError("There are no marks to count.")
    share = Fraction(100, FULL * length)
    moments = _Moments.of(counted.totals)
    consistency = _consistency(counted, moments.k2)
    ratio = 100 * sqrt(1 - consistency / 100) if consistency is not None else None
    deviation = sqrt(moments.k2) * float(share) if moments.k2 is not None else None
    return QuizStatistics(
        papers=count,
        mean=float(share * moments.mean),
        median=float(share * _median(counted.totals)),
        deviation=deviation,
        skewness=_skewness(moments),
        kurtosis=float(moments.k4 / moments.k2**2) if moments.k4 is not None and moments.k2 else None,
        consistency=float(consistency) if consistency is not None else None,
        error_ratio=ratio,
        standard_error=ratio * deviation / 100 if ratio is not None and deviation is not None else None,
        histogram=_histogram(counted.totals, FULL * length),
    )


@dataclass(frozen=True, slots=True)
class _Sums:
    """Of two values: the sum of the first, and S · Σab - Σa · Σb of both: S (S - 1) times the (co)variance."""

    count: int
    first: int
    first_spread: int
    second_spread: int
    together: int


def _sums(pairs: Pairs) -> _Sums:
    count = a = b = aa = bb = ab = 0
    for (first, second), times in pairs.items():
        count += times
        a += times * first
        b += times * second
        aa += times * first * first
        bb += times * second * second
        ab += times * first * second
    return _Sums(count, a, count * aa - a * a, count * bb - b * b, count * ab - a * b)


def _without_own(pairs: Pairs) -> Pairs:
    """Mark and rest in the place of mark and total; different pairs stay different."""
    return {(mark, total - mark): times for (mark, total), times in pairs.items()}


def _root(pairs: Pairs) -> float | None:
    """√cov(x, X), None where the covariance is negative or there is none."""
    sums = _sums(pairs)
    if sums.count < 2 or sums.together < 0:
        return None
    return sqrt(Fraction(sums.together, sums.count * (sums.count - 1)))


def _sorted_pairs(pairs: Pairs) -> Pairs:
    """The same first values and the same second ones, both in ascending order, side by side."""
    firsts: Counter[int] = Counter()
    for (first, _second), times in pairs.items():
        firsts[first] += times
    return _side_by_side(sorted(firsts.items()), sorted(totals_of(pairs).items()))


def _side_by_side(firsts: list[tuple[int, int]], seconds: list[tuple[int, int]]) -> Pairs:
    found: dict[tuple[int, int], int] = {}
    queue = iter(seconds)
    second, left = 0, 0
    for first, times in firsts:
        while times:
            if not left:
                second, left = next(queue)
            taken = min(times, left)
            found[first, second] = taken
            times, left = times - taken, left - taken
    return found


@dataclass(frozen=True, slots=True)
class _Moments:
    """The mean and the k-statistics (unbiased cumulants) of some numbers; None where they are too few."""

    mean: Fraction
    k2: Fraction | None
    k3: Fraction | None
    k4: Fraction | None

    @classmethod
    def of(cls, values: Counter[int]) -> "_Moments":
        s = values.total()
        whole = sum(value * times for value, times in values.items())
        # s times each distance from the mean is whole.
        m2, m3, m4 = (
            Fraction(sum(times * (s * value - whole) ** power for value, times in values.items()), s ** (power + 1))
            for power in (2, 3, 4)
        )
        return cls(
            Fraction(whole, s),
            s * m2 / (s - 1) if s > 1 else None,
            s**2 * m3 / ((s - 1) * (s - 2)) if s > 2 else None,
            s**2 * ((s + 1) * m4 - 3 * (s - 1) * m2**2) / ((s - 1) * (s - 2) * (s - 3)) if s > 3 else None,
        )


def _consistency(counted: Tally, k2: Fraction | None) -> Fraction | None:
    papers, length = counted.papers, len(counted.places)
    if papers < 3 or length < 2 or not k2:
        return None
    spread = Fraction(sum(_sums(pairs).first_spread for pairs in counted.places), papers * (papers - 1))
    return Fraction(100 * length, length - 1) * (1 - spread / k2)


def _skewness(moments: _Moments) -> float | None:
    if moments.k3 is None or not moments.k2:
        return None
    size = sqrt(moments.k3**2 / moments.k2**3)
    return -size if moments.k3 < 0 else size


def _median(values: Counter[int]) -> Fraction:
    """The one in the middle, or the mean of the two."""
    count = values.total()
    lower, upper = _nth(values, (count - 1) // 2), _nth(values, count // 2)
    return Fraction(lower + upper, 2)


def _nth(values: Counter[int], place: int) -> int:
    """The value at a place, from 0, when all are sorted."""
    return next(value for value, before in _running(values) if place < before)


def _running(values: Counter[int]) -> Iterator[tuple[int, int]]:
    reached = 0
    for value in sorted(values):
        reached += values[value]
        yield value, reached


def _histogram(totals: Counter[int], most: int) -> tuple[int, ...]:
    bars = [0] * BINS
    for total, times in totals.items():
        bars[min(total * BINS // most, BINS - 1)] += times
    return tuple(bars)
