"""Pages of taking a course: enroll, start, go on, evaluate."""

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Revision

from core import clock
from core.access import signed_in
from core.numbers import digits, whole
from enrollments.domain import completion, enrolling, queries
from enrollments.forms import EvaluationForm, PlanForm, StartForm
from enrollments.models import Enrollment
from enrollments.words import minutes_words
from modules.domain.queries import latest_edition
from modules.models import ActivityPage, CoursePage
from modules.outline import Activity, Outline

Status = Enrollment.Status


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def enroll(request: HttpRequest, course_id: int) -> HttpResponse:
    """Ask (after signing in), then enroll oneself."""
    course = get_object_or_404(CoursePage.objects.live(), pk=course_id)
    if request.method == "POST":
        enrollment = enrolling.enroll_self(learner=request.user, course=course, now=clock.now())
        return redirect("enrollments:resume", enrollment.public_id)
    standing = queries.standing(request.user, course)
    if standing and standing.status in (*Enrollment.OPEN, Status.COMPLETED):
        return redirect("enrollments:resume", standing.public_id)
    closed = queries.is_closed(course, request.user, clock.now())
    return render(request, "enrollments/not_enrolled.html", {"course": course, "closed": closed, "asked": True})


@require_safe
@signed_in
def resume(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """To wherever the learner goes on: the start page, the next activity, the evaluation, the certificate."""
    return redirect(_onward(_own(request, public_id)))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def start(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the course requires and discloses, before its first lesson; acknowledging it starts the course."""
    enrollment = _own(request, public_id)
    if enrollment.started_at:
        return redirect(_onward(enrollment))
    if not enrollment.learner.certificate_name:
        here = reverse("enrollments:start", args=[public_id])
        return redirect(f"{reverse('accounts:name')}?{urlencode({'next': here})}")
    edition = latest_edition(enrollment.course)
    form = StartForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if edition and form.cleaned_data["edition"] == edition.pk:
            return redirect(_onward(enrolling.start(enrollment=enrollment, now=clock.now())))
        messages.warning(request, _("This page has changed since you opened it. Read it once more, then start."))
        return redirect("enrollments:start", public_id)
    return render(request, "enrollments/start.html", {**_before_start(enrollment, edition), "form": form})


@require_POST
@signed_in
def complete(request: HttpRequest, public_id: UUID, page_id: int) -> HttpResponse:
    """Mark a lesson complete and go on. Tests and scenarios complete themselves, through their own verbs."""
    enrollment = _own(request, public_id)
    activity = _activity(enrollment, page_id, kinds=("lesson",))
    page = get_object_or_404(ActivityPage, pk=page_id)
    current = completion.complete_activity(
        enrollment=enrollment,
        activity=page,
        revision_id=_shown_revision(page, request.POST.get("revision", "")) or activity.revision_id,
        now=clock.now(),
    )
    return redirect(_after(current, activity))


@require_POST
@signed_in
def plan(request: HttpRequest, public_id: UUID, page_id: int) -> HttpResponse:
    """Keep the learner's plan, and go back to the lesson."""
    enrollment = _own(request, public_id)
    activity = _activity(enrollment, page_id, kinds=("lesson",))
    form = PlanForm(request.POST)
    if form.is_valid():
        page = get_object_or_404(ActivityPage, pk=page_id)
        saved = completion.save_plan(enrollment=enrollment, activity=page, **form.cleaned_data, now=clock.now())
        at = saved.saved_at.astimezone(ZoneInfo(enrollment.learner.time_zone))
        messages.success(request, _("Plan saved at %(time)s.") % {"time": date_format(at, "H:i")})
    else:
        messages.error(
            request,
            _("Write both halves of the plan, the “if” and the “then”, each in 300 characters at most."),
        )
    return redirect(f"{activity.url}#plan")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def evaluation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The learner's view of the course; sending it completes the course."""
    enrollment = _own(request, public_id)
    progress = queries.progress_of(enrollment)
    if progress is None or not progress.activities_done or enrollment.status != Status.IN_PROGRESS:
        return redirect(_onward(enrollment))
    form = EvaluationForm(request.POST if request.method == "POST" else None, enrollment=enrollment)
    if request.method == "POST" and form.is_valid():
        current = completion.submit_evaluation(
            enrollment=enrollment,
            ratings=form.ratings,
            minutes_taken=form.cleaned_data["minutes_taken"],
            change=form.change_text,
            comment=form.cleaned_data["comment"],
            now=clock.now(),
        )
        return redirect(_onward(current))
    return render(request, "enrollments/evaluation.html", {"form": form, "enrollment": enrollment})


def _own(request: HttpRequest, public_id: UUID) -> Enrollment:
    enrollment = queries.own(request.user, public_id)
    if enrollment is None:
        raise Http404
    return enrollment


def _activity(enrollment: Enrollment, page_id: int, *, kinds: tuple[str, ...]) -> Activity:
    """The activity of the pinned edition, or a 404."""
    snapshot = enrollment.edition.snapshot if enrollment.edition else {"groups": []}
    for activity in Outline.of(snapshot).activities:
        if activity.id == page_id and activity.kind in kinds:
            return activity
    raise Http404


def _shown_revision(page: ActivityPage, posted: str) -> int:
    """The revision that the form says it was shown with, if it is one of the page's; else the published one."""
    shown = whole(posted)
    if shown and Revision.objects.for_instance(page).filter(pk=shown).exists():
        return shown
    return page.live_revision_id or 0


def _onward(enrollment: Enrollment) -> str:
    """The address where this enrollment goes on."""
    if enrollment.status == Status.COMPLETED:
        return reverse("learning:completed", args=[enrollment.public_id])
    if enrollment.status not in Enrollment.OPEN:
        return enrollment.course.url or reverse("learning:home")
    progress = queries.progress_of(enrollment)
    if progress is None:
        return reverse("enrollments:start", args=[enrollment.public_id])
    return progress.next.url if progress.next else reverse("enrollments:evaluation", args=[enrollment.public_id])


def _after(enrollment: Enrollment, activity: Activity) -> str:
    """The address after an activity: the one that follows, unless everything required is done."""
    assert enrollment.edition is not None
    progress = queries.progress_of(enrollment)
    following = Outline.of(enrollment.edition.snapshot).after(activity.id)
    if enrollment.status != Status.IN_PROGRESS or following is None or progress is None or progress.next is None:
        return _onward(enrollment)
    return following.url


def _before_start(enrollment: Enrollment, edition: Any) -> dict[str, Any]:
    context: dict[str, Any] = {"enrollment": enrollment, "course": enrollment.course, "edition": edition}
    if edition is not None:
        snapshot = edition.snapshot
        hours = Decimal(snapshot["hours"]["contact_hours"])
        context |= {
            "snapshot": snapshot,
            "time": minutes_words(snapshot["minutes"]),
            "hours": digits(hours) if hours else "",
            "dates": {name: date.fromisoformat(day) for name, day in snapshot["dates"].items()},
        }
    return context
