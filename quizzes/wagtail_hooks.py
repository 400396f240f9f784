"""What the CMS does with the question bank: its menu, its pages, and what may not be deleted."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLResolver, include, path
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from quizzes import bank, drawing
from quizzes.cms.bank import QuestionBank
from quizzes.cms.statistics import statistics_menu_item as statistics_menu_item
from quizzes.models import Question, QuizPage

register_snippet(QuestionBank)


@hooks.register("register_admin_urls")
def pages() -> list[URLResolver]:
    """The pages of authors and reviewers beside Wagtail's own."""
    return [path("quizzes/", include("quizzes.cms.urls"))]


@hooks.register("before_delete_snippet")
def keep_what_was_published(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    """Send the author back with a sentence where the database would refuse."""
    return _refuse_deletion(request, instances)


@hooks.register("before_bulk_action")
def keep_what_was_published_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """The same for many questions at once."""
    return _refuse_deletion(request, objects) if action_type == "delete" else None


def _refuse_deletion(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    questions = [instance for instance in instances if isinstance(instance, Question)]
    frozen = next((question for question in questions if question.versions.exists()), None)
    if frozen is None:
        return None
    sentence = _(
        "“%(question)s” cannot be deleted: it was published, and papers may hold it. Unpublish it: then no new paper "
        "draws it."
    )
    messages.error(request, sentence % {"question": frozen})
    return redirect("wagtailsnippets_quizzes_question:list")


@hooks.register("after_publish")
@hooks.register("after_unpublish")
def warn_of_shortage(request: HttpRequest, instance: Any) -> None:
    """Say so at once when a published test can no longer fill a paper."""
    if not isinstance(instance, Question):
        return
    for quiz in QuizPage.objects.filter(pools=instance.pool_id, live=True):
        sizes = sum((bank.live_by_outcome(pool) for pool in quiz.pools.all()), start=bank.Counter())
        if short := drawing.shortage(sizes, quiz.draw, quiz.per_outcome):
            sentence = _("Nobody can start “%(test)s” now. %(why)s Publish more questions, or change the test.")
            messages.warning(request, sentence % {"test": quiz.title, "why": short})
