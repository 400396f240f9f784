"""The little that the components in `templates/cotton/` cannot do in a template; see docs/look.md."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from django import template
from django.forms import BaseForm, BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import forms, icons, names
from core.statuses import MARKS, Mark

register = template.Library()

register.simple_tag(icons.icon, name="icon")
register.filter("initials", names.initials)
register.filter("tone", names.tone)
register.filter("errors_of", forms.explain)
register.filter("is_optional", forms.is_optional)
register.filter("kind", forms.kind)
register.filter("hint", forms.hint)
register.simple_tag(forms.control, name="control")

_BLOCK = re.compile(r"\s*<(p|ul|ol|div|svg|blockquote|figure)\b")
_PINNED = re.compile(r'<mark data-note="(\d+)">(.*?)</mark>', re.DOTALL)
_LAST_WORD = re.compile(r"(.*\s)?([^\s<>]+)", re.DOTALL)


@register.filter
def mark_of(status: str) -> Mark:
    """The mark of a status; an unknown status is a mistake and raises `KeyError`."""
    return MARKS[status]


@register.filter
def in_paragraphs(html: str) -> str:
    """Wrap rendered inline HTML in a paragraph; leave HTML that has its own blocks."""
    return html if _BLOCK.match(str(html)) else format_html("<p>{}</p>", html)


@register.filter
def inline_svg(document: str) -> SafeString:
    """A whole SVG document as an element: our policy allows no `data:` pictures."""
    return mark_safe(document[document.index("<svg") :])  # noqa: S308 -- drawn by a library from our own text


@register.filter
def sentence(title: str) -> str:
    """A short title as a sentence of its own: with a full stop, unless it ends in a mark already."""
    return title if title.endswith((".", "?", "!", "…")) else f"{title}."


@register.simple_tag
def pinned(html: str, notes: Iterable[Any] | None, prefix: str) -> SafeString:
    """Turn `<mark data-note="1">words</mark>` into highlighted words with a numbered link to the note."""
    known = dict(enumerate(notes or [], start=1))

    def replace(match: re.Match[str]) -> str:
        number, words = int(match[1]), match[2]
        return _flag(words, number, known.get(number), prefix)

    return mark_safe(_PINNED.sub(replace, str(html)))  # noqa: S308 -- the caller rendered it as safe


def _flag(words: str, number: int, note: Any, prefix: str) -> str:
    """The highlight; its last word and the pin stay on one line."""
    good = _part(note, "tone") == "good"
    title = str(_part(note, "title")).rstrip(".")
    pin = format_html(
        '<a class="pin{}" href="#{}-n-{}" aria-label="{}">{}</a>',
        *(" pin--ok" if good else "", prefix, number),
        *(_("Note %(number)s: %(title)s") % {"number": number, "title": title}, number),
    )
    split = _LAST_WORD.fullmatch(words)
    before, last = (split[1] or "", split[2]) if split else (words, "")
    kept = f'{before}<span class="nb">{last}{pin}</span>'
    return f'<mark class="flag{" flag--ok" if good else ""}">{kept}</mark>'


def _part(thing: Any, name: str) -> Any:
    """A value of a dict or an object, as templates read it."""
    return (thing.get(name) if hasattr(thing, "get") else getattr(thing, name, None)) or ""


class Stretch(NamedTuple):
    """One module on the spine, in per cent of its length."""

    x: str
    width: str
    done: str


@register.filter
def stretches(parts: Iterable[Any], gap: float = 0.7) -> list[Stretch]:
    """Lay modules end to end, each as long as its minutes and filled by its share done."""
    parts = list(parts)
    total = sum(float(_part(part, "minutes") or 1) for part in parts) or 1
    laid, x = [], 0.0
    for part in parts:
        length = 100 * float(_part(part, "minutes") or 1) / total
        width = max(length - (gap if part is not parts[-1] else 0), 0.1)
        done = width * min(max(float(_part(part, "share") or 0), 0), 1)
        laid.append(Stretch(f"{x:.2f}%", f"{width:.2f}%", f"{done:.2f}%" if done else ""))
        x += length
    return laid


class Mistake(NamedTuple):
    """A line of the error summary: what to do, and the id of the field it leads to, if it leads to one."""

    text: str
    target: str


@register.filter
def mistakes(form: BaseForm) -> list[Mistake]:
    """Everything to put right: what concerns the form as a whole, then its fields in their order."""
    own = [Mistake(str(text), "") for text in form.non_field_errors()]
    return own + [Mistake(text, _target(field)) for field in form for text in forms.explain(field)]


def _target(field: BoundField) -> str:
    """The id of the first control of a field."""
    return field.id_for_label or (field.subwidgets[0].id_for_label if len(field) else "") or field.auto_id


@register.filter
def things_to_put_right(count: int) -> str:
    """The heading of the error summary: "Three things to put right"."""
    words = [_("No"), _("One"), _("Two"), _("Three"), _("Four"), _("Five"), _("Six"), _("Seven"), _("Eight"), _("Nine")]
    number = words[count] if count < len(words) else str(count)
    return ngettext("%(number)s thing to put right", "%(number)s things to put right", count) % {"number": number}


@register.simple_tag(takes_context=True)
def page_url(context: template.Context, number: int, param: str = "page") -> str:
    """The address of another page of the same list: the query as it is, with only the page changed."""
    query = context["request"].GET.copy()
    query[param] = str(number)
    return f"?{query.urlencode()}"
