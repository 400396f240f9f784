"""The schedule names tasks that exist, and no task can run for ever."""

import pytest

from coursesite.celery import BEAT_SCHEDULE, app


@pytest.fixture(scope="module")
def tasks() -> dict[str, object]:
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}


def test_every_scheduled_task_is_registered(tasks: dict[str, object]) -> None:
    assert {entry["task"] for entry in BEAT_SCHEDULE.values()} <= set(tasks)


def test_every_task_of_ours_has_a_short_name_and_time_limits(tasks: dict[str, object]) -> None:
    ours = {name: task for name, task in tasks.items() if not task.__module__.startswith(("django", "allauth"))}
    assert ours
    for name, task in ours.items():
        assert name.count(".") == 1, name
        assert 0 < (task.soft_time_limit or 0) < (task.time_limit or 0), name
