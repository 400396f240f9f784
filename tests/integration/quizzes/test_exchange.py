"""Pools as files: out of the bank, into it, and the pages of the CMS for both."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import AuditEvent
from modules.models import ModulePage
from quizzes import exchange
from quizzes.domain.exchange import Defaults, export_questions, fates, import_questions, written
from quizzes.items import OptionContent
from quizzes.models import Question, QuestionPool, QuestionVersion
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import add, content, taught

pytestmark = pytest.mark.django_db
KINDS = ("single", "multiple", "true_false", "ordering", "matching", "marking", "reflection")
FOREIGN = """// [id:shot]
::Shot::Who can copy a locked post?{=Anyone#Yes. ~Nobody#No.
####Screenshots travel.}

// [id:bare]
Is it private?{=No ~Yes}

Two plus two?{#4}
"""
DEFAULTS = Defaults("heat", "privacy", "A guide", "https://example.org/guide")


@pytest.fixture
def course():
    return taught(questions=7, kinds=KINDS)


@pytest.fixture
def empty(course):
    return QuestionPool.objects.create(course=course.course, key="second", title="Second")


def person(*permissions):
    user = UserFactory.create(name="An Author")
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *permissions]))
    return user


@pytest.fixture
def author():
    return person("view_question", "add_question", "change_question")


@pytest.fixture
def publisher():
    return person("view_question", "add_question", "change_question", "publish_question")


def bring(pool, text, actor, *, publish=True, defaults=DEFAULTS):
    found = import_questions(
        pool=pool, questions=exchange.read(text).questions, defaults=defaults, publish=publish, actor=actor
    )
    return {fate.key: (fate.state, fate.published) for fate in found}


def contents_of(pool):
    return {question.key: question.content() for question in pool.questions.all()}


def test_a_pool_exported_as_moodle_xml_loads_again_without_loss(course, empty, publisher):
    file = export_questions(pool=course.pool, form="moodle-xml", actor=publisher)
    assert (len(file.keys), file.left) == (7, ())
    assert set(bring(empty, file.text, publisher, defaults=Defaults()).values()) == {("new", True)}
    assert contents_of(empty) == contents_of(course.pool)
    hashes = [
        set(QuestionVersion.objects.filter(question__pool=pool).values_list("question__key", "content_hash"))
        for pool in (course.pool, empty)
    ]
    assert hashes[0] == hashes[1]
    event = AuditEvent.objects.get(verb="quizzes.export_questions")
    assert (event.actor_id, event.after) == (publisher.pk, {"format": "moodle-xml", "questions": 7})


def test_a_pool_exported_as_gift_loads_again_without_loss(course, empty, publisher):
    file = export_questions(pool=course.pool, form="gift", actor=publisher)
    assert (len(file.keys), [remark.name for remark in file.left]) == (5, ["q4", "q6"])
    bring(empty, file.text, publisher)
    kept = contents_of(course.pool)
    assert contents_of(empty) == {key: kept[key] for key in file.keys}


def test_the_same_file_changes_nothing(course, publisher):
    text = written(pool=course.pool, form="moodle-xml").text
    before = QuestionVersion.objects.count()
    assert set(bring(course.pool, text, publisher).values()) == {("unchanged", True)}
    assert set(bring(course.pool, text, publisher, publish=False).values()) == {("unchanged", False)}
    assert QuestionVersion.objects.count() == before
    assert not AuditEvent.objects.filter(verb="quizzes.import_questions").exists()


def test_a_file_from_elsewhere_twice(empty, publisher):
    assert bring(empty, FOREIGN, publisher) == {"shot": ("new", True), "bare": ("new", False)}
    shot, bare = empty.questions.get(key="shot"), empty.questions.get(key="bare")
    assert (shot.live, shot.module_key, shot.outcome_key, shot.reference_text) == (True, "heat", "privacy", "A guide")
    assert (bare.live, bare.versions.count(), bare.latest_revision.user) == (False, 0, publisher)
    assert bring(empty, FOREIGN, publisher) == {"shot": ("unchanged", True), "bare": ("unchanged", False)}
    assert empty.questions.get(key="bare").revisions.count() == 1
    event = AuditEvent.objects.get(verb="quizzes.import_questions")
    assert event.after == {"published": 1, "drafts": 1}


def test_drafts_are_published_by_a_second_import(empty, author, publisher):
    assert bring(empty, FOREIGN, author)["shot"] == ("new", False)
    assert not empty.questions.filter(live=True).exists()
    assert bring(empty, FOREIGN, publisher)["shot"] == ("changed", True)
    assert [question.key for question in empty.questions.filter(live=True)] == ["shot"]


def test_a_draft_of_a_published_question_leaves_learners_what_they_have(course, author):
    text = written(pool=course.pool, form="moodle-xml").text.replace("q1 stem?", "A new stem?")
    fate = bring(course.pool, text, author)
    assert (fate["q1"], fate["q2"]) == (("changed", False), ("unchanged", False))
    question = course.pool.questions.get(key="q1")
    assert (question.stem, question.has_unpublished_changes) == ("q1 stem?", True)
    assert question.get_latest_revision_as_object().stem == "A new stem?"
    assert question.versions.count() == 1
    assert bring(course.pool, text, author)["q1"] == ("unchanged", False)


def test_whoever_may_only_add_changes_nothing(course, publisher):
    adder = person("view_question", "add_question")
    text = written(pool=course.pool, form="moodle-xml").text.replace("q1 stem?", "A new stem?")
    assert bring(course.pool, text, adder)["q1"] == ("kept", False)
    assert not course.pool.questions.get(key="q1").has_unpublished_changes


def told(pool, question, publisher, defaults=DEFAULTS):
    text = exchange.write("moodle-xml", "P", [("new", question)]).text
    [fate] = fates(pool=pool, questions=exchange.read(text).questions, defaults=defaults, publish=True, actor=publisher)
    return fate.reasons


def test_what_the_editor_would_not_take_stays_a_draft(empty, publisher):
    assert told(empty, content(), publisher) == ()
    assert told(empty, content(module_key="gone"), publisher) == ("The course has no module “gone”.",)
    assert told(empty, content(outcome="gone"), publisher) == ("The course has no outcome “gone”.",)
    [long] = told(empty, content(stem="x" * 1001), publisher)
    assert long == "In “question”: at most 1000 characters."
    options = tuple(OptionContent(str(n), n == 0, "Why.") for n in range(9))
    [many] = told(empty, content(options=options), publisher)
    assert many.startswith("In the answers: ")
    assert "8" in many
    screen = {"label": "y" * 81, "screen": "post", "posts": [{"author": "A", "text": "B"}]}
    [label] = told(empty, content(simulation=screen), publisher)
    assert label.startswith("In the simulated screen: Ensure this value has at most 80")
    reasons = told(empty, content(module_key="", outcome="", reference={}), publisher, Defaults())
    assert [word in " ".join(reasons) for word in ("outcome", "module", "source")] == [True] * 3


def test_drafts_are_not_exported_and_said(course, empty, author):
    bring(course.pool, FOREIGN, author)
    left = {remark.name: remark.sentence for remark in written(pool=course.pool, form="gift").left}
    assert "not published" in left["shot"]
    assert "order" in left["q4"]


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def upload(client, pool, text, **fields):
    file = SimpleUploadedFile("pool.txt", text if isinstance(text, bytes) else text.encode())
    given = {"module_key": "heat", "outcome_key": "privacy", "reference_text": "A guide", **fields}
    return client.post(reverse("quizzes_cms:import", args=[pool.pk]), {"file": file, **given})


def test_the_pages_of_export(course, client, author):
    client.force_login(author)
    html = text_of(client.get(reverse("quizzes_cms:export", args=[course.pool.pk])))
    assert "7 questions are in the file. None is left out." in html
    assert "5 questions are in the file." in html
    assert "GIFT cannot put things in order." in html
    reply = client.get(reverse("quizzes_cms:export_file", args=[course.pool.pk, "moodle-xml"]))
    assert reply.headers["Content-Disposition"] == f'attachment; filename="{course.course.key}-final-test.xml"'
    assert reply.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert len(exchange.read(exchange.decode(reply.content)).questions) == 7
    gift = client.get(reverse("quizzes_cms:export_file", args=[course.pool.pk, "gift"]))
    assert len(exchange.read(exchange.decode(gift.content)).questions) == 5
    assert client.get(reverse("quizzes_cms:export_file", args=[course.pool.pk, "word"])).status_code == 404
    assert client.get(reverse("quizzes_cms:export", args=[99999])).status_code == 404


def test_an_import_is_checked_first_and_saved_when_confirmed(empty, client, publisher):
    client.force_login(publisher)
    reply = upload(client, empty, FOREIGN, publish="on")
    assert reply.status_code == 302
    html = text_of(client.get(reply.url))
    assert "1 question published, 1 saved as a draft, 1 not imported." in html
    assert "“numerical” have no counterpart" in html
    assert "question 3, line 8" in html
    assert "Every answer needs feedback" in html
    assert "Import 2 questions" in html
    assert not empty.questions.exists()

    done = client.post(reply.url, follow=True)
    assert "Import done: 1 question published, 1 saved as a draft." in text_of(done)
    assert empty.questions.count() == 2
    again = client.post(reply.url, follow=True)
    assert "no longer here" in text_of(again)

    second = client.get(upload(client, empty, FOREIGN, publish="on").url)
    assert "There is nothing to save." in text_of(second)
    assert "Import 2 questions" not in text_of(second)


def test_an_upload_belongs_to_its_user_and_pool(course, empty, client, author, publisher):
    client.force_login(publisher)
    url = upload(client, empty, FOREIGN).url
    other = url.replace(f"/pools/{empty.pk}/", f"/pools/{course.pool.pk}/")
    assert client.post(other).url == reverse("quizzes_cms:import", args=[course.pool.pk])
    client.force_login(author)
    assert client.post(url).url == reverse("quizzes_cms:import", args=[empty.pk])
    assert not empty.questions.exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"<quiz>", "cannot be read"),
        (b'<!DOCTYPE q [<!ENTITY a "b">]><quiz/>', "declares a document type"),
        (b"x" * (5 * 1024 * 1024 + 10), "larger than 5 MB"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no question"),
    ],
)
def test_a_bad_file_is_refused_at_the_field(empty, client, author, data, sentence):
    client.force_login(author)
    reply = upload(client, empty, data)
    assert reply.status_code == 200
    assert sentence in text_of(reply)


def test_only_whoever_may_publish_is_asked(empty, client, author):
    client.force_login(author)
    assert "Publish what has no faults" not in text_of(client.get(reverse("quizzes_cms:import", args=[empty.pk])))
    client.post(upload(client, empty, FOREIGN, publish="on").url)
    assert not Question.objects.filter(pool=empty, live=True).exists()


def test_nobody_else_comes_in(course, client):
    looks = person("view_question")
    client.force_login(looks)
    pool = course.pool
    assert client.get(reverse("quizzes_cms:export", args=[pool.pk])).status_code == 200
    assert client.get(reverse("quizzes_cms:import", args=[pool.pk])).status_code in (302, 403)
    client.force_login(UserFactory.create())
    assert client.get(reverse("quizzes_cms:export_file", args=[pool.pk, "gift"])).status_code in (302, 403)


def test_the_defaults_are_those_of_the_course(course, empty, client, author):
    client.force_login(author)
    html = text_of(client.get(reverse("quizzes_cms:import", args=[empty.pk])))
    assert ModulePage.objects.child_of(course.course).get().title in html
    reply = upload(client, empty, FOREIGN, module_key="another-courses")
    assert "another-courses is not one of the available choices" in text_of(reply)


def test_questions_of_a_pool_are_kept_apart_from_those_of_another(course, empty, publisher):
    add(empty, "q1", content("other"))
    text = written(pool=empty, form="gift").text
    assert bring(course.pool, text, publisher) == {"q1": ("changed", True)}
    assert empty.questions.get(key="q1").versions.count() == 1
