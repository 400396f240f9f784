"""What the public page of a course offers this visitor: its one call to action."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from enrollments.domain import queries
from enrollments.models import Enrollment
from modules.actions import Action
from modules.models import CoursePage

Status = Enrollment.Status


def course_action(request: HttpRequest, course: CoursePage) -> Action | None:
    """`label`, `url` and `method` (get or post), or None when the course takes nobody in any more."""
    enroll_url = reverse("enrollments:enroll", args=[course.pk])
    if not request.user.is_authenticated:
        # The sign-in page leads back by GET, where the enrollment is confirmed.
        open_still = clock.now().date() <= course.expires_on
        return {"label": _("Enroll"), "url": enroll_url, "method": "get"} if open_still else None
    enrollment = queries.standing(request.user, course)
    if enrollment and enrollment.status == Status.COMPLETED:
        url = reverse("learning:completed", args=[enrollment.public_id])
        return {"label": _("See your certificate"), "url": url, "method": "get"}
    if queries.is_closed(course, request.user, clock.now()):
        return None
    if enrollment and enrollment.status in Enrollment.OPEN:
        label = _("Resume") if enrollment.started_at else _("Start")
        return {
            "label": label,
            "url": reverse("enrollments:resume", args=[enrollment.public_id]),
            "method": "get",
        }
    return {"label": _("Enroll"), "url": enroll_url, "method": "post"}
