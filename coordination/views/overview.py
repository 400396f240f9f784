"""The overview: how far one course is, in figures."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coordination import chart, words
from coordination.domain.figures import GOAL, figures_of
from coordination.domain.queries import AssignedCourse
from coordination.listing import listing_of
from coordination.navigation import coordinated
from organizations.models import Organization
from organizations.rules import coordinator_only


@require_safe
@coordinator_only
def overview(request: HttpRequest, organization: Organization) -> HttpResponse:
    """Figures, teams, the line over time, and the first page of people, for the course of `?course=`."""
    listing = listing_of(request, organization)
    page = listing.page(1)
    context: dict[str, Any] = {
        "organization": organization,
        "others": [other for other in coordinated(request) if other != organization],
        "listing": listing,
        "course": listing.course,
        "page_obj": page,
        "headings": [],
        "alone": page.paginator.count <= 1,
    }
    if listing.course:
        context |= _figures(organization, listing.course, listing.today)
    return render(request, "coordination/overview.html", context)


def _figures(organization: Organization, course: AssignedCourse, today: date) -> dict[str, Any]:
    figures = figures_of(organization, course.id, today)
    return {
        "figures": figures,
        "teams": [(words.team_words(team), team) for team in figures.teams],
        "goal": GOAL,
        "goal_words": words.goal_words(figures) if figures.all.people else "",
        "median": words.days_words(figures.median_days),
        "chart": chart.draw(
            figures.by_day,
            since=course.since,
            today=today,
            due_on=course.due_on,
            goal_people=figures.goal_people,
        ),
    }
