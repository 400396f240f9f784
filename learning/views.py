"""A clinician's own pages."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core import clock
from core.access import signed_in
from enrollments.models import Enrollment
from learning.domain import queries


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """My learning: where to go on, what is assigned, what was earned."""
    return render(request, "learning/home.html", {"overview": queries.overview(request.user, clock.now())})


@require_safe
@signed_in
def completed(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The page after the last step: the certificate, and the learner's own plans."""
    enrollment = _own(request, public_id)
    if enrollment.completed_at is None:
        return redirect("enrollments:resume", public_id)
    context = {
        "enrollment": enrollment,
        "certificate": queries.certificate_of(enrollment),
        "completed_on": clock.local_date(enrollment.completed_at, enrollment.learner.time_zone),
        "plans": queries.plans_of(enrollment),
    }
    return render(request, "learning/completed.html", context)


@require_safe
@signed_in
def certificate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The buttons of the certificate alone, asked for again until its file is printed."""
    enrollment = _own(request, public_id)
    found = queries.certificate_of(enrollment)
    if found is None:
        raise Http404
    return render(request, "learning/_certificate.html", {"enrollment": enrollment, "certificate": found})


def _own(request: HttpRequest, public_id: UUID) -> Enrollment:
    enrollment = queries.completed_enrollment(request.user, public_id)
    if enrollment is None:
        raise Http404
    return enrollment
