"""Pages about oneself."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.domain.names import change_profile, confirm_certificate_name
from accounts.forms import CertificateNameForm, ProfileForm
from accounts.models import User
from core import clock
from core.access import signed_in


@require_http_methods(["GET", "POST"])
@signed_in
def certificate_name(request: HttpRequest) -> HttpResponse:
    """Confirm the name as it shall stand on the certificate, then go on to `next`."""
    onward = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}):
        onward = settings.LOGIN_REDIRECT_URL
    user = _me(request)
    form = CertificateNameForm(request.POST or None, initial={"certificate_name": user.certificate_name or user.name})
    if request.method == "POST" and form.is_valid():
        confirm_certificate_name(user=user, name=form.cleaned_data["certificate_name"], now=clock.now())
        return redirect(onward)
    return render(request, "accounts/name.html", {"form": form, "next": onward})


@require_http_methods(["GET", "POST"])
@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """Name, time zone, and the ways to the other settings of the account."""
    form = ProfileForm(request.POST or None, instance=_me(request))
    if request.method == "POST" and form.is_valid():
        change_profile(user=form.instance, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form})


def _me(request: HttpRequest) -> User:
    # `signed_in` let nobody else through; a fresh copy keeps a refused form from changing what the page shows.
    assert isinstance(request.user, User)
    return User.objects.get(pk=request.user.pk)
