"""The coordinator's part of the masthead."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.nav import NavItem
from organizations.domain.queries import coordinated_by
from organizations.models import Organization

PAGES = [
    (_("Overview"), "coordination:overview", 20),
    (_("People"), "coordination:people", 21),
    (_("Invite"), "coordination:invite", 22),
    (_("Assign"), "coordination:assign", 23),
]


def coordinated(request: HttpRequest) -> list[Organization]:
    """The organizations that the person signed in coordinates, by name: read once for each request."""
    found: list[Organization] | None = getattr(request, "_coordinated", None)
    if found is None:
        found = list(coordinated_by(request.user)) if request.user.is_authenticated else []
        request._coordinated = found  # type: ignore[attr-defined]
    return found


def items(request: HttpRequest) -> list[NavItem]:
    """The four pages of the organization whose page this is, or else of the first one; nothing for other people."""
    organizations = coordinated(request)
    if not organizations:
        return []
    match = request.resolver_match
    here = match.kwargs.get("organization") if match and match.app_name == "coordination" else None
    slug = here if here in {found.slug for found in organizations} else organizations[0].slug
    return [NavItem(label, reverse(name, args=[slug]), order=order) for label, name, order in PAGES]
