"""How far a learner is, as pure functions of facts: no database, no clock."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date

from modules.outline import Activity, Group, Outline

ASSIGNED = "assigned"
IN_PROGRESS = "in_progress"
COMPLETED = "completed"
EXPIRED = "expired"
WITHDRAWN = "withdrawn"
OPEN = frozenset({ASSIGNED, IN_PROGRESS})


@dataclass(frozen=True)
class Progress:
    """Where a learner stands in an edition. Steps are its required activities; `minutes_left` are minutes.

    `next` is the activity to go on with: the first required one not done, or None when every one is done.
    """

    status: str
    steps_done: int
    steps_total: int
    minutes_left: int
    next: Activity | None

    @property
    def activities_done(self) -> bool:
        """Whether only the evaluation can be missing."""
        return self.next is None

    @property
    def percent(self) -> int:
        """Share of the steps done, 0 to 100, rounded down: 100 only when all are done."""
        return 100 * self.steps_done // self.steps_total if self.steps_total else 100


def evaluate(outline: Outline, completed_ids: Set[int], evaluation_submitted: bool) -> Progress:
    """The progress of a learner who has started: `completed_ids` are primary keys of activities done."""
    steps = [activity for activity in outline.activities if activity.required]
    left = [activity for activity in steps if activity.id not in completed_ids]
    return Progress(
        status=status_of(started=True, finished=not left and evaluation_submitted),
        steps_done=len(steps) - len(left),
        steps_total=len(steps),
        minutes_left=sum(activity.minutes for activity in left),
        next=left[0] if left else None,
    )


def status_of(*, started: bool, finished: bool, withdrawn: bool = False, expired: bool = False) -> str:
    """The one status that the facts add up to. What was finished stays finished, whatever came later."""
    if finished:
        return COMPLETED
    if withdrawn:
        return WITHDRAWN
    if expired:
        return EXPIRED
    return IN_PROGRESS if started else ASSIGNED


def is_overdue(due_on: date | None, today: date, status: str) -> bool:
    """Whether an open enrollment is past its day. `today` is the learner's day."""
    return due_on is not None and status in OPEN and today > due_on


def activity_state(activity: Activity, completed_ids: Set[int]) -> str:
    """`complete` or `not_started`."""
    return "complete" if activity.id in completed_ids else "not_started"


def group_state(group: Group, completed_ids: Set[int]) -> str:
    """`complete` when every required activity is done (every one, where none is required), else `in_progress` when
    something is, else `not_started`.
    """
    needed = [activity for activity in group.activities if activity.required] or list(group.activities)
    if all(activity.id in completed_ids for activity in needed):
        return "complete"
    return "in_progress" if any(activity.id in completed_ids for activity in group.activities) else "not_started"


def shares(outline: Outline, completed_ids: Set[int]) -> list[dict[str, float]]:
    """For each group its `minutes` and the `share` of them done (0 to 1), as the module spine draws it."""
    return [
        {"minutes": group.minutes, "share": _share(group, completed_ids)} for group in outline.groups if group.minutes
    ]


def _share(group: Group, completed_ids: Set[int]) -> float:
    done = sum(activity.minutes for activity in group.activities if activity.id in completed_ids)
    total = sum(activity.minutes for activity in group.activities)
    return done / total if total else 0.0
