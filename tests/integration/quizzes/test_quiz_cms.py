"""Authors of tests: the rules by which a paper is drawn and passed, and what may be published."""

import re

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from quizzes.domain.questions import retire_missing
from quizzes.models import QuestionPool
from tests.factories.quizzes import add, content, fill, taught
from tests.integration.quizzes.test_bank_cms import publisher  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return taught()


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def form_of(page, **changes):
    fields = {
        "title": page.title,
        "slug": page.slug,
        "minutes": 10,
        "required": "on",
        "summary": page.summary,
        "intro": rich_text("<p>Words.</p>"),
        "pass_mark": 75,
        "per_outcome": 0,
        "counting": "highest",
        "wait_minutes": 0,
        "time_limit": 0,
        "grace_seconds": 60,
        "reveal": "passed",
        "layout": "one",
        "draw": 4,
        "attempts_allowed": 0,
        "comments": inline_formset([]),
        **changes,
    }
    pools = fields.pop("pools", [pool.pk for pool in page.pools.all()])
    return {**nested_form_data({name: value for name, value in fields.items() if value is not None}), "pools": pools}


def save(client, page, *, publish=True, **changes):
    extra = {"action-publish": "action-publish"} if publish else {}
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form_of(page, **changes, **extra))


def test_a_test_with_too_small_a_pool_is_kept_as_a_draft_and_not_published(course, publisher):  # noqa: F811
    retire_missing(pool=course.pool, keys=["q1", "q2", "q3"])
    assert save(publisher, course.quiz, publish=False, pools=[]).status_code == 302
    assert save(publisher, course.quiz, publish=False).status_code == 302
    refused = text_of(save(publisher, course.quiz))
    assert "A paper draws 4 questions and the pools hold 3. Draw fewer, or publish more questions first." in refused
    assert save(publisher, course.quiz, draw=3).status_code == 302
    course.quiz.refresh_from_db()
    assert course.quiz.draw == 3


def test_each_outcome_needs_its_questions(course, publisher):  # noqa: F811
    assert save(publisher, course.quiz, per_outcome=1).status_code == 302
    refused = text_of(save(publisher, course.quiz, per_outcome=3, draw=6))
    assert "at least 3 for each outcome, and the pools hold fewer for: boundaries, conduct, privacy." in refused


def test_another_pool_fills_a_paper(course, publisher):  # noqa: F811
    other = QuestionPool.objects.create(course=course.course, key="more", title="More")
    fill(other, 3)
    assert save(publisher, course.quiz, draw=9).status_code == 200
    assert save(publisher, course.quiz, draw=9, pools=[course.pool.pk, other.pk]).status_code == 302
    assert set(course.quiz.pools.all()) == {course.pool, other}


def test_only_the_first_attempt_counts_where_nobody_has_to_pass(course, publisher):  # noqa: F811
    refused = text_of(save(publisher, course.quiz, counting="first"))
    assert "whoever fails the first attempt can never complete the course" in refused
    assert save(publisher, course.quiz, counting="first", required=None).status_code == 302


def test_a_paper_of_reflections_alone_is_refused(course, publisher):  # noqa: F811
    for n in range(2):
        add(course.pool, f"r{n}", content(f"r{n}", kind="reflection"))
    assert "nothing but reflections" in text_of(save(publisher, course.quiz, draw=2))
    assert save(publisher, course.quiz, draw=3).status_code == 302


def test_the_editor_shows_what_the_pools_of_the_course_hold(course, publisher):  # noqa: F811
    elsewhere = taught(questions=1, draw=1)
    QuestionPool.objects.filter(pk=elsewhere.pool.pk).update(title="Pool of another course")
    html = text_of(publisher.get(reverse("wagtailadmin_pages:edit", args=[course.quiz.pk])))
    assert "Final test (6 published questions)" in html
    assert "Pool of another course" not in html
    assert re.search(r'<th scope="row">privacy</th><td class="cms-number">2</td>', html)
    new = reverse("wagtailadmin_pages:add", args=["quizzes", "quizpage", course.module.pk])
    assert "Final test (6 published questions)" in text_of(publisher.get(new))
