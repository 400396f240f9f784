"""Opening an invitation."""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.domain.queries import account_of
from core import clock, limits
from core.access import public
from organizations.domain.invitations import accept_invitation, invitation_from_token
from organizations.joining import SESSION_KEY


@require_http_methods(["GET", "POST"])
@public
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites to what; on POST go on to accepting, signing in or signing up, whichever fits.

    The link proves that its holder reads the invited address, so signing up needs no second confirmation mail.
    """
    # A whole ward behind one address of its hospital may join in one meeting; a token cannot be guessed.
    limits.check(scope="invitation", who=limits.address_of(request), most=600, seconds=600)
    found = invitation_from_token(token=token, now=clock.now())
    membership = found.membership
    if request.method == "POST":
        if request.user.is_authenticated:
            accept_invitation(invitation=found, user=request.user, now=clock.now())
            messages.success(
                request, _("You have joined %(organization)s.") % {"organization": membership.organization.name}
            )
            return redirect(settings.LOGIN_REDIRECT_URL)
        request.session[SESSION_KEY] = token
        if account_of(membership.email):
            return redirect(f"{reverse('account_login')}?{urlencode({'login': membership.email})}")
        get_adapter().stash_verified_email(request, membership.email)
        return redirect(f"{reverse('account_signup')}?{urlencode({'email': membership.email})}")
    context = {
        "membership": membership,
        "invitation": found,
        "has_account": account_of(membership.email) is not None,
        "other_account": request.user.is_authenticated and request.user.email != membership.email,
    }
    return render(request, "organizations/invitation.html", context)
