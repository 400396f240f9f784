"""The statistics of tests and questions, for authors and reviewers: aggregates alone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from wagtail import hooks
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.menu import MenuItem

from core.access import permitted
from core.spreadsheets import csv_response
from quizzes.cms import statistics_tables as tables
from quizzes.cms.statistics_form import SampleForm
from quizzes.domain import queries
from quizzes.domain.statistics import Report, report, tests
from quizzes.models import Question, QuizPage

PERMISSION = "quizzes.view_question"


class _StatisticsItem(MenuItem):
    """Shown to whoever may open it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may look at questions."""
        return request.user.has_perm(PERMISSION)


@hooks.register("register_reports_menu_item")
def statistics_menu_item() -> MenuItem:
    """The entry among the reports of the CMS."""
    label, url = gettext_lazy("Test statistics"), reverse("quizzes_cms:statistics_home")
    return _StatisticsItem(label, url, name="test-statistics", icon_name="table", order=1200)


@require_GET
@permitted(PERMISSION)
def statistics_home(request: HttpRequest) -> HttpResponse:
    """Every test."""
    title = _("Test statistics")
    context = {"rows": tables.tested(tests()), "fewest": queries.FEWEST, **_header(title)}
    return render(request, "quizzes/cms/statistics_home.html", context)


@require_GET
@permitted(PERMISSION)
def statistics(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """One test: its figures, and a row for each question that was asked."""
    quiz = get_object_or_404(QuizPage, pk=quiz_id)
    form = SampleForm(request.GET)
    found = report(quiz, form.sample())
    items = tables.chosen_versions(found.items, current=form.only_current())
    ordering = tables.ordering_of(request.GET.get("ordering", ""))
    context = {
        "quiz": quiz,
        "form": form,
        "report": found,
        "figures": tables.figures(found),
        "bars": tables.bars(found),
        "ordering": ordering,
        "headings": tables.headings(ordering),
        "rows": tables.rows(items, ordering),
        "weak": sum(bool(item.weaknesses) for item in items),
        "fewest": queries.FEWEST,
        **_header(quiz.title, (_("Test statistics"), reverse("quizzes_cms:statistics_home"))),
    }
    return render(request, "quizzes/cms/statistics.html", context)


@require_GET
@permitted(PERMISSION)
def statistics_question(request: HttpRequest, quiz_id: int, question_id: int) -> HttpResponse:
    """One question of a test: its versions, what was taken of one of them, and how it did over time."""
    quiz, question, form, found = _question(request, quiz_id, question_id)
    items = tables.versions_of(found, question.pk)
    item = tables.asked_for(items, request.GET.get("version"))
    context = {
        "quiz": quiz,
        "question": question,
        "edit_url": AdminURLFinder(request.user).get_edit_url(question),
        "form": form,
        "report": found,
        "columns": tables.NUMBERS,
        "rows": [(version, tables.cells_of(version)) for version in items],
        "item": item,
        "month_columns": tables.IN_MONTHS,
        "months": tables.months(found),
        "choices": tables.taken(found, item) if item else [],
        "taken": found.taken[item.version.pk] if item else None,
        "fewest": queries.FEWEST,
        **_header(
            question.key,
            (_("Test statistics"), reverse("quizzes_cms:statistics_home")),
            (quiz.title, reverse("quizzes_cms:statistics", args=[quiz.pk])),
        ),
    }
    return render(request, "quizzes/cms/statistics_question.html", context)


@require_GET
@permitted(PERMISSION)
def statistics_csv(request: HttpRequest, quiz_id: int) -> HttpResponseBase:
    """The questions of a test as a spreadsheet, or with `table=test` the figures of the test."""
    quiz = get_object_or_404(QuizPage, pk=quiz_id)
    form = SampleForm(request.GET)
    found = report(quiz, form.sample())
    if request.GET.get("table") == "test":
        header = [_("Figure"), _("Value")]
        return csv_response(filename=f"{quiz.slug}.csv", header=header, rows=tables.figure_cells(found))
    items = tables.chosen_versions(found.items, current=form.only_current())
    rows = (tables.item_cells(row.item) for row in tables.rows(items, "question"))
    return csv_response(filename=f"{quiz.slug}-questions.csv", header=tables.item_header(), rows=rows)


@require_GET
@permitted(PERMISSION)
def statistics_question_csv(request: HttpRequest, quiz_id: int, question_id: int) -> HttpResponseBase:
    """What was taken of each version of a question, as a spreadsheet."""
    quiz, question, _form, found = _question(request, quiz_id, question_id)
    items = tables.versions_of(found, question.pk)
    rows = (row for item in items for row in tables.choice_cells(found, item))
    filename = f"{quiz.slug}-{question.key}.csv"
    return csv_response(filename=filename, header=tables.choice_header(), rows=rows)


def _question(request: HttpRequest, quiz_id: int, question_id: int) -> tuple[QuizPage, Question, SampleForm, Report]:
    """A question that the test asks, or asked; anything else is a 404."""
    quiz = get_object_or_404(QuizPage, pk=quiz_id)
    question = get_object_or_404(Question.objects.select_related("pool"), pk=question_id)
    form = SampleForm(request.GET)
    found = report(quiz, form.sample(), question.pk)
    if not tables.versions_of(found, question.pk) and question.pool_id not in queries.pool_ids(quiz):
        raise Http404
    return quiz, question, form, found


def _header(title: str, *above: tuple[str, str]) -> dict[str, Any]:
    """What Wagtail's header shows: the title, and the way down to it."""
    home = {"label": _("Home"), "url": reverse("wagtailadmin_home")}
    path_down = [{"label": label, "url": url} for label, url in above]
    return {
        "header_title": title,
        "header_icon": "table",
        "breadcrumbs_items": [home, *path_down, {"label": title, "url": ""}],
    }


urlpatterns: list[URLPattern] = [
    path("statistics/", statistics_home, name="statistics_home"),
    path("statistics/<int:quiz_id>/", statistics, name="statistics"),
    path("statistics/<int:quiz_id>/csv/", statistics_csv, name="statistics_csv"),
    path("statistics/<int:quiz_id>/questions/<int:question_id>/", statistics_question, name="statistics_question"),
    path(
        "statistics/<int:quiz_id>/questions/<int:question_id>/csv/",
        statistics_question_csv,
        name="statistics_question_csv",
    ),
]
