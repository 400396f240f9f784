"""From a domain error to a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.errors import DomainError


class DomainErrorMiddleware:
    """Shows the sentence of a `DomainError` that a view let pass, with its status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Render `core/refused.html` for our own errors; leave every other to Django."""
        if not isinstance(error, DomainError):
            return None
        return render(request, "core/refused.html", {"message": error.message}, status=error.status)
