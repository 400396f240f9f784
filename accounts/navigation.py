"""What stands behind one's name in the masthead."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.nav import NavItem


def items(request: HttpRequest) -> list[NavItem]:
    """The account page."""
    if not request.user.is_authenticated:
        return []
    return [NavItem(_("Your account"), reverse("accounts:profile"), order=10, place="person")]
