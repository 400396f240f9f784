"""django-allauth's forms for a new password, with labels in sentence case."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, ResetPasswordKeyForm, SetPasswordForm
from django import forms
from django.utils.translation import gettext_lazy as _

LABELS = {
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password, again"),
}


class Labeled(forms.Form):
    """Gives the fields our labels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in LABELS.items():
            if name in self.fields:
                self.fields[name].label = label


class ChangePassword(Labeled, ChangePasswordForm):
    """From the account page."""


class SetPassword(Labeled, SetPasswordForm):
    """For an account that has none."""


class ResetPassword(Labeled, ResetPasswordKeyForm):
    """After the link in the email."""
