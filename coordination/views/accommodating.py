"""More time or more attempts for one person in the tests of one course."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination import words
from coordination.domain import person as dossier
from coordination.domain.person import Given
from coordination.forms import AccommodationForm
from core import clock
from core.errors import DomainError
from enrollments.models import Enrollment
from organizations.models import Membership, Organization
from organizations.rules import coordinator_only
from quizzes.domain.accommodations import end_accommodation, give_accommodation


@require_http_methods(["GET", "POST"])
@coordinator_only
def accommodation(request: HttpRequest, organization: Organization, membership: UUID, enrollment: UUID) -> HttpResponse:
    """What applies now and what applied before; on POST give it, or change it."""
    person, found = _get(organization, membership, enrollment)
    given = dossier.accommodations_of(found, organization)
    current = next((one for one in given if one.row.ended_at is None), None)
    form = AccommodationForm(request.POST or None, initial=_amounts(current))
    if request.method == "POST" and form.is_valid():
        try:
            give_accommodation(enrollment=found, actor=request.user, now=clock.now(), **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The accommodation applies now. An open attempt has the extra time already."))
            return redirect("coordination:accommodation", organization.slug, person.public_id, found.public_id)
    context = {
        "organization": organization,
        "membership": person,
        "enrollment": found,
        "current": _shown(current) if current else None,
        "earlier": [_shown(one) for one in given if one is not current],
        "form": form,
        "open": found.status in Enrollment.OPEN,
    }
    return render(request, "coordination/accommodation.html", context)


@require_POST
@coordinator_only
def end(request: HttpRequest, organization: Organization, membership: UUID, enrollment: UUID) -> HttpResponse:
    """End what applies now."""
    person, found = _get(organization, membership, enrollment)
    if end_accommodation(enrollment=found, actor=request.user, now=clock.now()):
        messages.success(request, _("The accommodation has ended. An open attempt keeps the time that it has."))
    else:
        messages.info(request, _("No accommodation applies, so there was nothing to end."))
    return redirect("coordination:accommodation", organization.slug, person.public_id, found.public_id)


def _get(organization: Organization, membership: UUID, enrollment: UUID) -> tuple[Membership, Enrollment]:
    """The person and the enrollment, if the organization assigned it."""
    person = dossier.find(organization, membership)
    found = dossier.assigned_enrollment(person, enrollment) if person else None
    if person is None or found is None:
        raise Http404
    return person, found


def _amounts(current: Given | None) -> dict[str, Any]:
    if current is None:
        return {"extra_time": 0, "extra_attempts": 0}
    row = current.row
    return {"extra_time": row.extra_time, "extra_attempts": row.extra_attempts, "reason": current.reason or ""}


def _shown(given: Given) -> dict[str, Any]:
    """One accommodation with the words of the page."""
    return {"given": given, "row": given.row, "words": words.accommodation_words(given.row)}
