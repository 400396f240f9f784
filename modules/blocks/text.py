"""Plain prose."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class InlineText(blocks.RichTextBlock):
    """Paragraphs and lists with bold, italic and links. `[^key]` cites a reference of the page."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", ["bold", "italic", "link", "ol", "ul"])
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")


class ReferenceBlock(blocks.StructBlock):
    """A source. Its key is what the text cites."""

    key = blocks.RegexBlock(
        regex=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        label=_("Key"),
        help_text=_("Cite it in the text as [^key]."),
        error_messages={"invalid": _("Use lower-case letters, digits and hyphens.")},
    )
    text = blocks.TextBlock(label=_("Source"), rows=2)
    url = blocks.URLBlock(label=_("Address"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Reference")
