"""The error pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import public


@public
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request itself could not be read."""
    return render(request, "400.html", status=400)


@public
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: known, and not for this person."""
    return render(request, "403.html", status=403)


@public
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not yours."""
    return render(request, "404.html", status=404)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. The page asks nothing of the database."""
    return render(request, "500.html", status=500)
