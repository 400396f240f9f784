"""Grading earlier answers anew, for examiners: see what would change, confirm, watch, read the result.

The names of learners appear here and nowhere else in the CMS: every view asks for `quizzes.add_regrade`.
"""

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin.widgets import SwitchInput

from accounts.models import User
from core import clock
from core.access import permitted
from core.errors import DomainError
from core.numbers import digits, whole
from core.spreadsheets import csv_response
from quizzes import marking
from quizzes.domain import regrade_plans as plans
from quizzes.domain.regrade_plans import Row
from quizzes.domain.regrades import nothing_to_do_sentence, order_regrade, refusal
from quizzes.models import Question, QuestionVersion, Regrade

PERMISSION = "quizzes.add_regrade"


class RuleForm(forms.Form):
    """What the answers are to be worth."""

    rule = forms.ChoiceField(
        label=gettext_lazy("What counts"),
        choices=Regrade.Rule.choices,
        initial=Regrade.Rule.NEW_KEY,
        widget=forms.RadioSelect,
    )
    only_raise = forms.BooleanField(
        label=gettext_lazy("No score falls"),
        help_text=gettext_lazy("Whoever was right by the old key keeps the points."),
        initial=True,
        required=False,
        widget=SwitchInput,
    )


class ReasonForm(forms.Form):
    """What stays with the scores that change."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "What was wrong with the key. It stays with the scores that change, so name no learner."
        ),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write the reason: it stays with the scores that change.")},
    )


@require_http_methods(["GET", "POST"])
@permitted(PERMISSION)
def regrade(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a rule, see what would change, and confirm it. The rule stands in the address, the order is posted."""
    question, version = _question(pk)
    rule = RuleForm(request.GET) if "rule" in request.GET else RuleForm()
    reason = ReasonForm(request.POST or None)
    if request.method == "POST" and rule.is_valid() and reason.is_valid():
        try:
            ordered = order_regrade(
                question=question,
                version=get_object_or_404(QuestionVersion, pk=whole(request.POST.get("version")), question=question),
                actor=cast(User, request.user),
                now=clock.now(),
                **rule.cleaned_data,
                **reason.cleaned_data,
            )
        except DomainError as error:
            messages.error(request, error.message)
        else:
            return redirect("quizzes_cms:regrade_progress", ordered.public_id)
    return render(request, "quizzes/cms/regrade.html", _context(question, version, rule, reason))


@require_GET
@permitted(PERMISSION)
def regrade_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """Every attempt that would change, as a spreadsheet."""
    question, _version = _question(pk)
    form = RuleForm(request.GET)
    if not form.is_valid():
        raise Http404
    considered = plans.considered(question, now=clock.now(), **form.cleaned_data)
    rows = [] if refusal(considered) else plans.planned_rows(considered)
    return _csv(f"{question.key}-would-change.csv", rows)


@require_GET
@permitted(PERMISSION)
def regrade_progress(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How far a regrade is, and what it has changed. The page asks for itself again while there is work left."""
    found = _regrade(public_id)
    context = {
        "regrade": found,
        "outcome": plans.outcome(found),
        "rows": plans.first_changes(found),
        "percent": 100 * found.done // found.total if found.total else 100,
        **_header(found.question, (_("Grade anew"), reverse("quizzes_cms:regrade", args=[found.question_id]))),
    }
    return render(request, "quizzes/cms/regrade_progress.html", context)


@require_GET
@permitted(PERMISSION)
def regrade_progress_csv(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everything that a regrade has changed, as a spreadsheet."""
    found = _regrade(public_id)
    return _csv(f"{found.question.key}-changed.csv", plans.changed_rows(found))


def _question(pk: int) -> tuple[Question, QuestionVersion]:
    """A question that was published, with its current version."""
    question = get_object_or_404(Question.objects.select_related("pool"), pk=pk)
    return question, get_object_or_404(QuestionVersion, question=question, current=True)


def _regrade(public_id: UUID) -> Regrade:
    rows = Regrade.objects.select_related("question", "version", "by")
    return get_object_or_404(rows, public_id=public_id)


def _context(question: Question, version: QuestionVersion, rule: RuleForm, reason: ReasonForm) -> dict[str, Any]:
    chosen = rule.cleaned_data if rule.is_bound and rule.is_valid() else None
    considered = plans.considered(question, now=clock.now(), **chosen) if chosen else None
    why = refusal(considered) if considered else None
    plan = plans.plan_regrade(considered) if considered and not why else None
    if plan and not plan.graded and not plan.under_way:
        plan, why = None, nothing_to_do_sentence()
    regrades = question.regrades.select_related("by", "version")
    return {
        "question": question,
        "version": version,
        "keys": [(one, _right(one)) for one in question.versions.order_by("-number")],
        "differences": plans.differences(version),
        "rule": rule,
        "reason": reason,
        "plan": plan,
        "refusal": why,
        "regrades": [(one, plans.outcome(one)) for one in regrades],
        "unfinished": regrades.filter(finished_at__isnull=True).first(),
        **_header(question),
    }


def _right(version: QuestionVersion) -> list[str]:
    """The key of a version in words."""
    if version.kind == "ordering":
        return [f"{place}. {option['text']}" for place, option in enumerate(version.options, start=1)]
    if version.kind == "matching":
        targets = {target["id"]: target["text"] for target in version.targets}
        return [f"{option['text']} → {targets[option['target']]}" for option in version.options]
    if version.kind == "marking":
        return list(marking.pinned(version.simulation or {}).values())
    return [option["text"] for option in version.options if option.get("correct")]


def _csv(filename: str, rows: Iterable[Row]) -> HttpResponse:
    header = [
        *(_("Learner"), _("Organization"), _("Test"), _("Attempt"), _("Course completed")),
        *(_("Score before"), _("Score after"), _("Passed before"), _("Passed after")),
    ]
    return csv_response(filename=filename, header=header, rows=map(_cells, rows))  # type: ignore[return-value]


def _cells(row: Row) -> list[Any]:
    said = {True: _("yes"), False: _("no")}
    return [
        *(row.learner, row.organization, row.test, row.number, said[row.completed]),
        *(digits(row.score_before), digits(row.score_after), said[row.passed_before], said[row.passed_after]),
    ]


def _header(question: Question, *above: tuple[str, str]) -> dict[str, Any]:
    """What Wagtail's header shows: the title, and the way down to it."""
    places = [
        (_("Home"), reverse("wagtailadmin_home")),
        (_("Questions"), reverse("wagtailsnippets_quizzes_question:list")),
        (str(question), reverse("quizzes_cms:versions", args=[question.pk])),
        *above,
        (_("Result") if above else _("Grade anew"), ""),
    ]
    return {
        "header_title": _("Grade “%(question)s” anew") % {"question": question},
        "header_icon": "rotate",
        "breadcrumbs_items": [{"label": label, "url": url} for label, url in places],
    }


urlpatterns: list[URLPattern] = [
    path("questions/<int:pk>/regrade/", regrade, name="regrade"),
    path("questions/<int:pk>/regrade/csv/", regrade_csv, name="regrade_csv"),
    path("regrades/<uuid:public_id>/", regrade_progress, name="regrade_progress"),
    path("regrades/<uuid:public_id>/csv/", regrade_progress_csv, name="regrade_progress_csv"),
]
