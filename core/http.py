"""From a domain error to a page, and what no request may hold."""

from collections.abc import Callable, Iterator

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from core.errors import DomainError

NUL = "\x00"


class NullCharacterMiddleware:
    """Answers 400 to a NUL in the address, the query or the fields: PostgreSQL stores and finds none.

    Forms refuse it in text fields by themselves; ids, keys and search words go to the database as they came.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        """Look before the view does: by then the fields have been read to check the token of the form."""
        if any(NUL in text for text in _texts(request)):
            raise BadRequest("A NUL character in the request.")


def _texts(request: HttpRequest) -> Iterator[str]:
    yield request.path
    yield from _values(request.GET)
    yield from _values(request.POST)


def _values(sent: QueryDict) -> Iterator[str]:
    for name, values in sent.lists():
        yield name
        yield from map(str, values)


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
