"""Prose from the editor as safe HTML, with its citations numbered. No database but for links to pages."""

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from bs4 import NavigableString
from bs4.element import PreformattedString
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html
from wagtail.whitelist import DEFAULT_ELEMENT_RULES, Whitelister

_TAGS = re.compile(r"(<[^>]*>)")
_CITED = re.compile(r"\[\^([a-z0-9-]+)\]")


class _Prose(Whitelister):
    """Paragraphs, lists, emphasis, links. The editor offers nothing else; this holds whatever else gets in."""

    element_rules: ClassVar = {
        tag: DEFAULT_ELEMENT_RULES[tag]
        for tag in ("[document]", "p", "br", "ul", "ol", "li", "b", "strong", "i", "em", "a")
    }

    def clean_string_node(self, doc: Any, node: NavigableString) -> None:
        """Drop comments and the like, which are printed unescaped."""
        if isinstance(node, PreformattedString):
            node.extract()


def rich_html(richtext: Any, references: Iterable[Any] = ()) -> SafeString:
    """Rich text (a block's value or its source) as HTML that is safe whatever the source holds.

    `references` are the sources of the page in order, each with a `key` (a StreamField's value, or plain mappings):
    `[^key]` becomes a raised number that leads to `#r<number>`. An unknown key is left as it is written.
    """
    source = getattr(richtext, "source", richtext) or ""
    clean = _Prose().clean(expand_db_html(str(source)))
    numbers = numbers_of(references)
    parts = _TAGS.split(clean)
    parts[::2] = [_CITED.sub(lambda match: _citation(match, numbers), part) for part in parts[::2]]
    return mark_safe("".join(parts))  # noqa: S308 -- cleaned above


def numbers_of(references: Iterable[Any]) -> dict[str, int]:
    """Key → number, from 1, in the order of the list."""
    return {fields_of(reference)["key"]: number for number, reference in enumerate(references, start=1)}


def fields_of(reference: Any) -> Any:
    """The fields of a source: a StreamField's child holds them as its value, plain data is them."""
    return getattr(reference, "value", reference)


def _citation(match: re.Match[str], numbers: dict[str, int]) -> str:
    number = numbers.get(match[1])
    if number is None:
        return match[0]
    label = _("Reference %(number)s") % {"number": number}
    return format_html('<a class="ref" href="#r{}" aria-label="{}">{}</a>', number, label, number)
