"""Examiners: choosing a rule, the dry run, the order, its progress and result, and who may see them."""

import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import User
from quizzes.domain.questions import save_question
from quizzes.domain.regrades import carry_out, requeue_unfinished
from quizzes.models import Question, Regrade
from quizzes.tasks import task_regrade, task_sweep_regrades
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import NOW, content, taught
from tests.factories.regrades import LATER, correct_key, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return taught(questions=4, draw=4)


@pytest.fixture
def examiner(client):
    person = UserFactory.create(name="An Examiner")
    person.groups.add(Group.objects.get(name="Examiners"))
    client.force_login(person)
    return person


def text_of(response):
    body = response.content.decode().split('id="main"')[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def page(version):
    return reverse("quizzes_cms:regrade", args=[version.question_id])


def seen(client, version, **choices):
    return client.get(page(version), {"rule": "new_key", "only_raise": "on", **choices})


def confirm(client, version, *, reason="The key was wrong.", query="rule=new_key&only_raise=on"):
    return client.post(f"{page(version)}?{query}", {"version": version.pk, "reason": reason})


def csv_of(response):
    return b"".join(response.streaming_content).decode("utf-8-sig").splitlines()


def test_from_the_rule_to_the_result(client, course, examiner):
    gains = taken(course, "b")
    taken(course, "a")
    version = correct_key(course)
    first = text_of(client.get(page(version)))
    assert "See what would change" in first
    assert "Graded attempts that hold it" not in first
    assert "q1 option 2" in first

    dry = text_of(seen(client, version))
    assert re.search(r"Graded attempts that hold it 2 Scores that rise 1 Scores that fall 0 Would pass now 1", dry)
    assert gains.enrollment.learner.name in dry
    assert re.search(r"50% 75% Passes now", dry)
    assert not Regrade.objects.exists()

    ordered = confirm(client, version)
    regrade = Regrade.objects.get()
    assert ordered.url == reverse("quizzes_cms:regrade_progress", args=[regrade.public_id])
    assert (regrade.by, regrade.only_raise, regrade.reason) == (examiner, True, "The key was wrong.")
    under_way = client.get(ordered.url)
    assert "0 of 2 attempts looked at" in text_of(under_way)
    assert 'hx-trigger="every 2s"' in under_way.content.decode()
    assert "A regrade is under way" in text_of(client.get(page(version)))

    task_regrade(regrade.pk)
    result = client.get(ordered.url)
    assert "2 attempts looked at, 1 changed" in text_of(result)
    assert "hx-trigger" not in result.content.decode()
    gains.refresh_from_db()
    assert (gains.score, gains.passed) == (75, True)
    again = text_of(client.get(page(version)))
    assert "The key was wrong." in again
    assert "An Examiner" in again


def test_a_switch_left_off_lets_scores_fall(client, course, examiner):
    taken(course, "a")
    version = correct_key(course)
    dry = text_of(client.get(page(version), {"rule": "new_key"}))
    assert re.search(r"Scores that fall 1 Would pass now 0 Would no longer pass 1", dry)
    assert "the test by 1, the whole course by 0" in dry
    confirm(client, version, query="rule=new_key")
    assert Regrade.objects.get().only_raise is False


def test_the_spreadsheets_hold_every_change_and_run_nothing(client, course, examiner):
    attempt = taken(course, "b")
    User.objects.filter(pk=attempt.enrollment.learner_id).update(name="=cmd()")
    version = correct_key(course)
    planned = reverse("quizzes_cms:regrade_csv", args=[version.question_id])
    before = csv_of(client.get(planned, {"rule": "new_key", "only_raise": "on"}))
    assert before[0].startswith("Learner,Organization,Test,Attempt")
    assert before[1] == "'=cmd(),,Final test,1,no,50,75,no,yes"
    assert client.get(planned).status_code == 404
    confirm(client, version)
    regrade = Regrade.objects.get()
    carry_out(regrade_id=regrade.pk, now=LATER)
    after = client.get(reverse("quizzes_cms:regrade_progress_csv", args=[regrade.public_id]))
    assert csv_of(after) == before


def test_what_is_refused_says_why_and_orders_nothing(client, course, examiner):
    question = Question.objects.get(key="q1")
    version = question.versions.get()
    assert "No attempt holds an earlier version" in text_of(seen(client, version))
    taken(course, "b")
    corrected = correct_key(course)
    assert "Write the reason" in text_of(confirm(client, corrected, reason=" "))
    assert "newer version" in text_of(confirm(client, version))
    assert "three rules" not in text_of(seen(client, corrected, rule="forged"))
    assert confirm(client, corrected, query="rule=forged").status_code == 200
    assert client.post(f"{page(version)}?rule=full", {"version": "9" * 30, "reason": "x"}).status_code == 404
    assert not Regrade.objects.exists()


def test_a_rewritten_question_names_its_obstacle_and_leaves_full_credit(client, course, examiner):
    taken(course, "b")
    other = content("new", outcome=Question.objects.get(key="q1").outcome_key)
    save_question(pool=course.pool, key="q1", content=other)
    other = content("other", options=other.options[:3], outcome=other.outcome_key)
    save_question(pool=course.pool, key="q1", content=other)
    version = Question.objects.get(key="q1").versions.get(current=True)
    shown = text_of(seen(client, version))
    assert "Earlier answers cannot be graded by this key. Version 1: Answers were added" in shown
    assert "Grade 1 attempt anew" in text_of(seen(client, version, rule="full"))


def test_a_reworded_answer_is_shown_for_the_examiner_to_judge(client, course, examiner):
    taken(course, "b")
    old = content("q1", outcome=Question.objects.get(key="q1").outcome_key)
    new = content("q1", stem="What now?", outcome=old.outcome_key)
    save_question(pool=course.pool, key="q1", content=new)
    version = Question.objects.get(key="q1").versions.get(current=True)
    assert "“q1 stem?” now reads “What now?”" in text_of(client.get(page(version)))


@pytest.mark.parametrize("group", ["Authors", "Publishers", None])
def test_names_are_for_examiners_alone(client, course, group):
    taken(course, "b")
    version = correct_key(course)
    regrade = Regrade.objects.create(
        question=version.question, version=version, rule="full", reason="Why", by=UserFactory.create(), decided_at=NOW,
        total=1,
    )  # fmt: skip
    person = UserFactory.create()
    if group:
        person.groups.add(Group.objects.get(name=group))
    client.force_login(person)
    for name, of in (
        ("regrade", version.question_id),
        ("regrade_csv", version.question_id),
        ("regrade_progress", regrade.public_id),
        ("regrade_progress_csv", regrade.public_id),
    ):
        # Wagtail sends people of the CMS to its front page with a sentence, and others away.
        assert client.get(reverse(f"quizzes_cms:{name}", args=[of]), {"rule": "full"}).status_code in (302, 403)
    assert confirm(client, version).status_code in (302, 403)
    assert list(Regrade.objects.all()) == [regrade]


def test_the_sweep_finds_what_a_lost_task_left(course):
    taken(course, "b")
    version = correct_key(course)
    regrade = Regrade.objects.create(
        question=version.question, version=version, rule="new_key", reason="Why", by=UserFactory.create(),
        decided_at=NOW, total=1,
    )  # fmt: skip
    assert requeue_unfinished(now=NOW) == 0
    assert requeue_unfinished(now=LATER) == 1
    task_regrade(regrade.pk)
    task_sweep_regrades()
    assert requeue_unfinished(now=LATER) == 0
