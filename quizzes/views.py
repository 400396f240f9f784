"""Taking a test. Every row is found through the signed-in learner; the rest is a 404."""

from random import SystemRandom
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import clock
from core.access import signed_in, signed_in_keeping, take_kept
from core.errors import DomainError, Gone
from enrollments.gate import learner_for
from quizzes import pages, papers
from quizzes.domain import queries
from quizzes.domain.attempts import save_answer, start_attempt
from quizzes.domain.submitting import close_if_over, settle, submit_attempt
from quizzes.models import Attempt, QuizPage, Response

_chance = SystemRandom()
State = Attempt.State


@require_POST
@signed_in
def start(request: HttpRequest, page_id: int) -> HttpResponse:
    """Begin an attempt, or go on with the open one at its first question without an answer."""
    quiz = get_object_or_404(QuizPage, pk=page_id)
    learner = learner_for(request.user, quiz)
    attempt = start_attempt(enrollment=learner.enrollment, quiz=quiz, now=clock.now(), rng=_chance)
    return redirect(pages.resume_url(attempt))


@require_http_methods(["GET", "POST"])
@signed_in_keeping
def question(request: HttpRequest, public_id: UUID, position: int) -> HttpResponse:
    """One question of the paper, and its answer saved."""
    kept = take_kept(request) if request.method == "GET" else None
    attempt = _own_attempt(request, public_id)
    if not 1 <= position <= len(attempt.paper):
        raise Http404
    if attempt.state != State.IN_PROGRESS:
        return _closed(request, attempt, came_back=kept is not None)
    if kept is not None or request.method == "POST":
        return _save(request, attempt, position, request.POST if kept is None else kept)
    return render(request, "quizzes/question.html", pages.question(attempt, position, clock.now()))


