"""What a course page offers to do. The apps above know about enrolling; this one only has the place for it.

An app registers a provider in `AppConfig.ready()`. The first that answers wins.
"""

from collections.abc import Callable
from typing import TypedDict
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from modules.models import CoursePage


class Action(TypedDict):
    """A button: its words, its address, and `get` (a link) or `post` (a form)."""

    label: str | Promise
    url: str
    method: str


Provider = Callable[[HttpRequest, CoursePage], Action | None]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Ask `provider` about every course page from now on; registering twice changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def action_for(request: HttpRequest, course: CoursePage) -> Action:
    """The one solid button of the course page; the way to sign in, or to one's own courses, when nobody answers."""
    for provider in _providers:
        action = provider(request, course)
        if action:
            return action
    if request.user.is_authenticated:
        return {"label": _("Go to My learning"), "url": resolve_url(settings.LOGIN_REDIRECT_URL), "method": "get"}
    query = urlencode({"next": course.get_url(request) or "/"})
    return {"label": _("Sign in"), "url": f"{resolve_url(settings.LOGIN_URL)}?{query}", "method": "get"}
