"""The people of the demonstration take a course with every kind of question."""

from datetime import timedelta
from random import Random

import pytest

from coursesite.demo.playing import take_course
from enrollments.domain import enrolling
from enrollments.models import Enrollment
from quizzes.models import Attempt, Response
from quizzes.models.questions import Kind
from tests.factories.quizzes import NOW, learner, taught

pytestmark = pytest.mark.django_db

KINDS = tuple(Kind.values)


def play(course, *, seed, fails=0):
    assigned = enrolling.enroll_self(learner=learner(), course=course.course, now=NOW)
    rng, pace = Random(seed), timedelta(minutes=5)  # noqa: S311 -- nothing here is a secret
    take_course(assigned, share=1, fails=fails, began=NOW, rng=rng, pace=pace)
    return Enrollment.objects.get(pk=assigned.pk)


def test_who_passes_completes_the_course():
    course = taught(questions=12, draw=12, kinds=KINDS[:6], pass_mark=80)
    done = play(course, seed=1)
    attempt = Attempt.objects.get(enrollment=done)
    assert (done.status, attempt.passed) == (Enrollment.Status.COMPLETED, True)
    assert Response.objects.filter(attempt=attempt).count() == 12


def test_who_fails_first_passes_then():
    course = taught(questions=12, draw=12, kinds=KINDS[:6], pass_mark=80)
    done = play(course, seed=2, fails=1)
    assert list(Attempt.objects.filter(enrollment=done).values_list("passed", flat=True)) == [False, True]
    assert done.status == Enrollment.Status.COMPLETED


def test_some_answers_to_each_kind_are_right_and_some_are_not():
    course = taught(questions=7, draw=7, kinds=KINDS, pass_mark=50)
    for seed in range(6):
        play(course, seed=seed, fails=1)
    points = Response.objects.exclude(version__kind="reflection").values_list("version__kind", "points")
    assert {kind for kind, earned in points if earned == 1} == set(KINDS) - {"reflection"}
    assert {kind for kind, earned in points if earned < 1} == set(KINDS) - {"reflection"}
    assert any(0 < earned < 1 for _kind, earned in points)
    plans = Response.objects.filter(version__kind="reflection")
    assert all(plan.chosen[0].startswith("If I am alone") for plan in plans)
