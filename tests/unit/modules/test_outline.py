"""The outline as plain data."""

from modules.outline import Outline


def outline() -> Outline:
    def activity(number: int) -> dict[str, object]:
        return {
            "id": number, "key": f"a{number}", "title": f"A {number}", "kind": "lesson", "url": f"/a{number}/",
            "minutes": 3, "required": True, "revision_id": 1, "requirements": {},
        }  # fmt: skip

    def group(number: int | None, ids: list[int]) -> dict[str, object]:
        return {
            "number": number, "key": f"g{number}", "title": "G", "kind": "pitfall", "summary": "", "minutes": 3,
            "activities": [activity(i) for i in ids],
        }  # fmt: skip

    return Outline.of({"groups": [group(1, [11, 12]), group(2, [21]), group(None, [90])]})


def test_order_runs_through_the_modules() -> None:
    assert [activity.id for activity in outline().activities] == [11, 12, 21, 90]


def test_neighbors() -> None:
    course = outline()
    assert course.before(11) is None
    assert (course.before(21).id, course.after(21).id) == (12, 90)
    assert course.after(90) is None


def test_what_is_not_in_the_edition_has_no_place() -> None:
    course = outline()
    assert course.position(99) is None
    assert course.group_of(99) is None
    assert course.after(99) is None
    assert course.before(99) is None


def test_group_of_an_activity() -> None:
    assert outline().group_of(12).number == 1
    assert outline().group_of(90).number is None
