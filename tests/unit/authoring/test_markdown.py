"""The Markdown subset: what it becomes, and what it never lets through."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authoring import markdown

WORDS = {
    "Words.": "<p>Words.</p>",
    "One\ntwo\n\nthree": "<p>One two</p><p>three</p>",
    "**bold** and *italic* and **both *at once***": (
        "<p><b>bold</b> and <i>italic</i> and <b>both <i>at once</i></b></p>"
    ),
    "[words](https://example.org/?a=1&b=2)": '<p><a href="https://example.org/?a=1&amp;b=2">words</a></p>',
    "[mail](mailto:a@example.org)": '<p><a href="mailto:a@example.org">mail</a></p>',
    "[down](#here)": '<p><a href="#here">down</a></p>',
    "- one\n- **two**": "<ul><li>one</li><li><b>two</b></li></ul>",
    "1. one\n\n2. two": "<ol><li>one</li><li>two</li></ol>",
    "Before\n\n- one\n\nafter": "<p>Before</p><ul><li>one</li></ul><p>after</p>",
    "A fact.[^guide]": "<p>A fact.[^guide]</p>",
    "2 < 3 & “so” on": "<p>2 &lt; 3 &amp; “so” on</p>",
    "&lt;script&gt; \\<b>": "<p>&lt;script&gt; &lt;b&gt;</p>",
}
REFUSED = [
    "<script>alert(1)</script>",
    "a <b onclick=alert(1)>b</b>",
    "<img src=x onerror=alert(1)>",
    "<!-- hidden -->",
    "[x](javascript:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](<  javascript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](//example.org)",
    "[x](/cms/)",
    "[x](vbscript:x)",
    "<javascript:alert(1)>",
    "![picture](https://example.org/a.png)",
    "# Heading",
    "Heading\n===",
    "> quotation",
    "`code`",
    "```\ncode\n```",
    "    code",
    "***",
    "one  \ntwo",
    "- one\n  - two",
    "- one\n\n  two",
    "3. three",
    '[x](https://example.org "title")',
    "[^guide](https://example.org)",
]


@pytest.mark.parametrize("text", WORDS)
def test_what_text_becomes(text: str) -> None:
    assert markdown.to_html(text) == WORDS[text]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_refused(text: str) -> None:
    assert markdown.faults(text)
    with pytest.raises(ValueError, match=re.escape(markdown.faults(text)[0].sentence)):
        markdown.to_html(text)


def test_a_quotation_mark_cannot_leave_the_address() -> None:
    html = markdown.to_html('[x](https://example.org/"onmouseover="alert(1))')
    assert html == '<p><a href="https://example.org/%22onmouseover=%22alert(1)">x</a></p>'


def test_a_fault_knows_its_line() -> None:
    assert [fault.offset for fault in markdown.faults("One\n\ntwo\n<b>three</b>\n\n# Four")] == [3, 5]


def test_citations_in_order() -> None:
    assert markdown.citations("One[^a] two[^b-2][^a].") == ["a", "b-2", "a"]


PIECES = st.sampled_from(
    [*"<>&\"'()[]{}*_`#-!:/\\^ \n", "script", "javascript:", "https://a.bc", "<b>", "&lt;", "](", "[^a]", "1. ", "on=x"]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_nothing_but_the_known_tags_ever_comes_out(text: str) -> None:
    if markdown.faults(text):
        return
    html = markdown.to_html(text)
    rest = re.sub(
        r'<(?:/?(?:p|b|i|ul|ol|li)|/a|a href="(?:https?://|mailto:|#)[^"<>]*")>', "", html, flags=re.IGNORECASE
    )
    assert "<" not in rest
    assert ">" not in rest
