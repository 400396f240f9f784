"""Every address of ours says who may call it."""

from collections.abc import Iterator

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

#: Libraries bring their own rules.
FOREIGN = ("allauth.", "wagtail.", "django.")


def views(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, route)
        else:
            yield route, pattern.callback


def test_every_view_of_ours_wears_a_mark() -> None:
    ours = [
        (route, view)
        for route, view in views(get_resolver().url_patterns)
        if not view.__module__.startswith(FOREIGN) and not route.startswith("cms/")
    ]
    assert len(ours) > 20
    assert [route for route, view in ours if not hasattr(view, "access_rule")] == []
