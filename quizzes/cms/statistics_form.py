"""What to look at in the statistics, as a form above them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.domain.samples import Sample, Which

CURRENT, EVERY = "current", "all"


class SampleForm(forms.Form):
    """Read from the address; what is missing or wrong there is as if it had not been given."""

    which = forms.ChoiceField(label=_("Attempts"), choices=Which, required=False)
    since = forms.DateField(
        label=_("Handed in from"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Handed in until"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    versions = forms.ChoiceField(
        label=_("Versions"), choices=[(EVERY, _("All")), (CURRENT, _("Current ones"))], required=False
    )

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("Choose a last day that is not before the first."))
        return cleaned

    def sample(self) -> Sample:
        """What the address asks for."""
        self.is_valid()
        given = self.cleaned_data
        return Sample(given.get("which") or Which.FIRST, given.get("since"), given.get("until"))

    def only_current(self) -> bool:
        """Whether only the current version of each question is asked for."""
        self.is_valid()
        return self.cleaned_data.get("versions") == CURRENT
