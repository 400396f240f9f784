"""Who may, in an organization."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from organizations.domain.queries import coordinated_by


def coordinator_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Coordinators and owners of the organization whose slug is in the address; a 404 for everybody else.

    The view gets the organization in place of its slug.
    """

    @wraps(view)
    def guarded(request: HttpRequest, organization: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = coordinated_by(request.user).filter(slug=organization).first()
        if found is None:
            raise Http404
        return view(request, found, *args, **kwargs)

    marked = login_required(guarded)
    marked.access_rule = "coordinator"  # type: ignore[attr-defined]
    return marked
