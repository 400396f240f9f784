"""Taking a test and walking a scenario. Every row is found through the signed-in learner; the rest is a 404."""

from random import SystemRandom
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import clock
from core.access import signed_in
from core.numbers import whole
from enrollments.gate import learner_for
from quizzes import pages
from quizzes.domain import queries
from quizzes.domain.attempts import save_answer, start_attempt, submit_attempt
from quizzes.domain.scenarios import choose, start_run
from quizzes.models import Attempt, QuizPage, ScenarioPage

_chance = SystemRandom()


@require_POST
@signed_in
def start(request: HttpRequest, page_id: int) -> HttpResponse:
    """Begin an attempt, or go on with the open one at its first question without an answer."""
    quiz = get_object_or_404(QuizPage.objects.live(), pk=page_id)
    learner = learner_for(request.user, quiz)
    attempt = start_attempt(enrollment=learner.enrollment, quiz=quiz, now=clock.now(), rng=_chance)
    return redirect("quizzes:question", attempt.public_id, pages.first_unanswered(attempt))


@require_http_methods(["GET", "POST"])
@signed_in
def question(request: HttpRequest, public_id: UUID, position: int) -> HttpResponse:
    """One question of the paper, and its answer saved."""
    attempt = _own_attempt(request, public_id)
    if not 1 <= position <= len(attempt.paper):
        raise Http404
    if request.method == "POST":
        return _save(request, attempt, position)
    if attempt.state != Attempt.State.IN_PROGRESS:
        return redirect("quizzes:results", attempt.public_id)
    return render(request, "quizzes/question.html", pages.question(attempt, position))


def _save(request: HttpRequest, attempt: Attempt, position: int) -> HttpResponse:
    version_id = attempt.paper[position - 1]["version"]
    chosen = request.POST.getlist("answer")
    response = save_answer(attempt=attempt, version_id=version_id, chosen=chosen, now=clock.now())
    if request.headers.get("X-Fragment") == "saved":
        return render(request, "quizzes/_saved.html", {"response": response})
    if request.POST.get("go") == "leave":
        messages.success(request, _("Your answers are kept. Come back whenever you like."))
        return redirect(pages.home_url())
    if position == len(attempt.paper):
        return redirect("quizzes:review", attempt.public_id)
    return redirect("quizzes:question", attempt.public_id, position + 1)


@require_GET
@signed_in
def review(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Every question with or without an answer, before handing in."""
    attempt = _own_attempt(request, public_id)
    if attempt.state != Attempt.State.IN_PROGRESS:
        return redirect("quizzes:results", attempt.public_id)
    return render(request, "quizzes/review.html", pages.review(attempt))


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
    if attempt.state != Attempt.State.GRADED:
        return redirect("quizzes:review", attempt.public_id)
    return render(request, "quizzes/results.html", pages.results(attempt, clock.now()))


@require_POST
@signed_in
def start_scenario(request: HttpRequest, page_id: int) -> HttpResponse:
    """Begin a scenario, or go on with it."""
    scenario = get_object_or_404(ScenarioPage.objects.live(), pk=page_id)
    learner = learner_for(request.user, scenario)
    start_run(enrollment=learner.enrollment, scenario=scenario, now=clock.now())
    return redirect(scenario.url)


@require_POST
@signed_in
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Make one decision in a scenario, then see what comes of it."""
    run = queries.own_run(request.user, public_id)
    if run is None:
        raise Http404
    if not request.POST.get("choice"):
        messages.warning(request, _("Choose one of the answers first."))
        return redirect(run.scenario.url)
    asked = request.POST["choice"]
    made = choose(
        run=run,
        step_key=request.POST.get("step", ""),
        choice_key=asked,
        position=whole(request.POST.get("position")),
        now=clock.now(),
    )
    if made.choice_key != asked:
        messages.info(request, _("You had decided this before, in another window. This is what you chose then."))
    return redirect(f"{run.scenario.url}?after={made.position}")


def _own_attempt(request: HttpRequest, public_id: UUID) -> Attempt:
    attempt = queries.own_attempt(request.user, public_id)
    if attempt is None:
        raise Http404
    return attempt
