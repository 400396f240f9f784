"""Authors of scenarios: what may be published, the previews."""

import re

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from accounts.models import User
from tests.factories.quizzes import ENDINGS, STEPS, choice, ending, scenario_page, step, taught

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return taught()


@pytest.fixture
def author(client):
    client.force_login(User.objects.create_superuser("author@example.org", "before-you-post", name="An Author"))
    return client


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def items(nodes):
    """Plain steps or endings as the editor's form posts them."""
    return streamfield([(kind, _posted(node)) for kind, node in nodes])


def _posted(value):
    if isinstance(value, dict):
        return {
            name: rich_text(text) if name in {"text", "consequence", "feedback"} else _posted(text)
            for name, text in value.items()
        }
    return _list(value) if isinstance(value, list) else value


def _list(values):
    """A ListBlock's fields."""
    rows = {
        str(n): {"value": _posted(value), "id": "", "order": str(n), "deleted": ""} for n, value in enumerate(values)
    }
    return {"count": str(len(values)), **rows}


def scenario_data(page, steps, endings, **extra):
    fields = {
        "title": page.title,
        "slug": page.slug,
        "minutes": 4,
        "required": "on",
        "summary": page.summary,
        "start": "draft",
        "steps": items([("step", node) for node in steps]),
        "endings": items([("ending", node) for node in endings]),
        "debrief": rich_text("<p>Looking back.</p>"),
        "references": streamfield([]),
        "comments": inline_formset([]),
        **extra,
    }
    return nested_form_data(fields)


def save(client, page, data):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


BROKEN = [
    step("draft", choice("post", "harmful", "nowhere"), choice("wait", "good", "slept")),
    step("alone", choice("own", "good", "slept"), choice("hide", "good", "slept")),
]


def test_a_broken_scenario_is_kept_as_a_draft_and_not_published(course, author):
    page = course.scenario
    live = page.live_revision_id
    draft = save(author, page, scenario_data(page, BROKEN, [ending("slept", "acceptable")]))
    assert draft.status_code == 302
    page.refresh_from_db()
    assert page.latest_revision_id != live

    extra = {"action-publish": "action-publish"}
    refused = save(author, page, scenario_data(page, BROKEN, [ending("slept", "acceptable")], **extra))
    html = text_of(refused)
    assert refused.status_code == 200
    assert "draft/post: This choice leads to “nowhere”" in html
    assert "alone: No path leads to this step." in html
    assert "endings: No ending is good." in html
    page.refresh_from_db()
    assert page.live_revision_id == live


def test_a_sound_scenario_is_published(course, author):
    page = course.scenario
    plain = [{**node, "simulations": []} for node in STEPS]
    reply = save(author, page, scenario_data(page, plain, ENDINGS, **{"action-publish": "action-publish"}))
    assert reply.status_code == 302
    page.refresh_from_db()
    assert page.debrief == "<p>Looking back.</p>" or "Looking back." in page.debrief


def test_authors_read_the_pages_without_an_enrollment(course, author):
    assert "You see this page as an author" in text_of(author.get(course.quiz.url))
    assert "You see this page as an author" in text_of(author.get(course.scenario.url))


def test_a_draft_can_be_previewed(course, author):
    draft = course.module.add_child(instance=scenario_page(title="Not yet", live=False))
    draft.save_revision()
    html = text_of(author.get(reverse("wagtailadmin_pages:view_draft", args=[draft.pk])))
    assert "Not yet" in html
