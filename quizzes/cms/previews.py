"""A question as its learner will see it: as asked, and with everything that may be seen afterwards."""

from random import Random
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock
from quizzes import grading, items, results
from quizzes.domain.queries import candidate_of
from quizzes.drawing import PaperItem, draw_paper
from quizzes.models import Question, QuestionVersion, Response
from quizzes.papers import shown_question


def preview(request: HttpRequest, question: Question, mode: str) -> HttpResponse:
    """The question as it is in the editor; what keeps it from being published stands above it."""
    content = question.content()
    version = QuestionVersion(pk=0, **content.stored()) if content.kind else None
    return _page(request, version, mode, items.faults(content))


def show(request: HttpRequest, version: QuestionVersion, back_url: str) -> HttpResponse:
    """A frozen version with its feedback, and the way back to the others."""
    return _page(request, version, "feedback", [], back_url)


def _page(
    request: HttpRequest, version: QuestionVersion | None, mode: str, missing: list[str], back_url: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {"missing": missing, "version": version, "back_url": back_url}
    if version is not None:
        item, scored = _item(version), grading.is_scored(version.kind)
        told = mode == "feedback"
        response = _checked(version) if told and scored else None
        context["question"] = shown_question(version, item, response, 1)
        context["afterwards"] = results.mark(1, item, version, None, key_shown=True) if told and not scored else None
    return render(request, "quizzes/cms/question_preview.html", context)


def _item(version: QuestionVersion) -> PaperItem:
    """The question as a paper would hold it, shuffled the same way at each look."""
    return draw_paper([candidate_of(version)], 1, {}, Random(1))[0]  # noqa: S311 -- nothing here is a secret


def _checked(version: QuestionVersion) -> Response:
    """The right answer, checked; none while the author has not said which it is."""
    chosen, now = grading.right_answer(version), clock.now()
    points = grading.RIGHT if chosen else grading.WRONG
    return Response(chosen=chosen, saved_at=now, checked_at=now, points=points)
