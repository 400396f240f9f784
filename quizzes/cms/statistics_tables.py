"""The tables of the statistics: what their cells say, on the page and as a spreadsheet."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.numbers import whole
from modules.models import CoursePage
from quizzes import analysis_items
from quizzes.analysis import BINS
from quizzes.domain.queries import FEWEST
from quizzes.domain.statistics import Item, Report
from quizzes.models import QuizPage

#: What stands where there is no number.
NONE = "—"


@dataclass(frozen=True, slots=True)
class Tested:
    """A test in the list of all; `enough` says whether its numbers may be shown."""

    quiz: QuizPage
    course: str
    enough: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a test: as a number (None for no value), as text, and what it means."""

    label: str
    number: float | None
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the histogram, in a drawing of which a bar is 10 wide and the highest 100 high."""

    label: str
    papers: int
    left: int
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """A column about questions: how it is named in an ordering, and what a question has there."""

    key: str
    label: Any
    value: Callable[[Item], Any]


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading: the ordering to which its link leads, and the `aria-sort` of the present one."""

    label: str
    ordering: str
    sort: str


@dataclass(frozen=True, slots=True)
class Row:
    """A question in the table: its numbers as text, in the order of the columns."""

    item: Item
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing an answer can hold (of a prompt, or of a thing in a place), and how often it was taken."""

    of: str
    text: str
    right: bool | None
    share: analysis_items.Share | None


def _measured(name: str) -> Callable[[Item], float | None]:
    return lambda item: getattr(item.statistics, name) if item.statistics else None


#: Numbers of questions; all but the first are per cent.
NUMBERS = [
    Column("answers", gettext_lazy("Answers"), _measured("papers")),
    Column("facility", gettext_lazy("Facility"), _measured("facility")),
    Column("deviation", gettext_lazy("Standard deviation"), _measured("deviation")),
    Column("index", gettext_lazy("Discrimination index"), _measured("index")),
    Column("efficiency", gettext_lazy("Discriminative efficiency"), _measured("efficiency")),
    Column("guess", gettext_lazy("Random guess score"), lambda item: item.guess if item.statistics else None),
    Column("intended", gettext_lazy("Intended weight"), _measured("intended_weight")),
    Column("effective", gettext_lazy("Effective weight"), _measured("effective_weight")),
]
IN_MONTHS = [column for column in NUMBERS if column.key in ("answers", "facility", "index", "efficiency")]
_ORDERS: dict[str, Callable[[Item], Any]] = {
    "question": lambda item: item.version.question.key,
    "weak": lambda item: -len(item.weaknesses),
    **{column.key: column.value for column in NUMBERS},
}
_USUAL = "weak"


def percent(value: float | None) -> str:
    """A share with one decimal, such as 63.4%."""
    return NONE if value is None else f"{_number(value)}%"


def _number(value: float) -> str:
    return formats.number_format(round(value, 1) + 0.0, decimal_pos=1)  # Never -0.0.


def tested(quizzes: Iterable[Any]) -> list[Tested]:
    """The rows of `quizzes.domain.statistics.tests` with their courses; one more statement."""
    courses = dict(CoursePage.objects.values_list("path", "title"))
    return [Tested(quiz, _course(quiz.path, courses), quiz.people >= FEWEST) for quiz in quizzes]


def _course(path: str, courses: Mapping[str, str]) -> str:
    """The title of the course above a page, by their places in the tree."""
    above = (path[:end] for end in range(QuizPage.steplen, len(path), QuizPage.steplen))
    return next((courses[place] for place in above if place in courses), "")


def figures(found: Report) -> list[Figure]:
    """The figures of a whole test, the plain ones first; empty when there are too few people."""
    test = found.statistics
    if test is None:
        return []
    shares = [
        (_("Mean"), test.mean, ""),
        (_("Median"), test.median, ""),
        (_("Standard deviation"), test.deviation, ""),
        (_("Pass rate"), found.pass_rate, ""),
        (
            _("Internal consistency"),
            test.consistency,
            _("How far the questions measure one thing (Cronbach’s alpha). From 70% on it is good for a test."),
        ),
        (_("Error ratio"), test.error_ratio, _("How much of the spread of the scores is chance.")),
        (_("Standard error"), test.standard_error, _("Two thirds of the scores are this close to the true one.")),
    ]
    plain = [(_("Skewness"), test.skewness), (_("Kurtosis"), test.kurtosis)]
    return [
        Figure(_("Attempts"), found.attempts, str(found.attempts)),
        Figure(_("Learners"), found.learners, str(found.learners)),
        *(Figure(label, value, percent(value), hint) for label, value, hint in shares),
        *(Figure(label, value, NONE if value is None else _number(value)) for label, value in plain),
    ]


def bars(found: Report) -> list[Bar]:
    """The histogram of the scores; empty when there are too few people."""
    if found.statistics is None:
        return []
    most = max(found.statistics.histogram)
    heights = [(papers, 100 * papers / most) for papers in found.statistics.histogram]
    wide = 100 // BINS
    return [
        Bar(_span(place * wide, wide), papers, place * 10, round(100 - height, 2), round(height, 2))
        for place, (papers, height) in enumerate(heights)
    ]


def _span(start: int, wide: int) -> str:
    if start + wide == 100:
        return _("%(start)s%% to 100%%") % {"start": start}
    return _("%(start)s%% to under %(end)s%%") % {"start": start, "end": start + wide}


def ordering_of(given: str) -> str:
    """The ordering that an address asks for: the key of a column, with a minus for the highest first."""
    return given if given.removeprefix("-") in _ORDERS else _USUAL


def headings(ordering: str) -> list[Heading]:
    """The headings of the question and its numbers; a second click turns the order round."""
    columns = [("question", _("Question")), *((column.key, column.label) for column in NUMBERS)]
    return [
        Heading(label, f"-{key}" if ordering == key else key, _SORTS.get((ordering == key, ordering == f"-{key}"), ""))
        for key, label in columns
    ]


_SORTS = {(True, False): "ascending", (False, True): "descending"}


def rows(items: Iterable[Item], ordering: str) -> list[Row]:
    """The rows in an ordering, those without a value last, and by question and version where they tie."""
    value = _ORDERS[ordering.removeprefix("-")]
    tied = sorted(items, key=lambda item: (item.version.question.key, -item.version.number))
    known = [item for item in tied if value(item) is not None]
    known.sort(key=value, reverse=ordering.startswith("-"))
    return [Row(item, cells_of(item)) for item in (*known, *(item for item in tied if value(item) is None))]


def cells_of(item: Item, columns: Sequence[Column] = NUMBERS) -> list[str]:
    """The numbers of a question as text."""
    return [_text(column, column.value(item)) for column in columns]


def _text(column: Column, value: float | None) -> str:
    if column.key == "answers" and value is not None:
        return str(value)
    return percent(value)


def months(found: Report) -> list[tuple[date, int, list[str]]]:
    """The question that was asked for by month and version, with the numbers of `IN_MONTHS`."""
    return [(period.month, period.item.version.number, cells_of(period.item, IN_MONTHS)) for period in found.periods]


def chosen_versions(items: Iterable[Item], *, current: bool) -> list[Item]:
    """All versions, or the current ones alone."""
    return [item for item in items if item.version.current or not current]


def versions_of(found: Report, question_id: int) -> list[Item]:
    """The versions of one question that were asked, the newest first."""
    own = [item for item in found.items if item.version.question_id == question_id]
    return sorted(own, key=lambda item: -item.version.number)


def asked_for(items: Sequence[Item], number: str | None) -> Item | None:
    """The version with this number; else the newest of which something can be said, else the newest, if any."""
    wanted = [item for item in items if item.version.number == whole(number)]
    return next(iter([*wanted, *(item for item in items if item.statistics), *items]), None)


def taken(found: Report, item: Item) -> list[Choice]:
    """Everything an answer to this version can hold, and that nothing was answered.

    Of orders, a thing in a wrong place where nobody put it is left out.
    """
    known = found.taken[item.version.pk].shares
    nothing = analysis_items.Choice(analysis_items.NOTHING, _("No answer"), False)
    listed = []
    for choice in (*analysis_items.choices(item.version), nothing):
        share = known.get(choice.key, analysis_items.Share(0, 0, 0)) if known is not None else None
        if item.version.kind == "ordering" and share and not share.everybody and not choice.right and choice.key:
            continue
        listed.append(Choice(choice.of, choice.text, choice.right if choice.key else None, share))
    return listed


def item_header() -> list[str]:
    """The columns of the questions as a spreadsheet."""
    own = [_("Question"), _("Version"), _("Current"), _("Kind"), _("Text")]
    return [*own, *(str(column.label) for column in NUMBERS), _("Look at")]


def item_cells(item: Item) -> list[Any]:
    """A question as a spreadsheet; a cell without a value is empty."""
    version = item.version
    own = [version.question.key, version.number, _("yes") if version.current else _("no"), version.get_kind_display()]
    return [*own, version.stem, *(_cell(column.value(item)) for column in NUMBERS), " ".join(item.weaknesses)]


def figure_cells(found: Report) -> list[list[Any]]:
    """The figures of a test as the rows of a spreadsheet."""
    return [[figure.label, _cell(figure.number)] for figure in figures(found)]


def choice_header() -> list[str]:
    """The columns of what was taken as a spreadsheet."""
    groups = [_("All, per cent"), _("Top third, per cent"), _("Bottom third, per cent")]
    return [_("Version"), _("Of"), _("Answer"), _("Right"), *groups]


def choice_cells(found: Report, item: Item) -> list[list[Any]]:
    """What was taken of one version as the rows of a spreadsheet."""
    thirds = found.taken[item.version.pk].thirds
    words = {True: _("yes"), False: _("no"), None: ""}
    return [
        [item.version.number, choice.of, choice.text, words[choice.right], *_share_cells(choice.share, thirds=thirds)]
        for choice in taken(found, item)
    ]


def _share_cells(share: analysis_items.Share | None, *, thirds: bool) -> list[Any]:
    if share is None:
        return ["", "", ""]
    return [_cell(share.everybody), *([_cell(share.top), _cell(share.bottom)] if thirds else ["", ""])]


def _cell(value: float | None) -> Any:
    return "" if value is None else round(value, 2)
