"""Reading enrollments: always one learner's own."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from core import clock
from enrollments.models import ActivityCompletion, Assignee, Enrollment, Evaluation
from enrollments.progress import Progress, evaluate
from modules.models import CoursePage, Edition
from modules.outline import Outline


def enrollments_of(user: Any) -> QuerySet[Enrollment]:
    """The user's enrollments with edition and course, oldest first."""
    return Enrollment.objects.filter(learner=user).select_related("edition", "course").order_by("enrolled_at", "pk")


def own(user: Any, public_id: UUID) -> Enrollment | None:
    """One enrollment of this user with learner, edition and course, or None."""
    return (
        Enrollment.objects.select_related("edition", "course", "learner")
        .filter(public_id=public_id, learner=user)
        .first()
    )


def standing(user: Any, course: CoursePage) -> Enrollment | None:
    """The user's latest enrollment in a course, whatever its state, or None."""
    return Enrollment.objects.filter(learner=user, course=course).order_by("-cycle").first()


def locked(enrollment: Enrollment) -> Enrollment:
    """The row as it is now, held until the end of the transaction, with learner, edition and course."""
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("learner", "edition", "course")
    return rows.get(pk=enrollment.pk)


def completed_ids(enrollment: Enrollment) -> set[int]:
    """Primary keys of the activities done."""
    return set(ActivityCompletion.objects.filter(enrollment=enrollment).values_list("activity_id", flat=True))


def progress_of(enrollment: Enrollment) -> Progress | None:
    """How far a started enrollment is; None before the start."""
    if enrollment.edition is None:
        return None
    outline = Outline.of(enrollment.edition.snapshot)
    evaluated = Evaluation.objects.filter(enrollment=enrollment).exists()
    return evaluate(outline, completed_ids(enrollment), evaluated)


def is_closed(course: CoursePage, learner: Any, now: datetime) -> bool:
    """Whether the course's last day is over where the learner lives: then nobody may begin it."""
    return clock.local_date(now, learner.time_zone) > course.expires_on


def is_out_of_time(enrollment: Enrollment, now: datetime) -> bool:
    """Whether the last day is over for this enrollment: its edition's, or the course's before the start."""
    if enrollment.edition is None:
        return is_closed(enrollment.course, enrollment.learner, now)
    last = date.fromisoformat(enrollment.edition.snapshot["dates"]["expires_on"])
    return clock.local_date(now, enrollment.learner.time_zone) > last


def latest_editions(course_ids: Iterable[int]) -> dict[int, Edition]:
    """The newest edition of each course, by course id."""
    editions = Edition.objects.filter(course__in=list(course_ids)).order_by("course", "-number").distinct("course")
    return {edition.course_id: edition for edition in editions}


def leading_assignee(enrollment: Enrollment) -> Assignee | None:
    """The assignment that sets the due date (the earliest one), with its author and organization, or None."""
    rows = Assignee.objects.filter(enrollment=enrollment, assignment__cancelled_at__isnull=True)
    return rows.select_related("assignment__created_by", "assignment__organization").order_by("due_on", "pk").first()
