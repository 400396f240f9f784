"""Taking the course for somebody, through the verbs that the pages call."""

from datetime import datetime, timedelta
from random import Random

from core import clock
from enrollments.domain.completion import complete_activity, rating_keys, submit_evaluation
from enrollments.domain.enrolling import start
from enrollments.models import Enrollment
from modules.models import ActivityPage
from modules.outline import Activity, Outline
from quizzes.domain.attempts import save_answer, start_attempt
from quizzes.domain.queries import versions_of
from quizzes.domain.scenarios import choose, start_run
from quizzes.domain.stories import story_of
from quizzes.domain.submitting import submit_attempt
from quizzes.grading import right_answer
from quizzes.marking import words
from quizzes.models import Attempt, QuestionVersion, QuizPage, ScenarioPage

CHANGES = (
    "I wait until after a night’s sleep before I post about a shift.",
    "I read a post aloud in the patient’s voice before it leaves my phone.",
    "I answer medical questions in messages with where to go, not with what to do.",
)

PLAN = ("If I am alone in the break room after a hard shift …", "… I call a friend before I open the app.")


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
            # A few questions that are worth parts may add up to a pass before its turn.
            if _sit(enrollment, quiz, passes=number == fails, now=now, rng=rng).passed:
                break
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
    wrong = set(rng.sample(range(len(versions)), rng.choice((0, 1, 2)) if passes else len(versions) // 2 + 1))
    for number, version in enumerate(versions):
        chosen = _mistaken(version, rng) if number in wrong else _right(version)
        save_answer(attempt=attempt, version_id=version.pk, chosen=chosen, now=now)
    return submit_attempt(attempt=attempt, now=now)


def _right(version: QuestionVersion) -> list[str]:
    return list(PLAN[: len(version.options)]) if version.kind == "reflection" else right_answer(version)


def _mistaken(version: QuestionVersion, rng: Random) -> list[str]:
    """An answer with a mistake in it: another option, two things in each other's place, words too few or too many."""
    right = _right(version)
    if version.kind == "ordering":
        place = rng.randrange(len(right) - 1)
        return [*right[:place], right[place + 1], right[place], *right[place + 2 :]]
    if version.kind == "matching":
        first, second, *others = rng.sample(version.options, len(version.options))
        swapped = [f"{first['id']}:{second['target']}", f"{second['id']}:{first['target']}"]
        return swapped + [f"{option['id']}:{option['target']}" for option in others]
    if version.kind == "marking":
        found = set(rng.sample(right, len(right) // 2))
        return [w.id for w in words(version.simulation or {}) if w.id in found or (not w.span and rng.random() < 0.1)]
    if version.kind == "reflection":
        return right
    others = [option["id"] for option in version.options if not option["correct"]]
    return [rng.choice(others)] if version.kind != "multiple" else sorted([*right[:-1], rng.choice(others)])


def _evaluate(enrollment: Enrollment, now: datetime, rng: Random) -> None:
    submit_evaluation(
        enrollment=enrollment,
        ratings={key: rng.choice((4, 4, 5, 5, 3)) for key in rating_keys(enrollment)},
        minutes_taken=rng.choice((45, 50, 55, 60, 70)),
        change=rng.choice(CHANGES),
        comment="",
        now=now,
    )
