"""Who may call a view. Every view of ours wears one of these marks; a test walks the URLs and refuses one without.

A rule that fails for an object answers 404: what is not yours does not exist for you.
"""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Anybody may call it."""
    return _marked(view, "public")


def signed_in(view: View) -> View:
    """Anybody who is signed in; the view itself asks only for the caller's own rows."""
    return _marked(login_required(view), "signed in")


def permitted(permission: str) -> Callable[[View], View]:
    """Somebody signed in who holds a permission, such as `quizzes.view_question`; 403 for others who are signed in."""

    def mark(view: View) -> View:
        return _marked(login_required(permission_required(permission, raise_exception=True)(view)), permission)

    return mark


def _marked(view: View, rule: str) -> View:
    view.access_rule = rule  # type: ignore[attr-defined]
    return view
