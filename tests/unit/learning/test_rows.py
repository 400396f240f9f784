"""What a row says, from plain objects."""

from datetime import date

import pytest

from enrollments.models import Enrollment
from learning.domain.rows import continue_of, task_of
from modules.models import CoursePage, Edition

pytestmark = pytest.mark.django_db  # A page cannot be made, not even unsaved, without its language.
TODAY = date(2026, 11, 22)


def edition() -> Edition:
    def activity(pk: int, kind: str) -> dict[str, object]:
        return {
            "id": pk, "key": f"a{pk}", "title": f"Step {pk}", "kind": kind, "url": f"/a{pk}/", "minutes": 5,
            "required": True, "revision_id": 1, "requirements": {},
        }  # fmt: skip

    def group(number: int | None, *activities: dict[str, object]) -> dict[str, object]:
        return {
            "number": number, "key": "g", "title": "Group", "kind": "pitfall", "summary": "",
            "minutes": 5 * len(activities), "activities": list(activities),
        }  # fmt: skip

    groups = [group(1, activity(1, "lesson"), activity(2, "scenario")), group(None, activity(3, "test"))]
    return Edition(snapshot={"minutes": 90, "hours": {"contact_hours": "1.50"}, "groups": groups})


def enrollment(status: str = "in_progress", due_on: date | None = None) -> Enrollment:
    begun = status == "in_progress"
    return Enrollment(
        course=CoursePage(title="Presence"),
        status=status,
        due_on=due_on,
        edition=edition() if begun else None,
        started_at="2026-11-01T12:00Z" if begun else None,
    )


@pytest.mark.parametrize(
    ("status", "due_on", "expected"),
    [
        ("assigned", date(2026, 11, 19), ("overdue", "Overdue by 3 days", "Due November 19", True, "Start now")),
        ("assigned", date(2027, 1, 31), ("assigned", "", "Due January 31, 2027", False, "Start")),
        ("in_progress", TODAY, ("in_progress", "", "Due November 22", False, "Resume")),
        ("in_progress", None, ("in_progress", "", "", False, "Resume")),
    ],
)
def test_a_task(status: str, due_on: date | None, expected: tuple[object, ...]) -> None:
    task = task_of(enrollment(status, due_on), edition(), "Tomas Okafor", TODAY)

    assert (task.status, task.state, task.due, task.late, task.label) == expected
    assert task.detail == "90 minutes, 1.5 contact hours. Assigned by Tomas Okafor"


def test_a_course_without_an_edition_has_no_figures() -> None:
    assert task_of(enrollment("assigned"), None, "", TODAY).detail == ""


@pytest.mark.parametrize(
    ("done", "title", "where", "label"),
    [
        (set(), "Step 1", "Module 1, step 1. About 5 minutes.", "Resume lesson"),
        ({1}, "Step 2", "Module 1, step 2. About 5 minutes.", "Resume scenario"),
        ({1, 2}, "Step 3", "About 5 minutes.", "Go to the test"),
    ],
)
def test_where_to_go_on(done: set[int], title: str, where: str, label: str) -> None:
    panel = continue_of(enrollment(), done, "/course/")

    assert (panel.title, panel.where, panel.label) == (title, where, label)
    assert panel.steps == f"{len(done)} of 3 steps complete"


def test_after_the_last_step() -> None:
    panel = continue_of(enrollment(), {1, 2, 3}, "/course/")

    assert (panel.title, panel.label, panel.left) == ("The evaluation", "Fill in the evaluation", "")
    assert [part["share"] for part in panel.parts] == [1.0, 1.0]
