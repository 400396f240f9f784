"""Authors in the question bank: the list, the editor, what may be published and what may not."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from modules.tasks import publish_scheduled
from quizzes.domain.questions import freeze_question
from quizzes.items import OptionContent
from quizzes.models import Attempt, Question, QuestionPool, QuestionVersion
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import NOW, add, attempt_at, content, enrolled, taught
from tests.integration.quizzes.forms import question_form

pytestmark = pytest.mark.django_db
KINDS = ["single", "multiple", "true_false", "ordering", "matching", "marking", "reflection"]
PUBLISH = {"action-publish": "action-publish"}


@pytest.fixture
def course():
    return taught()


def somebody(*groups):
    person = UserFactory.create()
    person.groups.set(Group.objects.filter(name__in=groups))
    return person


@pytest.fixture
def publisher(client):
    client.force_login(somebody("Authors", "Publishers"))
    return client


def url(name, *args):
    return reverse(f"wagtailsnippets_quizzes_question:{name}", args=args)


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def faulty():
    """Two right answers where one is asked for."""
    options = tuple(OptionContent(f"answer {n}", True, "why") for n in range(3))
    return content("faulty", options=options)


# --- The list


def test_the_list_says_where_a_question_belongs_and_how_far_it_is(course, publisher, django_assert_max_num_queries):
    add(course.pool, "order", content("order", kind="ordering", outcome="privacy"))
    with django_assert_max_num_queries(40):
        html = text_of(publisher.get(url("list")))
    row = re.search(r"<tr[^>]*>(?:(?!</tr>).)*order stem\?.*?</tr>", html)[0]
    for word in ("Final test", "In the heat", "privacy", "Put in order", "live"):
        assert word in row.lower() or word in row


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ({"kind": "ordering"}, {"order"}),
        ({"outcome_key": "boundaries"}, {"q3", "order"}),
        ({"status": "draft"}, {"unfinished"}),
        ({"status": "retired"}, {"q2"}),
        ({"module_key": "heat", "kind": "single"}, {"q1", "q2", "q3"}),
        ({"q": "q1 stem"}, {"q1"}),
        ({"pool": "0"}, {"q1", "q2", "q3", "order", "unfinished"}),
    ],
)
def test_the_list_is_narrowed_down(publisher, query, keys):
    pool = taught(questions=3, draw=3).pool
    add(pool, "order", content("order", kind="ordering", outcome="boundaries"))
    Question.objects.create(pool=pool, key="unfinished", live=False, stem="unfinished")
    pool.questions.get(key="q2").save_revision().publish()
    pool.questions.get(key="q2").unpublish()
    reply = publisher.get(url("list"), query)
    assert {question.key for question in reply.context["object_list"]} == keys


def test_the_list_leaves_as_a_table_that_no_program_executes(course, publisher):
    add(course.pool, "formula", content("formula", stem="=HYPERLINK(1)"))
    sheet = b"".join(publisher.get(url("list"), {"export": "csv"}).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert len(rows) == 7
    assert rows[0]["Key"] == "formula"
    assert rows[0]["Question"].startswith("'=")
    assert rows[1]["Kind"] == "single"
    book = b"".join(publisher.get(url("list"), {"export": "xlsx"}).streaming_content)
    assert load_workbook(io.BytesIO(book)).active.max_row == 8


# --- A new question


def test_a_new_question_begins_with_its_pool(course, publisher):
    QuestionPool.objects.create(course=course.course, key="other", title="Another pool")
    html = text_of(publisher.get(url("add")))
    assert "Which pool is it for?" in html
    assert f"?pool={course.pool.pk}" in html
    form = publisher.get(url("add"), {"pool": course.pool.pk}).context["form"]
    assert ("heat", "In the heat") in form.fields["module_key"].choices
    assert [value for value, _ in form.fields["outcome_key"].choices] == ["", "conduct", "privacy", "boundaries"]


def test_the_only_pool_needs_no_choice(course, publisher):
    assert publisher.get(url("add")).url == f"{url('add')}?pool={course.pool.pk}"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_written_published_and_frozen_as_written(course, publisher, kind):
    written = content("A new one", kind=kind, outcome="privacy")
    reply = publisher.post(url("add"), question_form(course.pool, written, **PUBLISH))
    assert reply.status_code == 302, reply.context["form"].errors
    question = Question.objects.get(key="a-new-one-stem")
    assert question.live
    version = question.versions.get()
    assert version.kind == kind
    assert {name: getattr(version, name) for name in written.stored()} == written.stored()
    assert str(version.question) == "A new one stem?"


def test_a_draft_may_be_anything_and_is_not_drawn(course, publisher):
    empty = content("x", stem="", options=(), explanation="", outcome="", module_key="", reference={})
    reply = publisher.post(url("add"), question_form(course.pool, empty))
    assert reply.status_code == 302, reply.context["form"].errors
    question = Question.objects.get(key__startswith="draft-")
    assert reply.url == url("edit", question.pk)
    assert not question.live
    assert not question.versions.exists()
    assert publisher.get(reply.url).context["form"]["key"].value() == ""


def test_the_key_comes_from_the_question_at_publishing_and_stays(course, publisher):
    publisher.post(url("add"), question_form(course.pool, content("q1", stem="Wh")))
    draft = Question.objects.get(key__startswith="draft-")
    first = content("q1", stem="Who may see it?")
    publisher.post(url("edit", draft.pk), question_form(course.pool, first, **PUBLISH))
    draft.refresh_from_db()
    assert (draft.key, draft.live) == ("who-may-see-it", True)
    publisher.post(url("edit", draft.pk), question_form(course.pool, content("q1"), key="other", **PUBLISH))
    draft.refresh_from_db()
    assert draft.key == "who-may-see-it"
    again = publisher.post(url("add"), question_form(course.pool, first, **PUBLISH))
    assert again.status_code == 302
    assert Question.objects.filter(key="who-may-see-it-2").exists()
    taken = publisher.post(url("add"), question_form(course.pool, first, key="q1", **PUBLISH))
    assert "Another question of this pool has this key." in text_of(taken)


@pytest.mark.parametrize(
    ("written", "field", "sentence"),
    [
        (faulty(), "answers", "Mark exactly one answer as right."),
        (content("m", kind="multiple", options=content("m").options), "answers", "two or more that are right"),
        (content("k", kind="marking", simulation=None), "screen", "Add the simulated post"),
        (content("p", simulation=content("p", kind="marking").simulation), "screen", "Take them out."),
        (content("o", outcome="nothing-known"), "outcome_key", "Select a valid choice"),
        (content("s", reference={}), "reference_text", "This field is required."),
    ],
)
def test_what_cannot_be_graded_is_kept_and_not_published(course, publisher, written, field, sentence):
    refused = publisher.post(url("add"), question_form(course.pool, written, **PUBLISH))
    assert refused.status_code == 200
    assert list(refused.context["form"].errors) == [field]
    assert sentence in text_of(refused)
    assert Question.objects.count() == 6


def test_everything_that_is_missing_is_told_at_once(course, publisher):
    options = tuple(OptionContent(f"answer {n}", False, "why") for n in range(3))
    unfinished = content("u", options=options, explanation="", module_key="", reference={})
    refused = publisher.post(url("add"), question_form(course.pool, unfinished, **PUBLISH))
    assert set(refused.context["form"].errors) == {"answers", "explanation", "module_key", "reference_text"}
    assert "Mark exactly one answer as right." in text_of(refused)


def test_a_module_that_left_the_course_is_kept_in_the_draft_and_not_published(course, publisher):
    question = course.pool.questions.get(key="q1")
    Question.objects.filter(pk=question.pk).update(module_key="gone")
    form = question_form(course.pool, content("q1", module_key="gone"))
    assert publisher.post(url("edit", question.pk), form).status_code == 302
    refused = publisher.post(url("edit", question.pk), {**form, **PUBLISH})
    assert "The course has no “gone” any more." in text_of(refused)


def test_a_copy_is_a_new_draft(course, publisher):
    original = course.pool.questions.get(key="q1")
    form = publisher.get(url("copy", original.pk)).context["form"]
    assert form["stem"].value() == "q1 stem?"
    assert form["key"].value() in ("", None)
    assert form.instance.pk is None


# --- Editing what is drawn


def test_a_draft_of_a_published_question_changes_no_paper_until_it_is_published(course, publisher):
    question = course.pool.questions.get(key="q1")
    attempt = attempt_at(course.quiz, enrolled(course.course))
    paper = Attempt.objects.get(pk=attempt.pk).paper
    assert publisher.post(url("edit", question.pk), question_form(course.pool, faulty())).status_code == 302
    question.refresh_from_db()
    assert (question.stem, question.live, question.has_unpublished_changes) == ("q1 stem?", True, True)
    assert question.versions.count() == 1
    better = content("q1", stem="A better question?")
    publisher.post(url("edit", question.pk), question_form(course.pool, better, **PUBLISH))
    assert question.versions.get(current=True).stem == "A better question?"
    assert question.versions.count() == 2
    assert Attempt.objects.get(pk=attempt.pk).paper == paper


def test_a_scripted_publishing_of_a_faulty_question_is_refused(course):
    question = course.pool.questions.get(key="q1")
    question.answers = [{"type": "single", "value": {"options": []}}]
    revision = question.save_revision()
    with pytest.raises(ValidationError, match="Mark exactly one"):
        revision.publish()
    assert question.versions.count() == 1


def test_a_faulty_question_cannot_be_scheduled(course):
    question = Question.objects.create(pool=course.pool, key="later", live=False, stem="Later?")
    question.go_live_at = timezone.now() + timedelta(days=1)
    with pytest.raises(ValidationError):
        question.save_revision().publish()
    assert not question.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_a_scheduled_question_is_frozen_when_its_time_has_come(course, publisher):
    go_live = timezone.now() + timedelta(days=1)
    form = question_form(course.pool, content("later"), go_live_at=go_live.strftime("%Y-%m-%d %H:%M"), **PUBLISH)
    assert publisher.post(url("add"), form).status_code == 302
    question = Question.objects.get(key="later-stem")
    assert not question.live
    assert not question.versions.exists()
    question.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    revision = question.revisions.get()
    revision.content["go_live_at"] = (timezone.now() - timedelta(minutes=1)).isoformat()
    revision.save()
    publish_scheduled()
    question.refresh_from_db()
    assert question.live
    assert question.versions.get().current


# --- No more


def test_unpublishing_draws_no_more_and_tells_when_a_test_runs_dry(course, publisher):
    for key in ("q1", "q2", "q3"):
        reply = publisher.post(url("unpublish", course.pool.questions.get(key=key).pk), follow=True)
    assert course.pool.size() == 3
    assert "Nobody can start “Final test” now." in text_of(reply)
    assert QuestionVersion.objects.count() == 6


def test_what_was_published_is_not_deleted(course, publisher):
    question = course.pool.questions.get(key="q1")
    reply = publisher.post(url("delete", question.pk), follow=True)
    assert "cannot be deleted: it was published" in text_of(reply)
    bulk = reverse("wagtail_bulk_action", args=["quizzes", "question", "delete"])
    publisher.post(f"{bulk}?id={question.pk}")
    assert Question.objects.filter(pk=question.pk).exists()


def test_a_draft_is_deleted(course, publisher):
    draft = Question.objects.create(pool=course.pool, key="draft-1", live=False)
    assert publisher.post(url("delete", draft.pk)).status_code == 302
    assert not Question.objects.filter(pk=draft.pk).exists()


# --- Versions


def test_the_versions_say_when_who_what_and_in_how_many_papers(course, publisher):
    question = course.pool.questions.get(key="q1")
    for _ in range(3):
        attempt_at(course.quiz, enrolled(course.course))
    held = sum(any(item["version"] == question.versions.get().pk for item in a.paper) for a in Attempt.objects.all())
    changed = content("q1", stem="Another?", options=content("q1").options[::-1])
    publisher.post(url("edit", question.pk), question_form(course.pool, changed, **PUBLISH))
    page = publisher.get(reverse("quizzes_cms:versions", args=[question.pk]))
    latest, first = page.context["rows"]
    assert (first["papers"], first["changes"]) == (held, ["First version"])
    assert (latest["papers"], latest["changes"]) == (0, ["question", "answers", "right answers", "feedback"])
    assert latest["by"].pk == int(publisher.session["_auth_user_id"])
    shown = text_of(publisher.get(first["url"]))
    assert "q1 stem?" in shown
    assert "q1 feedback 2" in shown


def test_a_version_made_by_code_names_nobody(course, publisher):
    question = course.pool.questions.get(key="q1")
    freeze_question(question=question, now=NOW)
    html = text_of(publisher.get(reverse("quizzes_cms:versions", args=[question.pk])))
    assert "the course as text" in html


def test_the_history_compares_revisions(course, publisher):
    question = course.pool.questions.get(key="q1")
    publisher.post(url("edit", question.pk), question_form(course.pool, content("q1", stem="Newer?"), **PUBLISH))
    publisher.post(url("edit", question.pk), question_form(course.pool, content("q1", stem="Newest?")))
    assert "Publish" in text_of(publisher.get(url("history", question.pk)))
    compared = publisher.get(url("revisions_compare", question.pk, "live", "latest"))
    assert "Newest" in text_of(compared)
