"""What every template knows."""

from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core import nav
from core.names import initials


class Person(NamedTuple):
    """Who is signed in, as the masthead shows them."""

    name: str
    initials: str


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name and the masthead. Nothing is read before a template asks for it."""
    return {
        "site_name": settings.SITE_NAME,
        "nav_items": SimpleLazyObject(partial(nav.entries, request)),
        "person": SimpleLazyObject(partial(_person, request)),
        "person_items": SimpleLazyObject(partial(nav.entries, request, place="person")),
        "footer_items": SimpleLazyObject(partial(nav.entries, request, place="footer")),
        "home_url": settings.LOGIN_REDIRECT_URL,
    }


def _person(request: HttpRequest) -> Person | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    name = getattr(user, "name", "") or str(user)
    return Person(name, initials(name))
