"""The people list, as pages and as a file."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coordination import standing
from coordination.domain.people import stream
from coordination.listing import Listing, listing_of
from core import clock
from core.spreadsheets import csv_response
from organizations.models import Membership, Organization
from organizations.rules import coordinator_only


@require_safe
@coordinator_only
def people(request: HttpRequest, organization: Organization) -> HttpResponse:
    """A page of the people, filtered and sorted by the query."""
    listing = listing_of(request, organization)
    page = listing.page(request.GET.get("page"))
    filtered = any(request.GET.get(name) for name in ("q", "team", "status", "due"))
    context = {
        "organization": organization,
        "listing": listing,
        "course": listing.course,
        "page_obj": page,
        "headings": listing.headings(request.GET),
        "filtered": filtered,
        "alone": not filtered and page.paginator.count <= 1,
        "query": request.GET.urlencode(),
    }
    return render(request, "coordination/people.html", context)


@require_safe
@coordinator_only
def people_csv(request: HttpRequest, organization: Organization) -> HttpResponseBase:
    """The filtered and sorted list as a file: progress, score and certificate, never answers."""
    listing = listing_of(request, organization, whole=True)
    header = [
        _("Name"),
        _("Email"),
        _("Team"),
        _("Role"),
        _("Course"),
        _("Status"),
        _("Due"),
        _("Completed on"),
        _("Progress (%)"),
        _("Score (%)"),
        _("Certificate"),
    ]
    filename = f"people-{organization.slug}-{listing.today.isoformat()}.csv"
    return csv_response(filename=filename, header=header, rows=_rows(listing))


def _rows(listing: Listing) -> Iterator[list[Any]]:
    roles = dict(Membership.Role.choices)
    zone = listing.organization.time_zone
    for found in stream(listing.people):
        completed = clock.local_date(found.completed_at, zone).isoformat() if found.completed_at else ""
        yield [
            found.name,
            found.email,
            found.team or "",
            roles[found.role],
            listing.course.title if listing.course else "",
            standing.word_of(found.standing),
            found.due_on.isoformat() if found.due_on else "",
            completed,
            found.percent,
            "" if found.score is None else int(found.score),
            found.code or "",
        ]
