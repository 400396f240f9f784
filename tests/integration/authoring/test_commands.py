"""The commands, as they are typed."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Revision

from modules.models import CoursePage
from tests.factories.authoring import change, course_folder
from tests.factories.modules import home_page


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return course_folder(tmp_path / "course")


def test_check_needs_no_database(folder: Path) -> None:
    out = StringIO()
    call_command("check_course", folder, stdout=out)
    assert out.getvalue() == f"{folder}: no problems in “A small course”.\n"


def test_check_names_file_and_line(folder: Path) -> None:
    line = change(folder / "01-first/module.yaml", "kind: pitfall", "kind: fall")
    errors = StringIO()
    with pytest.raises(CommandError, match=r"^1 problem\.$"):
        call_command("check_course", folder, stderr=errors)
    assert errors.getvalue().startswith(f"{folder}/01-first/module.yaml:{line}: “kind” must be one of these")


def test_check_of_something_that_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("check_course", tmp_path / "nothing")


@pytest.mark.django_db
def test_load_tells_what_it_did(folder: Path) -> None:
    home_page()
    out = StringIO()
    call_command("load_course", folder, stdout=out)
    told = out.getvalue()
    assert "created: first-opening" in told
    assert "Pages: 7 created, 0 updated, 0 unchanged, 0 unpublished." in told
    assert "Questions: 7 new or changed, 0 retired." in told
    assert told.endswith("Edition 1.\n")
    out = StringIO()
    call_command("load_course", folder, stdout=out)
    assert "Pages: 0 created, 0 updated, 7 unchanged, 0 unpublished." in out.getvalue()


@pytest.mark.django_db
def test_load_writes_nothing_while_anything_is_wrong(folder: Path) -> None:
    home_page()
    change(folder / "90-final-test/quiz.yaml", "draw: 2", "draw: 9")
    before = Revision.objects.count()
    with pytest.raises(CommandError, match=r"^1 problem\.$"):
        call_command("load_course", folder, stdout=StringIO(), stderr=StringIO())
    assert Revision.objects.count() == before
    assert not CoursePage.objects.exists()


@pytest.mark.django_db
def test_a_loaded_lesson_can_be_seen(folder: Path, client: object) -> None:
    home_page()
    call_command("load_course", folder, stdout=StringIO())
    course = CoursePage.objects.get()
    response = client.get(course.url)  # type: ignore[attr-defined]
    assert response.status_code == 200
    assert "A small course" in response.content.decode()
