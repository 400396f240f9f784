"""Where a person stands in a course, in the words of the people list: pure, no database."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.statuses import MARKS
from enrollments import progress
from enrollments.words import overdue_words

INVITED = "invited"
NOT_ASSIGNED = "not_assigned"
OVERDUE = "overdue"

#: Every standing, the most pressing first: the order of the list when it is sorted by status.
STANDINGS = (
    OVERDUE,
    INVITED,
    progress.ASSIGNED,
    progress.IN_PROGRESS,
    progress.COMPLETED,
    progress.EXPIRED,
    progress.WITHDRAWN,
    NOT_ASSIGNED,
)
#: Those whose course is still to be finished.
UNFINISHED = (OVERDUE, INVITED, progress.ASSIGNED, progress.IN_PROGRESS, progress.EXPIRED)


def standing_of(*, has_account: bool, assigned: bool, status: str | None, due_on: date | None, today: date) -> str:
    """The one standing that the facts add up to; the twin in SQL is `domain.people.standings`.

    `status` is that of the enrollment, None without one; `today` is the organization's day.
    """
    if not has_account:
        return INVITED
    if not assigned:
        return NOT_ASSIGNED
    status = status or progress.ASSIGNED
    return OVERDUE if progress.is_overdue(due_on, today, status) else status


def mark_of(standing: str) -> str:
    """The key of its mark in `core.statuses`."""
    return progress.WITHDRAWN if standing == NOT_ASSIGNED else standing


def word_of(standing: str) -> str | Promise:
    """Its word: "Not started"."""
    return _("Not assigned") if standing == NOT_ASSIGNED else MARKS[standing].word


def words_of(standing: str, due_on: date | None, today: date) -> str:
    """Its word, with the days when it is overdue: "Overdue by 3 days"."""
    if standing == OVERDUE and due_on:
        return overdue_words(due_on, today)
    return str(word_of(standing))


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the people list. Its fields are read in this order (`domain.people.FIELDS`).

    `percent` is the share of required steps done, `score` per cent of the final test, both for one course.
    """

    id: UUID
    name: str
    email: str
    team: str | None
    role: str
    standing: str
    due_on: date | None
    percent: int
    active_at: datetime | None
    completed_at: datetime | None
    score: Decimal | None
    code: str | None

    @property
    def title(self) -> str:
        """What the line is called by."""
        return self.name or self.email
