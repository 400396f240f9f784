"""Walking through a scenario. Its page shows where a run stands; the links of that page explore other ways."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import clock
from core.access import signed_in
from core.numbers import whole
from enrollments.gate import learner_for
from quizzes.domain import queries
from quizzes.domain.scenarios import choose, start_run
from quizzes.models import ScenarioPage


@require_POST
@signed_in
def start_scenario(request: HttpRequest, page_id: int) -> HttpResponse:
    """Begin a scenario, or go on with it."""
    scenario = get_object_or_404(ScenarioPage, pk=page_id)
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
