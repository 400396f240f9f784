"""Taking the course for somebody, through the verbs that the pages call."""

from datetime import datetime, timedelta
from random import Random

from core import clock
from enrollments.domain.completion import complete_activity, rating_keys, submit_evaluation
from enrollments.domain.enrolling import start
from enrollments.models import Enrollment
from modules.models import ActivityPage
from modules.outline import Activity, Outline
from quizzes.domain.attempts import save_answer, start_attempt, submit_attempt
from quizzes.domain.queries import versions_of
from quizzes.domain.scenarios import choose, start_run
from quizzes.domain.stories import story_of
from quizzes.models import Attempt, QuizPage, ScenarioPage

CHANGES = (
    "I wait until after a night’s sleep before I post about a shift.",
    "I read a post aloud in the patient’s voice before it leaves my phone.",
    "I answer medical questions in messages with where to go, not with what to do.",
)


def take_course(
    enrollment: Enrollment, *, share: float, fails: int, began: datetime, rng: Random, pace: timedelta
) -> None:
    """Start at `began` and go through `share` (0 to 1) of the steps, one each `pace`; all of them: finish."""
    with clock.at(began):
        started = start(enrollment=enrollment, now=began)
    assert started.edition is not None
    activities = Outline.of(started.edition.snapshot).activities
    moment = began
    for activity in activities[: round(len(activities) * share)]:
        moment += pace
        with clock.at(moment):
            _do(started, activity, fails, moment, rng)
    if share == 1:
        with clock.at(moment + timedelta(minutes=6)):
            _evaluate(started, moment + timedelta(minutes=6), rng)


def _do(enrollment: Enrollment, activity: Activity, fails: int, now: datetime, rng: Random) -> None:
    if activity.kind == "scenario":
        _play(enrollment, ScenarioPage.objects.get(pk=activity.id), now, rng)
    elif activity.kind == "test":
        quiz = QuizPage.objects.get(pk=activity.id)
        for number in range(fails + 1):
            _sit(enrollment, quiz, passes=number == fails, now=now, rng=rng)
    else:
        page = ActivityPage.objects.get(pk=activity.id)
        complete_activity(enrollment=enrollment, activity=page, revision_id=activity.revision_id, now=now)


def _play(enrollment: Enrollment, scenario: ScenarioPage, now: datetime, rng: Random) -> None:
    run = start_run(enrollment=enrollment, scenario=scenario, now=now)
    story = story_of(run.revision_id)
    key, position = story.start, 1
    while key in story.steps:
        choice = rng.choice(story.steps[key].choices)
        choose(run=run, step_key=key, choice_key=choice.key, position=position, now=now)
        key, position = choice.next, position + 1


def _sit(enrollment: Enrollment, quiz: QuizPage, *, passes: bool, now: datetime, rng: Random) -> Attempt:
    attempt = start_attempt(enrollment=enrollment, quiz=quiz, now=now, rng=rng)
    versions = list(versions_of(attempt).values())
    wrong = set(rng.sample(range(len(versions)), rng.choice((0, 1, 2)) if passes else len(versions) // 2))
    for number, version in enumerate(versions):
        right = [option["id"] for option in version.options if option["correct"]]
        others = [option["id"] for option in version.options if not option["correct"]]
        chosen = others[:1] if number in wrong else right
        save_answer(attempt=attempt, version_id=version.pk, chosen=chosen, now=now)
    return submit_attempt(attempt=attempt, now=now)


def _evaluate(enrollment: Enrollment, now: datetime, rng: Random) -> None:
    submit_evaluation(
        enrollment=enrollment,
        ratings={key: rng.choice((4, 4, 5, 5, 3)) for key in rating_keys(enrollment)},
        minutes_taken=rng.choice((45, 50, 55, 60, 70)),
        change=rng.choice(CHANGES),
        comment="",
        now=now,
    )