@require_http_methods(["GET", "POST"])
@signed_in_keeping
def paper(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """All questions of the paper on one page, and their answers saved."""
    kept = take_kept(request) if request.method == "GET" else None
    attempt = _own_attempt(request, public_id)
    if attempt.state != State.IN_PROGRESS:
        return _closed(request, attempt, came_back=kept is not None)
    if kept is not None or request.method == "POST":
        return _save_all(request, attempt, request.POST if kept is None else kept)
    if not pages.on_one_page(attempt):
        return redirect(pages.resume_url(attempt))
    return render(request, "quizzes/paper.html", pages.paper(attempt, clock.now()))


@require_GET
@signed_in
def review(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Every question with or without an answer, before handing in."""
    attempt = _own_attempt(request, public_id)
    if attempt.state != State.IN_PROGRESS:
        return _closed(request, attempt)
    return render(request, "quizzes/review.html", pages.review(attempt, clock.now()))


@require_POST
@signed_in
def submit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand the attempt in."""
    attempt = submit_attempt(attempt=_own_attempt(request, public_id), now=clock.now())
    return redirect("quizzes:results", attempt.public_id)


@require_GET
@signed_in
def results(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The score and what can be learned from it."""
    attempt = _own_attempt(request, public_id)
    if attempt.state == State.SUBMITTED:
        attempt = settle(attempt=attempt, now=clock.now())
    if attempt.state == State.IN_PROGRESS:
        return redirect("quizzes:review", attempt.public_id)
    if attempt.state != State.GRADED:
        return _closed(request, attempt)
    return render(request, "quizzes/results.html", pages.results(attempt, clock.now()))


# --- Saving


def _save(request: HttpRequest, attempt: Attempt, position: int, form: QueryDict) -> HttpResponse:
    item = attempt.paper[position - 1]
    kind = queries.kind_of(item["version"])
    given = papers.given(item, kind, form, position)
    if given.stands:
        return _left(request) if form.get("go") == "leave" else redirect(pages.after_url(attempt, position))
    try:
        response = _keep(attempt, given, came_back=request.method == "GET")
    except Gone:
        raise
    except DomainError as error:
        refused = {position: (given.chosen, error)}
        context = pages.question(attempt, position, clock.now(), refused)
        if _wants_fragment(request):
            return _fragment(request, context, error.status)
        return render(request, "quizzes/question.html", context, status=error.status)
    if _wants_fragment(request):
        return _fragment(request, {"question": papers.saved(item, kind, response, position)})
    if request.method == "GET":
        messages.success(request, _("Your answer from before you signed in is saved."))
    elif form.get("go") == "leave":
        return _left(request)
    elif not given.stays:
        return redirect(pages.after_url(attempt, position))
    return redirect(f"{request.path}#{given.anchor}")


def _save_all(request: HttpRequest, attempt: Attempt, form: QueryDict) -> HttpResponse:
    """Save what differs from what is kept. One answer that is refused keeps no other from being saved."""
    versions, kept = queries.versions_of(attempt), queries.responses_of(attempt)
    refused, anchor = {}, ""
    for position, item in enumerate(attempt.paper, start=1):
        given = papers.given(item, versions[item["version"]].kind, form, position)
        anchor = given.anchor if given.stays else anchor
        response = kept.get(given.version_id)
        if given.stands or (given.chosen == (response.chosen if response else []) and not given.check):
            continue
        try:
            _keep(attempt, given, came_back=request.method == "GET")
        except Gone:
            raise
        except DomainError as error:
            refused[position] = (given.chosen, error)
    if refused:
        return render(request, "quizzes/paper.html", pages.paper(attempt, clock.now(), refused), status=409)
    if request.method == "GET":
        messages.success(request, _("Your answers from before you signed in are saved."))
    elif form.get("go") == "leave":
        return _left(request)
    elif not anchor:
        return redirect("quizzes:review", attempt.public_id)
    return redirect(f"{request.path}#{anchor}")


def _keep(attempt: Attempt, given: papers.Given, *, came_back: bool) -> Response:
    """Save one answer. One that waited for its sender to sign in is not checked: that is asked for anew."""
    return save_answer(
        attempt=attempt,
        version_id=given.version_id,
        chosen=given.chosen,
        now=clock.now(),
        seen=given.seen,
        check=given.check and not came_back,
    )


def _left(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Your answers are kept. Come back whenever you like."))
    return redirect(pages.home_url())


def _fragment(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """What a script puts below a question. The header tells it from every other page."""
    reply = render(request, "quizzes/_saved.html", context, status=status)
    reply["X-Fragment"] = "saved"
    return reply


def _wants_fragment(request: HttpRequest) -> bool:
    return request.headers.get("X-Fragment") == "saved"


# --- Whose attempt, and what when it is over


def _own_attempt(request: HttpRequest, public_id: UUID) -> Attempt:
    """The signed-in learner's attempt as the clock has it now."""
    attempt = queries.own_attempt(request.user, public_id)
    if attempt is None:
        raise Http404
    return close_if_over(attempt=attempt, now=clock.now())


def _closed(request: HttpRequest, attempt: Attempt, *, came_back: bool = False) -> HttpResponse:
    """Where an attempt that is over leads to. An answer that came too late is refused in words.

    `came_back`: it is one that waited for its sender to sign in.
    """
    if request.method == "POST" and (_wants_fragment(request) or not attempt.timed_out):
        raise Gone(_("This attempt is closed, and its answers can no longer be changed. What you saved is kept."))
    if came_back:
        messages.warning(
            request, _("This attempt was closed before you signed in again, so what you sent then is not counted.")
        )
    if request.method == "POST":
        messages.warning(request, _("Your last answer came after the end of the time and is not counted."))
    if attempt.state == State.ABANDONED:
        messages.info(request, _("This attempt was not finished when the course ended for you. It has no result."))
        return redirect(attempt.quiz.get_url(request) or pages.home_url())
    return redirect("quizzes:results", attempt.public_id)
