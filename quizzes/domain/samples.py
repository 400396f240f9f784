"""Reading graded attempts for the statistics: set-based and in chunks, so that memory stays flat."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Func, IntegerField, JSONField, QuerySet, TextChoices
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from quizzes import grading
from quizzes.analysis import FULL
from quizzes.models import Attempt, QuestionVersion, QuizPage, Response

#: Attempts read at a time.
CHUNK = 1000


class Which(TextChoices):
    """Which of each learner's attempts are looked at."""

    FIRST = "first", _("Each learner’s first")
    LAST = "last", _("Each learner’s latest")
    HIGHEST = "highest", _("Each learner’s best")
    ALL = "all", _("All")


_ORDER: Mapping[str, Sequence[str]] = {
    Which.FIRST: ("started_at", "pk"),
    Which.LAST: ("-started_at", "-pk"),
    Which.HIGHEST: ("-score", "started_at", "pk"),
}

#: The ids of the versions on a paper, without the rest of it.
_HELD = Func(F("paper"), template="jsonb_path_query_array(%(expressions)s, '$[*].version')", output_field=JSONField())


@dataclass(frozen=True, slots=True)
class Sample:
    """What to look at: a value of `Which`, and the days of handing in, both included, in the current time zone.

    A learner's first attempt is the first of all, whether or not it falls within the days.
    """

    which: str = Which.FIRST
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """The papers that can be compared: `attempts` are their ids, `length` the scored questions of each.

    `left_out` counts the papers of another length. `versions` holds the scored questions in the order in which every
    paper is read, those of every paper first, so that a place means as much the same in all of them as can be.
    """

    attempts: Sequence[int]
    length: int
    left_out: int
    versions: Mapping[int, QuestionVersion]


@dataclass(frozen=True, slots=True)
class Paper:
    """One graded paper: its marks in thousandths, unanswered 0, by version and in the order of the layout.

    `chosen` holds the answers to the versions that were asked for.
    """

    learner: int
    handed_in: datetime
    passed: bool
    marks: Sequence[tuple[int, int]]
    chosen: Mapping[int, Sequence[str]]

    @property
    def total(self) -> int:
        """The sum of the marks."""
        return sum(mark for _version, mark in self.marks)


def attempts_in(quiz: QuizPage, sample: Sample) -> QuerySet[Attempt]:
    """The graded attempts of a sample."""
    graded = Attempt.objects.filter(quiz=quiz, state=Attempt.State.GRADED).order_by("pk")
    found = graded
    if sample.which in _ORDER:
        ordered = graded.order_by("enrollment__learner", *_ORDER[sample.which])
        found = found.filter(pk__in=ordered.distinct("enrollment__learner").values("pk"))
    if sample.since:
        found = found.filter(submitted_at__date__gte=sample.since)
    if sample.until:
        found = found.filter(submitted_at__date__lte=sample.until)
    return found


def layout_of(attempts: QuerySet[Attempt]) -> Layout:
    """What the papers of these attempts have in common; three statements."""
    reflections = set(_unscored().values_list("pk", flat=True))
    by_length: dict[int, list[int]] = defaultdict(list)
    held: dict[int, Counter[int]] = defaultdict(Counter)
    for pk, paper in attempts.values_list("pk", _HELD).iterator(chunk_size=CHUNK):
        scored = [version for version in paper if version not in reflections]
        by_length[len(scored)].append(pk)
        held[len(scored)].update(scored)
    scored_lengths = filter(None, by_length)
    length = max(scored_lengths, key=lambda length: (len(by_length[length]), length), default=0)
    kept = by_length[length] if length else []
    everywhere = {version for version, count in held[length].items() if count == len(kept)}
    rows = QuestionVersion.objects.filter(pk__in=list(held[length])).select_related("question__pool")
    ordered = sorted(rows, key=lambda row: (row.pk not in everywhere, row.outcome_key, row.question_id, row.number))
    left_out = sum(map(len, by_length.values())) - len(kept)
    return Layout(kept, length, left_out, {row.pk: row for row in ordered})


def papers_of(layout: Layout, wanted: Sequence[int] = ()) -> Iterator[Paper]:
    """The papers of a layout, with the answers to the versions `wanted`; two or three statements for each chunk."""
    places = {version: place for place, version in enumerate(layout.versions)}
    for start in range(0, len(layout.attempts), CHUNK):
        chunk = layout.attempts[start : start + CHUNK]
        points, chosen = _points(chunk), _chosen(chunk, wanted)
        rows = Attempt.objects.filter(pk__in=chunk).order_by("pk")
        columns = ("pk", "enrollment__learner", "submitted_at", "passed", _HELD)
        for pk, learner, at, passed, held in rows.values_list(*columns):
            order = sorted((version for version in held if version in places), key=places.__getitem__)
            marks = [(version, points[pk].get(version, 0)) for version in order]
            yield Paper(learner, at, passed, marks, chosen[pk])


def _points(attempts: Sequence[int]) -> Mapping[int, Mapping[int, int]]:
    """Thousandths by attempt and version; what earned nothing is left out."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = Response.objects.filter(attempt__in=attempts, points__gt=0).order_by()
    marks = rows.annotate(mark=Cast(F("points") * FULL, IntegerField()))
    for attempt, version, mark in marks.values_list("attempt_id", "version_id", "mark"):
        found[attempt][version] = mark
    return found


def _chosen(attempts: Sequence[int], wanted: Sequence[int]) -> Mapping[int, Mapping[int, Sequence[str]]]:
    found: dict[int, dict[int, Sequence[str]]] = defaultdict(dict)
    if wanted:
        rows = Response.objects.filter(attempt__in=attempts, version__in=wanted).order_by()
        for attempt, version, chosen in rows.values_list("attempt_id", "version_id", "chosen"):
            found[attempt][version] = chosen
    return found


def _unscored() -> QuerySet[QuestionVersion]:
    kinds = [kind for kind in QuestionVersion.Kind.values if not grading.is_scored(kind)]
    return QuestionVersion.objects.filter(kind__in=kinds)
