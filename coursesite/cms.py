"""Who reaches the CMS: everybody signs in at the site's own page, and whoever may not write is told so."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponseBase]


def writers_only(view: View) -> View:
    """403 for somebody signed in who may not use the CMS.

    Wagtail sends them to the sign-in page, which sends whoever is signed in back: without end.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if user.is_authenticated and not user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@require_safe
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """In place of Wagtail's own sign-in page, which knows neither the second step nor the limits on tries."""
    return redirect_to_login(reverse("wagtailadmin_home"), settings.LOGIN_URL)
