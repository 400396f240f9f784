"""The gate before the pages of a course."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from wagtail import hooks
from wagtail.models import Page

from core import clock
from enrollments.domain import queries
from enrollments.gate import Learner, can_edit, enrollment_for
from modules.models import ActivityPage, CoursePage


@hooks.register("before_serve_page")
def guard_activity(page: Page, request: HttpRequest, serve_args: Any, serve_kwargs: Any) -> HttpResponse | None:
    """Let a learner through with `request.learner` set, an author with None; answer everybody else.

    What was unpublished stays open to those whose edition asks for it, and is gone for everybody else.
    """
    kind = page.specific_class
    if kind is None or not issubclass(kind, ActivityPage):
        return None
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())  # Published or not: only the own edition can tell.
    request.learner = None  # type: ignore[attr-defined]
    enrollment = enrollment_for(request.user, page)
    if enrollment is not None and enrollment.edition is not None:
        learner = Learner(enrollment)
        if learner.outline.position(page.pk) is not None:
            request.learner = learner  # type: ignore[attr-defined]
            return None
    if not page.live:
        raise Http404
    if can_edit(request, page):
        return None
    if enrollment is None or enrollment.status not in (*enrollment.OPEN, enrollment.Status.COMPLETED):
        return _not_enrolled(request, page)
    if enrollment.edition is None:
        return redirect("enrollments:start", enrollment.public_id)
    return render(request, "enrollments/not_in_edition.html", {"enrollment": enrollment}, status=404)


def _not_enrolled(request: HttpRequest, page: Page) -> HttpResponse:
    course = CoursePage.objects.ancestor_of(page).get()
    context = {"course": course, "closed": queries.is_closed(course, request.user, clock.now())}
    return render(request, "enrollments/not_enrolled.html", context, status=403)
