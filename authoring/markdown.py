"""The Markdown of a course: paragraphs, bold, italic, links, lists, and nothing else.

Both ways keep the meaning: what `to_html` writes has one spelling for each thing, so that an export can read it back.
`[^key]` is not Markdown here: it stays as it is, and the page turns it into a reference.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

CITATION = re.compile(r"\[\^([^\]\s]+)\]")
_SAFE = re.compile(r"(https?://[^\s/]|mailto:\S+@|#\w)", re.IGNORECASE)
_TAGS = {
    "paragraph": "p",
    "strong": "b",
    "em": "i",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "link": "a",
}
_CLOSING = re.compile(r"_(open|close)$")
_REFUSED = {
    "html_block": "HTML is not allowed. Write the words without it.",
    "html_inline": "HTML is not allowed. Write the words without it.",
    "heading": "A heading is a line “## Words”, on its own between the paragraphs of a lesson, and nowhere else.",
    "fence": "Code is not allowed. Write it as a paragraph.",
    "code_block": "Remove the spaces at the beginning of the line.",
    "code_inline": "Code is not allowed. Remove the ` signs.",
    "blockquote": "Quotations with > are not allowed. Use quotation marks.",
    "hr": "A line of dashes or stars is not allowed. Remove it.",
    "image": "Pictures are not allowed in a text.",
    "hardbreak": "No line breaks inside a paragraph. Leave an empty line, or remove the spaces at the end.",
}


class Fault(NamedTuple):
    """`offset` counts lines from the first of the text."""

    offset: int
    sentence: str


def faults(text: str) -> list[Fault]:
    """What is not allowed in `text`; empty when it can be converted."""
    found: list[Fault] = []
    before = ""
    for token, line in _flat(_parser().parse(text)):
        sentence = _REFUSED.get(token.type.removesuffix("_open")) or _misuse(token, before)
        if sentence:
            found.append(Fault(line, sentence))
        before = token.type
    for number, row in enumerate(text.split("\n")):
        if re.search(r"\[\^[^\]]*\]\(", row):
            found.append(Fault(number, "A reference cannot be a link. Put a space between ] and (."))
    return list(dict.fromkeys(found))


def to_html(text: str) -> str:
    """The HTML that the CMS stores: `p b i a ul ol li`. Raises `ValueError` where `faults` finds any."""
    wrong = faults(text)
    if wrong:
        raise ValueError(wrong[0].sentence)
    return "".join(_render(_parser().parse(text)))


def citations(text: str) -> list[str]:
    """The keys cited in `text`, in order."""
    return CITATION.findall(text)


def _parser() -> MarkdownIt:
    """CommonMark. HTML is recognized only to be refused; nothing here ever writes it."""
    parser = MarkdownIt("commonmark", {"html": True})
    parser.disable("reference")
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # `_misuse` says it in words.
    return parser


def _flat(tokens: Sequence[Token]) -> Iterator[tuple[Token, int]]:
    """Every token, those inside a paragraph too, with the line it stands on."""
    line = 0
    for token in tokens:
        line = token.map[0] if token.map else line
        yield token, line
        inner = line
        for child in token.children or ():
            yield child, inner
            inner += child.type in ("softbreak", "hardbreak")


def _misuse(token: Token, before: str) -> str:
    """What is wrong with the use of something allowed; `before` is the type of the token before it."""
    if token.type in ("bullet_list_open", "ordered_list_open") and token.level:
        return "A list inside a list is not allowed."
    if token.type == "ordered_list_open" and token.attrGet("start") not in (None, 1):
        return "A numbered list begins with 1. If no list is meant, write the number differently."
    if token.type == "paragraph_open" and token.level and before == "paragraph_close":
        return "An item of a list is one paragraph."
    if token.type == "link_open" and not _SAFE.match(str(token.attrGet("href"))):
        return "A link leads to http://…, https://…, mailto:… or #…, and nowhere else."
    if token.type == "link_open" and token.attrGet("title"):
        return "A link has no title. Leave only the address in the parentheses."
    return ""


def _render(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield from _render(token.children or ())
        elif token.type == "text":
            yield escape(token.content, quote=False)
        elif token.type == "softbreak":
            yield " "
        elif token.type == "link_open":
            yield f'<a href="{escape(str(token.attrGet("href")))}">'
        elif not (token.type.startswith("paragraph") and token.level):  # An item of a list has no paragraph inside.
            yield f"<{'/' * (token.nesting < 0)}{_TAGS[_CLOSING.sub('', token.type)]}>"
