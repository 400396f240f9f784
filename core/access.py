"""Who may call a view. Every view of ours wears one of these marks; a test walks the URLs and refuses one without.

A rule that fails for an object answers 404: what is not yours does not exist for you.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core import limits
from core.errors import TooMany

View = Callable[..., HttpResponseBase]
KEPT = "kept_form"
#: Bytes of names and values, posted by somebody whose sign-in has ended, that are kept.
KEPT_SIZE = 20_000


def public(view: View) -> View:
    """Anybody may call it."""
    return _marked(view, "public")


def signed_in(view: View) -> View:
    """Anybody who is signed in; the view itself asks only for the caller's own rows, and no cache keeps them.

    On a shared computer the next person finds nothing by going back.
    """
    return _marked(never_cache(login_required(view)), "signed in")


def signed_in_keeping(view: View) -> View:
    """As `signed_in`; a form posted after the sign-in has ended is kept until its sender is back: see `take_kept`."""

    @wraps(view)
    def keeping(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            _keep(request)
        return redirect_to_login(request.get_full_path())

    return _marked(never_cache(keeping), "signed in")


def take_kept(request: HttpRequest) -> QueryDict | None:
    """The fields that this browser posted to this address before signing in, handed out once; None without any.

    They say nothing about who sent them: the view asks whether the thing is the caller's own, as with every form.
    """
    if request.session.get(KEPT, {}).get("path") != request.path:
        return None
    fields = QueryDict(mutable=True)
    for name, values in request.session.pop(KEPT)["fields"].items():
        fields.setlist(name, values)
    return fields


def _keep(request: HttpRequest) -> None:
    """Put the posted fields into the anonymous session, unless they are too long or come too often."""
    fields = {name: list(map(str, values)) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    size = sum(len(text.encode()) for name, values in fields.items() for text in (name, *values))
    try:
        limits.check(scope="kept", who=limits.address_of(request), most=120, seconds=600)
    except TooMany:
        size = KEPT_SIZE + 1
    if size > KEPT_SIZE:
        messages.warning(
            request, _("You were signed out, and what you sent could not be kept. Sign in and send it again.")
        )
        return
    if KEPT not in request.session:  # A script and a button may send the same form, one after the other.
        messages.info(request, _("You were signed out. Sign in again: what you sent is kept and will be saved."))
    request.session[KEPT] = {"path": request.path, "fields": fields}


def permitted(permission: str) -> Callable[[View], View]:
    """Somebody signed in who holds a permission, such as `quizzes.view_question`; 403 for others who are signed in."""

    def mark(view: View) -> View:
        return _marked(login_required(permission_required(permission, raise_exception=True)(view)), permission)

    return mark


def _marked(view: View, rule: str) -> View:
    view.access_rule = rule  # type: ignore[attr-defined]
    return view
