"""What this app offers in the masthead."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.nav import NavItem


def items(request: HttpRequest) -> list[NavItem]:
    """The public check, for visitors."""
    if request.user.is_authenticated:
        return []
    return [NavItem(_("Verify a certificate"), reverse("certificates:check"), order=40)]
