"""What this app offers in the masthead."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.nav import NavItem


def items(request: HttpRequest) -> list[NavItem]:
    """My learning and, on the same page, the certificates."""
    if not request.user.is_authenticated:
        return []
    home = reverse("learning:home")
    return [
        NavItem(_("My learning"), home, order=10),
        NavItem(_("Certificates"), f"{home}#certificates", order=11),
    ]
