"""Rate limits, counted in the cache by fixed windows."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from core.errors import TooMany


def check(*, scope: str, who: str, most: int, seconds: int) -> None:
    """Count one more call of `who` in `scope`; raise `TooMany` past `most` calls within `seconds`."""
    key = f"limit:{scope}:{who}"
    cache.add(key, 0, seconds)
    try:
        count = cache.incr(key)
    except ValueError:  # The window ended between the two calls: this call is the first of the next.
        return
    if count > most:
        raise TooMany("That was too many tries in a short time. Wait a few minutes, then try again.")


def address_of(request: HttpRequest) -> str:
    """The client's network address: what a trusted proxy says it saw, or else what the server saw."""
    seen = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.TRUSTED_PROXY:
        return seen
    # What stands before the last entry was written by whoever called.
    return request.headers.get("X-Forwarded-For", seen).rpartition(",")[2].strip() or seen
