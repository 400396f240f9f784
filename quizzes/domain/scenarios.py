"""Walking through a scenario."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError, Gone
from enrollments.domain import queries as enrollment_queries
from enrollments.domain.completion import complete_activity
from enrollments.models import Enrollment
from modules.outline import Outline
from quizzes import policies, story
from quizzes.domain.stories import story_of
from quizzes.models import ScenarioChoice, ScenarioPage, ScenarioRun


@transaction.atomic
def start_run(*, enrollment: Enrollment, scenario: ScenarioPage, now: datetime) -> ScenarioRun:
    """The run of this enrollment through this scenario, begun now if there is none.

    The story is the published one, or of an unpublished scenario that of the edition, and stays so for this run. Raises
    `DomainError` when the enrollment is not in progress, or the scenario is not part of its edition.
    """
    locked = enrollment_queries.locked(enrollment)
    begun = ScenarioRun.objects.filter(enrollment=locked, scenario=scenario).first()
    if begun:
        return begun
    closed = policies.closed_because(locked)
    if closed:
        raise DomainError(closed)
    outline = Outline.of(locked.edition.snapshot) if locked.edition else Outline(())
    revision_id = outline.shown_revision(scenario.pk, scenario.live_revision_id)
    if revision_id is None:
        raise DomainError(_("This scenario is not part of the course as you started it."))
    run = ScenarioRun.objects.create(enrollment=locked, scenario=scenario, revision_id=revision_id, started_at=now)
    after = {"enrollment": locked.pk, "scenario": scenario.pk}
    audit.record(verb="quizzes.start_run", obj=run, actor=locked.learner, after=after)
    return run


@transaction.atomic
def choose(*, run: ScenarioRun, step_key: str, choice_key: str, position: int, now: datetime) -> ScenarioChoice:
    """Decide at a step; `position` is the number of the decision in this run, from 1.

    A decision that was made already stands: it comes back unchanged (a second tab, a double click). Reaching an
    ending finishes the run and completes the scenario. Raises `DomainError` for a step or a choice that the run is
    not at, `Gone` when the enrollment is over.
    """
    rows = ScenarioRun.objects.select_for_update(of=("self",)).select_related("enrollment__learner", "scenario")
    locked = rows.get(pk=run.pk)
    choices = list(locked.choices.all())
    if 1 <= position <= len(choices):
        return choices[position - 1]
    if locked.finished_at or position != len(choices) + 1:
        raise DomainError(_("The story has moved on. Open the scenario again to see where you are."))
    if policies.closed_because(locked.enrollment):
        raise Gone(_("This course is closed for you. The choices you made are kept."))
    told = story_of(locked.revision_id)
    step = story.where(told, choices)
    if not isinstance(step, story.Step) or step.key != step_key:
        raise DomainError(_("The story has moved on. Open the scenario again to see where you are."))
    choice = step.choice(choice_key)
    made = ScenarioChoice.objects.create(
        run=locked, position=position, step_key=step.key, choice_key=choice.key, chosen_at=now
    )
    ending = told.endings.get(choice.next)
    if ending:
        _finish(locked, ending, now)
    return made


def _finish(run: ScenarioRun, ending: story.Ending, now: datetime) -> None:
    run.finished_at = now
    run.outcome = ending.outcome
    run.save(update_fields=["finished_at", "outcome"])
    audit.record(verb="quizzes.finish_run", obj=run, actor=run.enrollment.learner, after={"outcome": run.outcome})
    complete_activity(enrollment=run.enrollment, activity=run.scenario, revision_id=run.revision_id, now=now)
