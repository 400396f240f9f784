"""Pools in the CMS, and who may do what in the question bank."""

import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from quizzes.models import Question, QuestionPool
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import content, taught
from tests.integration.quizzes.forms import question_form
from tests.integration.quizzes.test_bank_cms import PUBLISH, publisher, somebody, url  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return taught()


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_pool_is_made_and_renamed_and_keeps_its_key(course, publisher):  # noqa: F811
    add = reverse("question_pools:add")
    for _ in range(2):
        publisher.post(add, {"course": course.course.pk, "title": "Final test"})
    keys = set(QuestionPool.objects.values_list("key", flat=True))
    assert keys == {"final-test", "final-test-2", "final-test-3"}
    elsewhere = taught(questions=1, draw=1)
    edit = reverse("question_pools:edit", args=[course.pool.pk])
    publisher.post(edit, {"course": elsewhere.course.pk, "title": "Renamed"})
    course.pool.refresh_from_db()
    assert (course.pool.title, course.pool.key, course.pool.course_id) == ("Renamed", "final-test", course.course.pk)


def test_the_list_of_pools_counts_and_leads_to_each(course, publisher):  # noqa: F811
    Question.objects.create(pool=course.pool, key="draft-1", live=False)
    reply = publisher.get(reverse("question_pools:index"))
    assert reverse("quizzes_cms:pool", args=[course.pool.pk]) in text_of(reply)
    (pool,) = reply.context["object_list"]
    assert (pool.drawable, pool.unpublished) == (6, 1)


def test_the_page_of_a_pool_says_what_it_holds_and_what_draws_from_it(course, publisher):  # noqa: F811
    Question.objects.create(pool=course.pool, key="draft-1", live=False, outcome_key="privacy")
    page = publisher.get(reverse("quizzes_cms:pool", args=[course.pool.pk]))
    assert [(row.key, row.live, row.drafts) for row, _url in page.context["rows"]] == [
        ("conduct", 2, 0),
        ("privacy", 2, 1),
        ("boundaries", 2, 0),
    ]
    html = text_of(page)
    for name in ("quizzes_cms:export", "quizzes_cms:import"):
        assert reverse(name, args=[course.pool.pk]) in html
    assert reverse("quizzes_cms:statistics", args=[course.quiz.pk]) in html
    assert reverse("wagtailadmin_pages:edit", args=[course.quiz.pk]) in html
    assert "Nobody can start" not in html
    Question.objects.filter(pool=course.pool, key__in=["q1", "q2", "q3"]).update(live=False)
    assert "A paper draws 4 questions and the pools hold 3." in text_of(publisher.get(page.request["PATH_INFO"]))


def test_a_pool_is_not_deleted_by_hand(course, publisher, django_user_model):  # noqa: F811
    publisher.force_login(django_user_model.objects.create_superuser("root@example.org", "before-you-post", name="R"))
    empty = QuestionPool.objects.create(course=course.course, key="empty", title="Empty")
    publisher.post(reverse("question_pools:delete", args=[empty.pk]))
    assert QuestionPool.objects.filter(pk=empty.pk).exists()


# --- Rights


def test_authors_write_and_do_not_publish(course, client):
    client.force_login(somebody("Authors"))
    client.post(url("add"), question_form(course.pool, content("mine"), **PUBLISH))
    question = Question.objects.get(stem="mine stem?")
    assert not question.live
    assert client.get(url("unpublish", course.pool.questions.get(key="q1").pk)).status_code == 302
    client.post(url("unpublish", course.pool.questions.get(key="q1").pk))
    client.post(url("delete", question.pk))
    assert Question.objects.filter(pk=question.pk).exists()
    assert course.pool.size() == 6


def test_examiners_look_and_may_order_a_regrade(course, client):
    examiner = somebody("Examiners")
    client.force_login(examiner)
    question = course.pool.questions.get(key="q1")
    question.save_revision().publish()
    html = text_of(client.get(url("list")))
    assert reverse("quizzes_cms:versions", args=[question.pk]) in html
    assert url("edit", question.pk) not in html
    assert client.get(reverse("quizzes_cms:versions", args=[question.pk])).status_code == 200
    assert client.get(reverse("quizzes_cms:pool", args=[course.pool.pk])).status_code == 200
    for address in (url("add"), url("edit", question.pk), reverse("question_pools:add")):
        assert client.get(address).status_code == 302
    assert examiner.has_perms(["quizzes.add_regrade", "quizzes.view_scorechange", "quizzes.view_question"])
    assert not examiner.has_perm("quizzes.change_question")


@pytest.mark.parametrize("name", ["wagtailsnippets_quizzes_question:list", "question_pools:index"])
def test_learners_do_not_see_the_bank(course, client, name):
    client.force_login(UserFactory.create())
    assert client.get(reverse(name)).status_code == 403
    assert client.get(reverse("quizzes_cms:pool", args=[course.pool.pk])).status_code == 403


def test_no_group_changes_a_version_by_hand():
    codenames = Group.objects.values_list("permissions__codename", flat=True)
    assert not {name for name in codenames if name and name.endswith("questionversion")}
