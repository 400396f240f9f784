"""Authors of scenarios: what may be published, the previews."""

import re

import pytest
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Revision, Workflow, WorkflowTask
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


# --- Refused on every way to the public


def test_faults_are_listed_when_publishing_is_planned(course, author):
    extra = {"action-publish": "action-publish", "go_live_at": "2099-01-01 10:00"}
    refused = save(author, course.scenario, scenario_data(course.scenario, BROKEN, ENDINGS[:1], **extra))
    assert refused.status_code == 200
    assert "alone: No path leads to this step." in text_of(refused)
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_a_reviewer_cannot_approve_what_has_faults(course, author):
    page = course.scenario
    user = User.objects.get(email="author@example.org")
    workflow = Workflow.objects.create(name="Review")
    task = GroupApprovalTask.objects.create(name="Read")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    save(author, page, scenario_data(page, BROKEN, ENDINGS[:1]))
    page.refresh_from_db()
    state = workflow.start(page, user).current_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    reply = author.post(address, {"comment": ""})
    assert reply.status_code == 409
    assert "draft/post: This choice leads to “nowhere”" in text_of(reply)
    page.refresh_from_db()
    assert [block.value["key"] for block in page.steps] == ["draft", "caught"]
    state.refresh_from_db()
    assert state.status == "in_progress"


def test_what_has_faults_is_not_published_with_others(course, author):
    page = course.scenario
    save(author, page, scenario_data(page, BROKEN, ENDINGS[:1]))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    reply = author.post(f"{address}?next=/cms/&id={page.pk}", {"id": page.pk})
    assert reply.status_code == 409
    page.refresh_from_db()
    assert [block.value["key"] for block in page.steps] == ["draft", "caught"]


# --- Previews


def previewed(client, page, steps, endings, query="mode=graph"):
    """The preview of what the editor's form holds, saved or not."""
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert client.post(address, scenario_data(page, steps, endings)).json()["is_valid"]
    return text_of(client.get(f"{address}?{query}"))


def test_the_graph_is_drawn_while_it_is_edited(course, author):
    html = previewed(author, course.scenario, [{**node, "simulations": []} for node in STEPS], ENDINGS)
    assert "Every way from the first step reaches an ending" in html
    for node in [*STEPS, *ENDINGS]:
        assert html.count(node["title"]) == 2, "in the drawing and in the list"
    assert html.count('class="graph__line') == 4
    assert html.count("graph__line is-better") == 1
    assert "style=" not in html
    for box in ("s1", "s2", "e1", "e2", "e3"):
        assert html.count(f'id="{box}"') == 1
        assert f'href="#{box}"' in html


def test_a_broken_graph_is_drawn_with_its_faults(course, author):
    html = previewed(author, course.scenario, BROKEN, [ending("slept", "acceptable")])
    assert "3 things to put right before this can be published" in html
    assert '<a href="#s1">draft/post</a>: This choice leads to “nowhere”' in html
    assert "<b>endings</b>: No ending is good" in html
    assert html.count("is-faulty") == 2
    assert html.count("1 thing to put right<") == 2


@pytest.mark.parametrize("mode", ["graph", "steps", ""])
def test_an_unfinished_draft_can_be_previewed(course, author, mode):
    empty = step("", choice("", "", ""), {**choice("", "", ""), "label": "", "feedback": ""}, title="", prompt="")
    for steps, endings in (([], []), ([empty, empty], [ending("", "")])):
        html = previewed(author, course.scenario, steps, endings, f"mode={mode}")
        assert html.count("<h1") == 1


def test_every_step_is_told_one_after_another(course, author):
    page = course.scenario
    words = text_of(author.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]) + "?mode=steps"))
    for key in ("post", "wait", "own", "hide"):
        for text in (f"Label {key}", f"Consequence {key}", f"Feedback {key}"):
            assert text in words
    for key in ("slept", "owned", "carried"):
        assert f"Title {key}" in words
    assert "Nobody came." in words
    assert "The debrief." in words


def test_a_long_scenario_is_remarked(course, author):
    steps = [step(f"s{n}", choice("on", "good", f"s{n + 1}"), choice("off", "good", "slept")) for n in range(4)]
    steps[0]["key"], steps[3]["choices"][0]["next"] = "draft", "slept"
    for mode in ("graph", "steps"):
        html = previewed(author, course.scenario, steps, ENDINGS[:1], f"mode={mode}")
        assert "The longest way asks for 4 decisions" in html


def test_an_author_walks_the_preview(course, author):
    plain = [{**node, "simulations": []} for node in STEPS]
    opening = previewed(author, course.scenario, plain, ENDINGS, "")
    assert 'href="?explore="' in opening
    step_html = previewed(author, course.scenario, plain, ENDINGS, "explore=draft.post")
    assert "Title caught" in step_html
    assert 'value="draft.post~caught.own"' in step_html
    assert "Consequence own" in previewed(
        author, course.scenario, plain, ENDINGS, "explore=draft.post~caught.own&after=2"
    )
    unwritten = previewed(author, course.scenario, BROKEN, ENDINGS[:1], "explore=draft.post")
    assert "“nowhere” is not written yet" in unwritten
