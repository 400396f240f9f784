"""How forms are drawn: label, hint, error, input; errors in our own words.

`FORM_RENDERER = "core.forms.Renderer"` gives `{{ form }}` and `{{ field.as_field_group }}` the templates under
`templates/core/forms/`. They have names of their own, so the forms of the CMS keep their looks.
"""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.forms import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Renderer(TemplatesSetting):
    """The site's form templates, found like any other template."""

    form_template_name = "core/forms/form.html"
    formset_template_name = "core/forms/formset.html"
    field_template_name = "core/forms/field.html"


class Cards(forms.RadioSelect):
    """Radio buttons drawn as the large cards of a question."""

    cards = True


def kind(field: BoundField) -> str:
    """Which drawing a field gets: `tick`, `ticks`, `cards` or `input`."""
    widget = field.field.widget
    if getattr(widget, "cards", False):
        return "cards"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "ticks"
    return "tick" if isinstance(widget, forms.CheckboxInput) else "input"


def control(field: BoundField, **attrs: Any) -> SafeString:
    """The input alone, in the site's look; `{% control form.team %}` in a template."""
    given = field.field.widget.attrs
    base = "" if kind(field) == "tick" else "input"
    attrs["class"] = f"{given.get('class', '')} {base}".strip() or False
    label, placeholder = str(field.label).lower(), str(given.get("placeholder", "")).lower()
    if label in placeholder or placeholder in label:
        attrs["placeholder"] = False  # It would only repeat the label.
    return field.as_widget(attrs=attrs)


def hint(field: BoundField) -> str:
    """The help text; the list of password rules becomes one sentence."""
    if isinstance(field.field.widget, forms.PasswordInput) and "<ul>" in str(field.help_text):
        lengths = [getattr(rule, "min_length", 0) for rule in get_default_password_validators()]
        return _("At least %(count)s characters. A few words you can remember will do.") % {"count": max(lengths)}
    return str(field.help_text)


def is_optional(field: BoundField) -> bool:
    """Whether to say "(optional)": only where required and optional fields stand side by side."""
    if field.field.required or kind(field) == "tick" or not getattr(field.form, "mark_optional", True):
        return False
    return any(other.field.required for other in field.form.visible_fields())


def explain(field: BoundField) -> list[str]:
    """The errors of a field as things to do. A message that the form's author wrote is kept as it is."""
    found = field.form.errors.as_data().get(field.name, [])
    return [text for error in found for text in _sentences(field, error)]


def _sentences(field: BoundField, error: ValidationError) -> list[str]:
    if error.code in _PASSWORD:
        return [str(_PASSWORD[error.code]) % (error.params or {})]
    stock = str(error.message) in _stock_messages(field.field, error.code)
    ours = _in_our_words(field, error.code or "") if stock else ""
    return [ours] if ours else [str(message) for message in error.messages]


_PASSWORD = {
    "password_too_short": gettext_lazy("Use a password of at least %(min_length)d characters"),
    "password_too_common": gettext_lazy("Use a password that is harder to guess: this one is on lists of common ones"),
    "password_too_similar": gettext_lazy("Use a password that is less like your name or your email address"),
    "password_entirely_numeric": gettext_lazy("Use a password that is not only digits"),
}


def _stock_messages(field: forms.Field, code: str | None) -> set[str]:
    """What Django itself would say for this code."""
    bases = [base for base in type(field).__mro__ if issubclass(base, forms.Field)]
    messages = [base.default_error_messages.get(code or "") for base in bases]
    return {str(message) for message in [*messages, EmailValidator.message, URLValidator.message] if message}


def _in_our_words(field: BoundField, code: str) -> str:
    label = {"label": Truncator(str(field.label)).words(12, truncate="…")}
    if code == "required":
        return _required(field) % label
    if code == "invalid_choice":
        return _("Choose one of the answers offered for “%(label)s”") % label
    return _invalid(field) if code == "invalid" else ""


def _required(field: BoundField) -> str:
    drawn = kind(field)
    if drawn == "tick":
        return _("Tick the box: %(label)s")
    if isinstance(field.field, forms.FileField):
        return _("Choose a file for “%(label)s”")
    if drawn != "input" or isinstance(field.field, forms.ChoiceField | forms.ModelChoiceField):
        return _("Choose an answer for “%(label)s”")
    return _("Fill in “%(label)s”")


def _invalid(field: BoundField) -> str:
    """What a value of this kind looks like."""
    value = str(field.value() or "")
    if isinstance(field.field, forms.EmailField):
        missing = _("Enter an email address with an @ in it")
        return missing if "@" not in value else _("Enter a full email address, such as name@hospital.org")
    if isinstance(field.field, forms.URLField):
        return _("Enter a full web address, starting with https://")
    if isinstance(field.field, forms.DateTimeField | forms.DateField):
        return _("Enter a real date, such as 12/18/2026")
    if isinstance(field.field, forms.IntegerField):
        return _("Enter a number, in digits")
    return ""
