"""The page of one pool: what it holds, what draws from it, and what can be done with it."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.widgets.button import HeaderButton

from core.access import permitted
from quizzes import bank, drawing
from quizzes.cms.links import add_question_url, link, pool_buttons, questions_url, statistics_url
from quizzes.models import QuestionPool, QuizPage


@require_GET
@permitted("quizzes.view_question")
def pool(request: HttpRequest, pk: int) -> HttpResponse:
    """Questions by outcome, tests, and the ways on."""
    found = get_object_or_404(QuestionPool.objects.select_related("course"), pk=pk)
    held = bank.held(found)
    user: Any = request.user
    buttons = []
    if user.has_perm("quizzes.add_question"):
        buttons.append(HeaderButton(_("New question"), url=add_question_url(found), icon_name="plus"))
    context = {
        "pool": found,
        "rows": [(outcome, questions_url(pool=pk, outcome_key=outcome.key)) for outcome in held],
        "total": {name: sum(asdict(row)[name] for row in held) for name in ("live", "unscored", "drafts")},
        "tests": [_test(quiz, request) for quiz in QuizPage.objects.filter(pools=found).order_by("path")],
        "header_title": found.title,
        "breadcrumbs_items": [
            {"url": link("wagtailadmin_home"), "label": _("Home")},
            {"url": link("question_pools:index"), "label": _("Pools")},
            {"url": "", "label": found.title},
        ],
        "header_buttons": buttons,
        "actions": pool_buttons(found, request.user),
    }
    return render(request, "quizzes/cms/pool.html", context)


def _test(quiz: QuizPage, request: HttpRequest) -> dict[str, Any]:
    """A test that draws from the pool, and what keeps it from filling a paper."""
    sizes = sum((bank.live_by_outcome(pool) for pool in quiz.pools.all()), start=bank.Counter())
    return {
        "quiz": quiz,
        "edit_url": AdminURLFinder(request.user).get_edit_url(quiz),
        "statistics_url": statistics_url(quiz),
        "shortage": drawing.shortage(sizes, quiz.draw, quiz.per_outcome) if quiz.live else None,
    }


urlpatterns: list[URLPattern] = [path("pools/<int:pk>/", pool, name="pool")]
