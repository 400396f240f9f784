"""Walking a scenario, against the database."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from core.errors import DomainError, Gone
from enrollments.domain import enrolling
from enrollments.models import ActivityCompletion
from quizzes.domain.polls import colleagues_chose
from quizzes.domain.scenarios import choose, start_run
from quizzes.domain.stories import story_of
from quizzes.models import ScenarioChoice, ScenarioPage, ScenarioRun
from quizzes.refusals import NotPublishable
from tests.factories.quizzes import NOW, choice, ending, enrolled, learner, scenario_page, step, taught
from tests.unit.quizzes.test_races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(course, enrollment):
    return start_run(enrollment=enrollment, scenario=course.scenario, now=NOW)


def decide(run, step, choice, position):
    return choose(run=run, step_key=step, choice_key=choice, position=position, now=NOW)


def test_a_short_path_to_the_good_end(course, enrollment, run):
    decide(run, "draft", "wait", 1)
    run.refresh_from_db()
    assert (run.finished_at, run.outcome) == (NOW, "good")
    done = ActivityCompletion.objects.get()
    assert (done.activity_id, done.revision_id) == (course.scenario.pk, run.revision_id)


def test_a_longer_path_is_finished_at_its_end_only(run):
    decide(run, "draft", "post", 1)
    run.refresh_from_db()
    assert run.finished_at is None
    assert not ActivityCompletion.objects.exists()
    decide(run, "caught", "hide", 2)
    run.refresh_from_db()
    assert run.outcome == "harmful"
    assert ActivityCompletion.objects.count() == 1


def test_beginning_again_gives_the_same_run(course, enrollment, run):
    assert start_run(enrollment=enrollment, scenario=course.scenario, now=NOW + timedelta(days=1)) == run
    assert ScenarioRun.objects.count() == 1


def test_a_decision_made_stands(run):
    first = decide(run, "draft", "post", 1)
    assert decide(run, "draft", "post", 1) == first
    assert decide(run, "draft", "wait", 1).choice_key == "post"
    assert ScenarioChoice.objects.count() == 1


@pytest.mark.parametrize(
    ("step", "choice", "position"),
    [
        ("draft", "own", 1),
        ("draft", "x" * 10_000, 1),
        ("draft", "", 1),
        ("caught", "own", 1),
        ("slept", "own", 1),
        ("draft", "post", 2),
        ("draft", "post", 0),
        ("draft", "post", -1),
    ],
)
def test_what_the_run_is_not_at_is_refused(run, step, choice, position):
    with pytest.raises(DomainError):
        decide(run, step, choice, position)
    assert not ScenarioChoice.objects.exists()


def test_an_unpublished_scenario_stays_open_to_those_whose_edition_asks_for_it(course, enrollment):
    released = course.scenario.live_revision_id
    course.scenario.unpublish()
    scenario = ScenarioPage.objects.get(pk=course.scenario.pk)
    run = start_run(enrollment=enrollment, scenario=scenario, now=NOW)
    assert run.revision_id == released


def test_a_finished_run_takes_no_more(run):
    decide(run, "draft", "wait", 1)
    with pytest.raises(DomainError, match="moved on"):
        decide(run, "caught", "own", 2)


def test_a_run_keeps_its_story_when_the_page_changes(course, run):
    course.scenario.steps[1].value["title"] = "Changed"
    course.scenario.save_revision().publish()
    assert story_of(run.revision_id).steps["caught"].title == "Title caught"
    course.scenario.refresh_from_db()
    assert story_of(course.scenario.live_revision_id).steps["caught"].title == "Changed"


def test_the_story_is_rendered_once(run, django_assert_num_queries):
    story_of(run.revision_id)
    with django_assert_num_queries(0):
        told = story_of(run.revision_id)
    assert told.longest == {"draft": 2, "caught": 1}
    assert 'href="#r1"' in told.debrief


def test_a_course_left_takes_no_choice(enrollment, run):
    enrolling.withdraw(enrollment=enrollment, actor=None, now=NOW)
    with pytest.raises(Gone):
        decide(run, "draft", "wait", 1)


def test_nobody_begins_before_the_course_or_outside_its_edition(course, enrollment):
    other = taught()
    with pytest.raises(DomainError, match="not part of the course"):
        start_run(enrollment=enrollment, scenario=other.scenario, now=NOW)
    assigned = enrolling.enroll_self(learner=enrollment.learner, course=other.course, now=NOW)
    with pytest.raises(DomainError, match="Start the course first"):
        start_run(enrollment=assigned, scenario=other.scenario, now=NOW)


def told(course, step):
    keys = {"draft": ["post", "wait"], "caught": ["own", "hide"]}[step]
    return colleagues_chose(course.scenario.pk, step, keys)


def test_what_colleagues_chose_is_told_from_ten_answers_on(course):
    for number in range(10):
        assert told(course, "draft") == {}
        run = start_run(enrollment=enrolled(course.course), scenario=course.scenario, now=NOW)
        decide(run, "draft", "post" if number < 3 else "wait", 1)
    assert told(course, "draft") == {"post": 3, "wait": 7}
    assert told(course, "caught") == {}


def test_answers_are_told_in_whole_groups_of_ten_people(course):
    for number in range(20):
        run = start_run(enrollment=enrolled(course.course), scenario=course.scenario, now=NOW)
        at = NOW + timedelta(minutes=number)
        choose(run=run, step_key="draft", choice_key="wait" if number < 10 else "post", position=1, now=at)
        assert told(course, "draft") == (
            {} if number < 9 else {"wait": 10} if number < 19 else {"wait": 10, "post": 10}
        )


def test_a_person_counts_once(course):
    person = learner()
    for number in range(12):
        enrollment = enrolled(course.course, person if number < 3 else None)
        decide(start_run(enrollment=enrollment, scenario=course.scenario, now=NOW), "draft", "wait", 1)
        enrolling.withdraw(enrollment=enrollment, actor=None, now=NOW)
        assert bool(told(course, "draft")) == (number >= 11)


def test_answers_of_an_older_story_do_not_count(course):
    for _number in range(10):
        run = start_run(enrollment=enrolled(course.course), scenario=course.scenario, now=NOW)
        decide(run, "draft", "wait", 1)
    assert colleagues_chose(course.scenario.pk, "draft", ["post", "sleep"]) == {}


# --- No scenario with faults goes live


def broken():
    """A scenario with two faults."""
    steps = [step("draft", {**choice("post", "good", "slept"), "feedback": ""}, choice("wait", "good", "gone"))]
    return scenario_page(steps, [ending("slept", "good")], live=False)


REASONS = [
    "draft/wait: This choice leads to “gone”, which is neither a step nor an ending.",
    "draft/post: This choice has no feedback. Say why it is sound or not.",
]


def test_a_draft_may_be_unfinished(course):
    page = course.module.add_child(instance=broken())
    page.save_revision()
    page.refresh_from_db()
    assert not page.live


def test_nothing_with_faults_is_published_in_code(course):
    page = course.module.add_child(instance=broken())
    with pytest.raises(NotPublishable) as refused:
        page.save_revision().publish()
    assert refused.value.messages == REASONS
    assert refused.value.message == " ".join(REASONS)
    page.refresh_from_db()
    assert not page.live
    page.live = True
    with pytest.raises(ValidationError):
        page.save()
    with pytest.raises(ValidationError):
        course.module.add_child(instance=scenario_page(page.steps.get_prep_value()[:0], []))


def test_a_live_scenario_keeps_its_story_when_its_draft_is_refused(course):
    page = course.scenario
    page.start = "nowhere"
    revision = page.save_revision()
    with pytest.raises(NotPublishable, match="nowhere"):
        revision.publish()
    assert ScenarioPage.objects.get(pk=page.pk).start == "draft"


@pytest.mark.parametrize("was_live", [False, True])
def test_nothing_with_faults_is_planned(course, was_live):
    page = course.scenario if was_live else course.module.add_child(instance=scenario_page(live=False))
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.start = "nowhere"
    revision = page.save_revision()
    with pytest.raises(NotPublishable):
        revision.publish()
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None


def test_what_was_planned_before_the_rules_is_refused_when_its_time_has_come(course):
    course.scenario.start = "nowhere"
    revision = course.scenario.save_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    with pytest.raises(NotPublishable):
        call_command("publish_scheduled")
    assert ScenarioPage.objects.get(pk=course.scenario.pk).start == "draft"


@pytest.mark.django_db(transaction=True)
def test_two_begin_and_two_choose_at_once(course, enrollment):
    runs = at_once(*[lambda: start_run(enrollment=enrollment, scenario=course.scenario, now=NOW)] * 3)
    assert len({run.pk for run in runs}) == 1
    made = at_once(*(lambda key=key: decide(runs[0], "draft", key, 1) for key in ("post", "wait", "post")))
    assert len({choice.pk for choice in made}) == 1
    assert ScenarioChoice.objects.count() == 1
    assert ActivityCompletion.objects.count() == (made[0].choice_key == "wait")
