"""Loading a course: what is created, and that nothing is touched without need."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from wagtail.fields import StreamField
from wagtail.models import Page, Revision

from authoring.check import read_course
from authoring.write import LoadReport, write_course
from core.errors import DomainError
from core.models import AuditEvent
from modules.models import CoursePage, Edition, HomePage, LessonPage, ModulePage
from modules.outline import Outline
from quizzes.models import Question, QuestionPool, QuestionVersion, QuizPage, ScenarioPage
from quizzes.policy import Policy
from tests.factories.accounts import UserFactory
from tests.factories.authoring import change, course_folder
from tests.factories.modules import home_page

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
REAL = Path(__file__).resolve().parents[3] / "modules" / "content" / "responsible-online-presence"
OPENING = "01-first/01-opening.md"
CLOSING = "01-first/02-closing.md"
SCENARIO = "01-first/03-scenario.yaml"
PRACTICE = "01-first/04-practice/quiz.yaml"
QUIZ = "90-final-test/quiz.yaml"
QUESTIONS = "90-final-test/questions/first.yaml"


@pytest.fixture(autouse=True)
def home() -> HomePage:
    return home_page()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return course_folder(tmp_path / "course")


def load(folder: Path) -> LoadReport:
    return write_course(source=read_course(folder), actor=None, now=NOON)


def rows() -> dict[str, list[Any]]:
    """Everything that a load could touch."""
    models = (Page, CoursePage, ModulePage, LessonPage, ScenarioPage, QuizPage, Revision, Edition, QuestionPool)
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (*models, Question, QuestionVersion, AuditEvent)
    }


def revisions(key: str) -> int:
    return Page.objects.get(slug=key).revisions.count()


def test_the_first_load_makes_the_whole_course(folder: Path) -> None:
    report = load(folder)
    course = CoursePage.objects.get(key="small-course")
    assert report.created == [
        "small-course", "first", "first-opening", "first-closing", "first-scenario", "first-practice",
        "final-test",
    ]  # fmt: skip
    assert [page.title for page in course.get_descendants().live()] == [
        "The first module", "The opening", "The closing", "Two in the morning", "Practice",
        "Final test",
    ]  # fmt: skip
    assert course.url_path == "/home/small-course/"
    assert LessonPage.objects.get(key="first-opening").url_path == "/home/small-course/first/the-opening/"
    assert report.edition is not None
    assert report.edition.number == 1


def test_what_the_files_say_stands_in_the_pages(folder: Path) -> None:
    load(folder)
    course, lesson = CoursePage.objects.get(), LessonPage.objects.get(key="first-opening")
    assert course.requirements == "<ul><li>Complete every lesson.</li></ul>"
    assert course.outcomes[0].value["key"] == "privacy"
    assert course.signatory_name == "Mara Ferreira-Hale"
    assert [block.block_type for block in lesson.body] == ["text", "heading", "simulation", "term", "recall"]
    assert lesson.body[0].value.source == "<p>People are recognized by <b>what happened</b> to them.[^guide]</p>"
    assert lesson.body[2].value["notes"][1]["tone"] == "good"
    assert lesson.references[0].value["url"] == "https://example.org/guide"
    example = LessonPage.objects.get(key="first-closing").body[3].value
    assert [line["at"] or line["sender"] for line in example["simulation"][0]["messages"]] == ["23:44", "them", "me"]
    scenario = ScenarioPage.objects.get()
    assert scenario.steps[0].value["choices"][1]["next"] == "morning"
    assert ModulePage.objects.get().outcome_keys == ["privacy"]


def test_the_test_has_its_pool_of_questions(folder: Path) -> None:
    report = load(folder)
    quiz = QuizPage.objects.get(key="final-test")
    assert (quiz.pools.get().key, quiz.pass_mark, quiz.draw, quiz.attempts_allowed) == ("final-test", 80, 2, 0)
    assert report.questions[-2:] == ["first-place", "first-day"]
    version = QuestionVersion.objects.get(question__key="first-day")
    assert version.simulation == {
        "label": "Public feed post",
        "screen": "post",
        "posts": [{"author": "Jonah", "text": "On Saturday night."}],
    }
    assert [option["correct"] for option in version.options] == [True, False]


def test_a_test_has_its_whole_policy_and_the_pools_it_names(folder: Path) -> None:
    load(folder)
    quiz = QuizPage.objects.get(key="first-practice")
    assert quiz.policy() == Policy(
        pass_mark=60, draw=4, attempts_allowed=5, per_outcome=2, wait_minutes=10, time_limit=20, grace_seconds=30,
        counting="last", reveal="during", layout="all",
    )  # fmt: skip
    assert {(pool.key, pool.title) for pool in quiz.pools.all()} == {
        ("first-practice", "Practice"),
        ("final-test", "Final test"),
    }
    assert not quiz.required


def test_every_kind_of_question_is_published_and_frozen(folder: Path) -> None:
    load(folder)
    versions = {version.kind: version for version in QuestionVersion.objects.filter(question__live=True)}
    assert set(versions) == set(QuestionVersion.Kind.values)
    assert versions["multiple"].credit == "partial"
    assert [target["text"] for target in versions["matching"].targets] == ["It leaks", "It slips", "It holds"]
    assert [option["identifier"] for option in versions["marking"].options] == ["place", "event"]


def test_a_pool_that_a_test_names_no_more_is_drawn_from_no_more(folder: Path) -> None:
    load(folder)
    change(folder / PRACTICE, "pools: [final-test]\n", "")
    assert load(folder).updated == ["first-practice"]
    assert [pool.key for pool in QuizPage.objects.get(key="first-practice").pools.all()] == ["first-practice"]


def test_practice_earns_no_contact_hours(folder: Path) -> None:
    first = load(folder)
    change(folder / PRACTICE, "required: false\n", "")
    second = load(folder)
    assert first.edition is not None
    assert second.edition is not None
    assert first.edition.snapshot["hours"]["items"] == 2
    assert second.edition.snapshot["hours"]["items"] == 6


def test_what_a_scenario_says_and_continues_stands_in_its_page(folder: Path) -> None:
    change(folder / SCENARIO, "        next: morning", "        says: Not tonight.\n        next: morning")
    load(folder)
    step = ScenarioPage.objects.get().steps[0].value
    assert [choice["says"] for choice in step["choices"]] == ["", "Not tonight."]
    assert not step["continues"]
    assert not load(folder).changed


def test_every_block_can_be_saved_in_the_cms(folder: Path) -> None:
    load(folder)
    load(REAL)
    for page in Page.objects.type(CoursePage, LessonPage, ScenarioPage).specific():
        for field in page._meta.get_fields():
            if isinstance(field, StreamField):
                field.stream_block.clean(getattr(page, field.name))
    for question in Question.objects.all():
        for name in ("screen", "answers"):
            question._meta.get_field(name).stream_block.clean(getattr(question, name))


def test_loading_twice_touches_no_row(folder: Path) -> None:
    load(folder)
    before = rows()
    report = load(folder)
    assert rows() == before
    assert not report.changed
    assert len(report.unchanged) == 7


def test_the_delivered_course_loads_and_loads_again_without_a_change() -> None:
    report = load(REAL)
    before = rows()
    assert not load(REAL).changed
    assert rows() == before
    assert report.edition is not None
    outline = Outline.of(report.edition.snapshot)
    assert [group.key for group in outline.groups][-1] == "final-test"
    assert {activity.kind for activity in outline.activities} == {"lesson", "scenario", "test"}


def test_one_changed_sentence_is_one_revision_and_the_same_edition(folder: Path) -> None:
    first = load(folder)
    before = Revision.objects.count()
    change(folder / OPENING, "Somebody could tell who it is.", "Somebody could tell who it was.")
    report = load(folder)
    assert report.updated == ["first-opening"]
    assert Revision.objects.count() == before + 1
    assert report.edition == first.edition
    assert LessonPage.objects.get(key="first-opening").body[3].value["definition"].endswith("who it was.")


def test_a_changed_pass_mark_is_the_next_edition(folder: Path) -> None:
    load(folder)
    change(folder / QUIZ, "pass_mark: 80", "pass_mark: 70")
    report = load(folder)
    assert report.updated == ["final-test"]
    assert report.edition is not None
    assert report.edition.number == 2
    assert Outline.of(report.edition.snapshot).activities[-1].requirements["pass_mark"] == 70


def test_a_changed_question_is_a_new_version_and_a_missing_one_is_retired(folder: Path) -> None:
    load(folder)
    text = (folder / QUESTIONS).read_text()
    first = text[: text.index("- key: first-day")].replace("There is one ER.", "There is only one.")
    (folder / QUESTIONS).write_text(first + first.replace("first-place", "first-town"))
    report = load(folder)
    assert (report.questions, report.retired, report.updated) == (["first-place", "first-town"], 1, [])
    assert list(QuestionVersion.objects.filter(question__key="first-place").values_list("number", "current")) == [
        (1, False),
        (2, True),
    ]
    assert not Question.objects.get(key="first-day").live


def test_a_new_title_keeps_the_address(folder: Path) -> None:
    load(folder)
    change(folder / OPENING, "title: The opening", "title: A better opening")
    load(folder)
    page = LessonPage.objects.get(key="first-opening")
    assert (page.title, page.draft_title, page.slug) == ("A better opening", "A better opening", "the-opening")


def test_the_order_of_the_files_is_the_order_of_the_pages(folder: Path) -> None:
    load(folder)
    before = Revision.objects.count()
    (folder / OPENING).rename(folder / "01-first/03-z-opening.md")
    change(folder / CLOSING, ":::plan\nprompt: Write a plan.\nif_hint: I am angry\nthen_hint: I wait\n:::\n", "")
    load(folder)
    module = ModulePage.objects.get()
    titles = [page.title for page in module.get_children()]
    assert titles == ["The closing", "Two in the morning", "The opening", "Practice"]
    assert Revision.objects.count() == before + 1
    assert not load(folder).changed
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_file_moved_to_another_module_moves_its_page(folder: Path) -> None:
    load(folder)
    page = LessonPage.objects.get(key="first-closing")
    (folder / "02-second").mkdir()
    module = (folder / "01-first/module.yaml").read_text()
    (folder / "02-second/module.yaml").write_text(module.replace("first", "second"))
    (folder / CLOSING).rename(folder / "02-second/01-closing.md")
    report = load(folder)
    moved = LessonPage.objects.get(key="first-closing")
    assert (report.created, report.updated) == (["second"], ["first-closing"])
    assert (moved.pk, moved.url_path) == (page.pk, "/home/small-course/second/the-closing/")
    titles = [child.title for child in CoursePage.objects.get().get_children()]
    assert titles == ["The first module", "The second module", "Final test"]
    assert not load(folder).changed
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_file_that_is_gone_unpublishes_its_page_and_its_return_publishes_it(folder: Path) -> None:
    load(folder)
    text = (folder / SCENARIO).read_text()
    (folder / SCENARIO).unlink()
    report = load(folder)
    assert report.unpublished == ["first-scenario"]
    assert not ScenarioPage.objects.get().live
    assert report.edition is not None
    assert report.edition.number == 2
    assert not load(folder).changed
    (folder / SCENARIO).write_text(text)
    assert load(folder).updated == ["first-scenario"]
    assert ScenarioPage.objects.get().live


def test_a_new_page_beside_an_unpublished_one_of_the_same_title(folder: Path) -> None:
    load(folder)
    change(folder / OPENING, "key: first-opening", "key: first-start")
    report = load(folder)
    assert (report.created, report.unpublished) == (["first-start"], ["first-opening"])
    assert LessonPage.objects.get(key="first-start").slug == "the-opening-2"
    assert not load(folder).changed


def test_a_page_made_in_the_cms_is_left_alone(folder: Path) -> None:
    load(folder)
    module = ModulePage.objects.get()
    own = LessonPage(title="Our own", slug="our-own", minutes=1, summary="Own.", lede="Own.", body=[("heading", "Own")])
    module.add_child(instance=own)
    assert not load(folder).changed
    assert LessonPage.objects.get(pk=own.pk).live


def test_what_was_changed_in_the_cms_is_what_the_file_says_again(folder: Path) -> None:
    load(folder)
    page = LessonPage.objects.get(key="first-opening")
    page.lede = "Changed."
    page.save_revision().publish()
    assert load(folder).updated == ["first-opening"]
    assert LessonPage.objects.get(key="first-opening").lede == "Begin here."


def test_a_draft_in_the_cms_survives_a_load_that_changes_nothing(folder: Path) -> None:
    load(folder)
    page = LessonPage.objects.get(key="first-opening")
    page.lede = "A draft."
    page.save_revision()
    assert not load(folder).changed
    assert LessonPage.objects.get(key="first-opening").get_latest_revision_as_object().lede == "A draft."


def test_two_courses_stand_side_by_side(folder: Path, tmp_path: Path) -> None:
    load(folder)
    other = course_folder(tmp_path / "other")
    change(other / "course.yaml", "key: small-course", "key: other-course")
    assert len(load(other).created) == 7
    assert LessonPage.objects.filter(key="first-opening").count() == 2
    assert not load(folder).changed


def test_who_loaded_it_is_on_record(folder: Path) -> None:
    author = UserFactory.create()
    report = write_course(source=read_course(folder), actor=author, now=NOON)
    event = AuditEvent.objects.get(verb="authoring.load_course")
    assert event.actor_id == author.pk
    assert event.after["created"][0] == "small-course"
    assert report.edition is not None
    assert (report.edition.released_by, report.edition.released_at) == (author, NOON)
    assert CoursePage.objects.get().latest_revision.user == author


def test_a_site_without_a_front_page_says_what_to_do(folder: Path, home: HomePage) -> None:
    home.delete()
    with pytest.raises(DomainError, match="migrate"):
        load(folder)
