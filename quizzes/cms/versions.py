"""The frozen versions of a question: when, who, what changed, and how many papers hold each."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from wagtail.admin.admin_url_finder import AdminURLFinder

from accounts.models import User
from core import audit
from core.access import permitted
from quizzes.cms import previews
from quizzes.cms.changes import changes
from quizzes.cms.links import link, regrade_url
from quizzes.models import Attempt, Question, QuestionVersion


@require_GET
@permitted("quizzes.view_question")
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version of a question, the latest first."""
    question = get_object_or_404(Question.objects.select_related("pool"), pk=pk)
    found = list(question.versions.order_by("number"))
    context = {
        "question": question,
        "rows": _rows(question, found)[::-1],
        "edit_url": AdminURLFinder(request.user).get_edit_url(question),
        "regrade_url": regrade_url(question, request.user) if len(found) > 1 else "",
        "header_title": _("Versions of “%(question)s”") % {"question": question},
        "breadcrumbs_items": [
            {"url": link("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("wagtailsnippets_quizzes_question:list"), "label": _("Questions")},
            {"url": "", "label": _("Versions")},
        ],
    }
    return render(request, "quizzes/cms/question_versions.html", context)


@require_GET
@permitted("quizzes.view_question")
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One version as learners see it, feedback and right answers included."""
    found = get_object_or_404(QuestionVersion, question=pk, number=number)
    return previews.show(request, found, reverse("quizzes_cms:versions", args=[pk]))


def _rows(question: Question, found: Sequence[QuestionVersion]) -> list[dict[str, Any]]:
    events = audit.events_of(question).filter(verb="quizzes.save_question")
    actors = {event.after.get("version"): event.actor_id for event in events}
    people = User.objects.in_bulk({actor for actor in actors.values() if actor})
    held = _papers(found)
    earlier = [None, *found[:-1]] if found else []
    return [
        {
            "version": version,
            "by": people.get(actors.get(version.number)),
            "changes": changes(before, version),
            "papers": held[version.pk],
            "url": reverse("quizzes_cms:version", args=[question.pk, version.number]),
        }
        for before, version in zip(earlier, found, strict=True)
    ]


def _papers(found: Sequence[QuestionVersion]) -> dict[int, int]:
    """How many papers hold each version; one query."""
    counts = {f"v{version.pk}": Count("pk", filter=Q(paper__contains=[{"version": version.pk}])) for version in found}
    totals = Attempt.objects.aggregate(**counts) if counts else {}
    return {version.pk: totals[f"v{version.pk}"] for version in found}


urlpatterns: list[URLPattern] = [
    path("questions/<int:pk>/versions/", versions, name="versions"),
    path("questions/<int:pk>/versions/<int:number>/", version, name="version"),
]
