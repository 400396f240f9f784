"""The site's addresses, and the yardstick: a view that loads the session and its user and says hello."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from coursesite.urls import urlpatterns as site

handler404 = "core.views.not_found"
handler500 = "core.views.server_error"


@login_required
def bare(request: HttpRequest) -> HttpResponse:
    """The least that a signed-in page of Django does."""
    return HttpResponse(f"Hello {request.user}")


urlpatterns = [path("bare/", bare), *site]
