"""Who may open an activity of a course, and what the page then knows of its learner."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from wagtail.models import Page

from enrollments import progress
from enrollments.domain import queries
from enrollments.models import Enrollment, Plan
from modules.outline import Activity, Group, Outline

Status = Enrollment.Status


class Learner:
    """A started enrollment as the pages of its course see it. Built with one query, for the activities done."""

    def __init__(self, enrollment: Enrollment) -> None:
        """`enrollment` comes with its edition, which must be pinned, and its course."""
        assert enrollment.edition is not None
        self.enrollment = enrollment
        self.outline: Outline = Outline.of(enrollment.edition.snapshot)
        self.completed: set[int] = queries.completed_ids(enrollment)
        self.read_only: bool = enrollment.status != Status.IN_PROGRESS
        # The evaluation has no part in steps and minutes, so it need not be asked for.
        self._progress = progress.evaluate(self.outline, self.completed, False)

    @property
    def steps_done(self) -> int:
        """Required activities done."""
        return self._progress.steps_done

    @property
    def steps_total(self) -> int:
        """Required activities of the edition."""
        return self._progress.steps_total

    @property
    def minutes_left(self) -> int:
        """Minutes that the required activities left take."""
        return self._progress.minutes_left

    @cached_property
    def course_url(self) -> str:
        """The public page of the course."""
        return self.enrollment.course.url or "/"

    def onward_url(self, page_id: int) -> str:
        """What follows an activity: the next one, or after the last the evaluation or the completion page."""
        return onward_url(self.enrollment, self.outline, page_id)

    def group_state(self, group: Group) -> str:
        """`complete`, `in_progress` or `not_started`."""
        return progress.group_state(group, self.completed)

    def activity_state(self, activity: Activity) -> str:
        """`complete` or `not_started`."""
        return progress.activity_state(activity, self.completed)

    def complete_url(self, page_id: int) -> str:
        """Where a lesson's "mark complete" is posted."""
        return reverse("enrollments:complete", args=[self.enrollment.public_id, page_id])

    def plan_url(self, page_id: int) -> str:
        """Where a lesson's plan is posted: `if_text` and `then_text`."""
        return reverse("enrollments:plan", args=[self.enrollment.public_id, page_id])

    def plan(self, page_id: int) -> Plan | None:
        """The learner's plan for a lesson, if any; one query."""
        return Plan.objects.filter(enrollment=self.enrollment, activity_id=page_id).first()


def onward_url(enrollment: Enrollment, outline: Outline, page_id: int) -> str:
    """The address of what follows an activity in this enrollment."""
    following = outline.after(page_id)
    return following.url if following else reverse("enrollments:resume", args=[enrollment.public_id])


def enrollment_for(user: Any, page: Page) -> Enrollment | None:
    """The user's latest enrollment in the course that holds the page, or None; one query."""
    above = [page.path[:end] for end in range(Page.steplen, len(page.path), Page.steplen)]
    return _lean(Enrollment.objects.filter(learner=user, course__path__in=above)).order_by("-cycle").first()


def learner_for(user: Any, page: Page) -> Learner:
    """The learner behind a page of a course, for views of their own. A 404 when the user has not started the course or
    the page is not part of the edition they started.
    """
    enrollment = enrollment_for(user, page)
    if enrollment is None or enrollment.edition is None:
        raise Http404
    learner = Learner(enrollment)
    if learner.outline.position(page.pk) is None:
        raise Http404
    return learner


def can_edit(request: HttpRequest, page: Page) -> bool:
    """Whether the user is an author of the page, who reads it without being a learner."""
    return bool(page.permissions_for_user(request.user).can_edit())


def _lean(rows: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """With edition and course, but without the course's long texts, which no activity shows."""
    return rows.select_related("edition", "course").defer(
        "course__outcomes",
        "course__disclosures",
        "course__requirements",
        "course__lede",
        "course__audience",
        "course__search_description",
    )
