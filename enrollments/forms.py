"""What learners fill in."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollments.domain.completion import FREE_OF_BIAS, rating_keys
from enrollments.models import Enrollment

SCALE = [
    ("5", gettext_lazy("Agree strongly")),
    ("4", gettext_lazy("Agree")),
    ("3", gettext_lazy("Neither")),
    ("2", gettext_lazy("Disagree")),
    ("1", gettext_lazy("Disagree strongly")),
]
OWN_WORDS = "own"
CHANGES = [
    ("pause", gettext_lazy("Pause before I post, and post nothing within an hour of a shift")),
    ("details", gettext_lazy("Leave out the details that could identify a patient")),
    ("redirect", gettext_lazy("Answer requests for personal advice by showing the proper channel")),
    ("source", gettext_lazy("Check the source and date of a health claim before I share it")),
    ("route", gettext_lazy("Take a grievance to the person or body that can settle it")),
    (OWN_WORDS, gettext_lazy("Something else, in my own words below")),
]


class StartForm(forms.Form):
    """The acknowledgement of an edition's requirements and disclosures."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    acknowledged = forms.BooleanField(
        label=gettext_lazy("I have read what the course requires and discloses"),
        error_messages={"required": gettext_lazy("Tick the box when you have read this page")},
    )


class PlanForm(forms.Form):
    """An if–then plan."""

    if_text = forms.CharField(max_length=300, label=gettext_lazy("If"))
    then_text = forms.CharField(max_length=300, label=gettext_lazy("Then"))


class EvaluationForm(forms.Form):
    """One rating for each outcome of the edition, and the questions that every course asks."""

    minutes_taken = forms.IntegerField(
        min_value=1,
        max_value=1440,
        label=gettext_lazy("How many minutes did the course take you?"),
        help_text=gettext_lazy("Your honest estimate. It shows whether the contact hours are right."),
    )
    change = forms.ChoiceField(
        choices=CHANGES,
        widget=forms.RadioSelect,
        label=gettext_lazy("What is one thing you will do differently?"),
    )
    own_words = forms.CharField(
        max_length=500,
        required=False,
        label=gettext_lazy("In your own words"),
        help_text=gettext_lazy("Needed only if you chose “Something else”."),
    )
    comment = forms.CharField(
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=gettext_lazy("Is there anything you would like to tell us?"),
        help_text=gettext_lazy("Please name no patient and no colleague."),
    )

    def __init__(self, *args: Any, enrollment: Enrollment, **kwargs: Any) -> None:
        """`enrollment` has an edition: its outcomes are what is rated."""
        super().__init__(*args, **kwargs)
        assert enrollment.edition is not None
        texts = {outcome["key"]: outcome["text"] for outcome in enrollment.edition.snapshot["outcomes"]}
        texts[FREE_OF_BIAS] = _("The course was balanced and free of commercial bias.")
        self._keys = rating_keys(enrollment)
        ratings = {_name(key): _rating(_statement(key, texts[key])) for key in self._keys}
        self.fields = {**ratings, **self.fields}

    def clean(self) -> dict[str, Any]:
        """Own words are needed only where they are the answer."""
        data = super().clean() or {}
        if data.get("change") == OWN_WORDS and not data.get("own_words", "").strip():
            self.add_error("own_words", _("Write in a few words what you will do differently"))
        return data

    @property
    def ratings(self) -> dict[str, int]:
        """Statement key → 1 to 5, of a valid form."""
        return {key: int(self.cleaned_data[_name(key)]) for key in self._keys}

    @property
    def change_text(self) -> str:
        """The change of practice as words, of a valid form."""
        chosen = self.cleaned_data["change"]
        return self.cleaned_data["own_words"].strip() if chosen == OWN_WORDS else str(dict(CHANGES)[chosen])


def _name(key: str) -> str:
    return f"rating_{key}"


def _statement(key: str, text: str) -> str:
    return text if key == FREE_OF_BIAS else _("I can now: %(outcome)s") % {"outcome": text[:1].lower() + text[1:]}


def _rating(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(choices=SCALE, widget=forms.RadioSelect, label=label)
