"""What the masthead offers. Apps above add their items; this one knows none of them.

An app registers a provider in `AppConfig.ready()`. A provider is asked on each page that shows the masthead, so it
reads nothing but what the request already carries, or caches what it reads on the request.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class NavItem:
    """One link. `place`: `main` (the masthead), `person` (behind the person's name) or `footer` (the colophon)."""

    label: str | Promise
    url: str
    order: int = 100
    place: str = "main"


@dataclass(frozen=True, slots=True)
class Entry:
    """A link as a template shows it."""

    label: str | Promise
    url: str
    current: bool


Provider = Callable[[HttpRequest], list[NavItem]]


def front(request: HttpRequest) -> list[NavItem]:
    """The front page, for visitors; the brand leads there for everybody."""
    return [] if request.user.is_authenticated else [NavItem(_("The course"), "/", order=10)]


_providers: list[Provider] = [front]


def register(provider: Provider) -> None:
    """Ask `provider` for its items from now on; registering twice changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def entries(request: HttpRequest, *, place: str = "main") -> list[Entry]:
    """The links for this request in order, with the current one marked: the longest address that begins the page's."""
    if not hasattr(request, "user"):  # Refused before anybody was recognized.
        return []
    items = sorted((item for item in _offered(request) if item.place == place), key=lambda item: item.order)
    matching = [item.url for item in items if _begins(item.url, request.path)]
    current = max(matching, key=len, default=None)
    return [Entry(item.label, item.url, item.url == current) for item in items]


def _offered(request: HttpRequest) -> list[NavItem]:
    # Asked for three places on each page; the providers answer once.
    if not hasattr(request, "_nav_offered"):
        request._nav_offered = [item for provider in _providers for item in provider(request)]  # type: ignore[attr-defined]
    return request._nav_offered  # type: ignore[attr-defined,no-any-return]


def _begins(url: str, path: str) -> bool:
    parts = urlsplit(url)
    if parts.fragment or parts.netloc:
        return False
    return path == parts.path if parts.path == "/" else path.startswith(parts.path)
