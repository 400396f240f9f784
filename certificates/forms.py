"""The one form: a code to check."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.codes import normalize


class CodeForm(forms.Form):
    """A code as somebody typed it; `cleaned_data["code"]` is canonical."""

    code = forms.CharField(
        label=_("Certificate code"),
        max_length=60,
        help_text=_("At the lower right of the certificate. It looks like BYP-7Q4K-92MD-XC5H."),
        error_messages={"required": _("Enter the code that is printed on the certificate")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """The canonical form; refuses what cannot be a code."""
        code = normalize(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(_("Enter the whole code: BYP, then three groups of four letters and digits"))
        return code
