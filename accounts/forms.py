"""Forms about oneself."""

import zoneinfo
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.domain.names import check_name
from accounts.models import User
from core.errors import DomainError


def _clean_name(name: str) -> str:
    try:
        return check_name(name)
    except DomainError as error:
        raise forms.ValidationError(error.message) from error


class SignupDetails(forms.Form):
    """What sign-up asks beyond address and password."""

    name = forms.CharField(
        label=_("Full name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("With your credentials, if you use them: Priya Nandakumar, RN."),
        error_messages={"required": _("Enter your full name")},
    )
    field_order = ("email", "name", "password1")

    def clean_name(self) -> str:
        """Refuse what can't be printed on a certificate."""
        return _clean_name(self.cleaned_data["name"])

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the account exists."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class CertificateNameForm(forms.Form):
    """The name as it shall stand on certificates."""

    certificate_name = forms.CharField(
        label=_("Name on your certificate"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As your licensing board knows you, with credentials if you use them."),
        error_messages={"required": _("Enter the name that shall stand on your certificate")},
    )

    def clean_certificate_name(self) -> str:
        """Refuse what can't be printed."""
        return _clean_name(self.cleaned_data["certificate_name"])


def _zones() -> list[tuple[str, str]]:
    areas = ("America/", "Pacific/", "Europe/", "Asia/", "Africa/", "Australia/", "Atlantic/", "Indian/")
    names = sorted(name for name in zoneinfo.available_timezones() if name.startswith(areas))
    return [(name, name.replace("_", " ")) for name in names]


class ProfileForm(forms.ModelForm[User]):
    """Name and time zone."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=_zones, help_text=_("Due dates and reminders follow it.")
    )

    class Meta:
        model = User
        fields = ("name", "time_zone")

    def clean_name(self) -> str:
        """Refuse what can't be shown."""
        return _clean_name(self.cleaned_data["name"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Full name")
