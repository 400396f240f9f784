"""Rich text: citations are numbered, and nothing else gets through."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.rich_text import RichText

from modules.prose import rich_html

SOURCES = [{"key": "ncsbn", "text": "A"}, {"key": "acp", "text": "B"}]
ALLOWED = {"p", "br", "ul", "ol", "li", "b", "strong", "i", "em", "a"}


def test_citations_become_numbered_links() -> None:
    html = rich_html(RichText("<p>Kind people.[^acp] Said so.[^ncsbn]</p>"), SOURCES)
    assert html == (
        '<p>Kind people.<a class="ref" href="#r2" aria-label="Reference 2">2</a> Said so.'
        '<a class="ref" href="#r1" aria-label="Reference 1">1</a></p>'
    )


def test_an_unknown_citation_stays_visible_to_the_author() -> None:
    assert rich_html("<p>Who says?[^nobody]</p>", SOURCES) == "<p>Who says?[^nobody]</p>"


def test_addresses_are_not_searched_for_citations() -> None:
    assert rich_html('<a href="https://x.org/[^acp]">x</a>', SOURCES) == '<a href="https://x.org/[^acp]">x</a>'


def test_emphasis_lists_and_links_are_kept() -> None:
    source = (
        '<p data-block-key="k"><b>Bold</b> <i>it</i></p><ul><li>One <a href="https://example.org">two</a></li></ul>'
    )
    assert rich_html(source) == source.replace(' data-block-key="k"', "")


@pytest.mark.parametrize("empty", ["", None, RichText("")])
def test_nothing_in_nothing_out(empty: object) -> None:
    assert rich_html(empty) == ""


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="jav&#x09;ascript:alert(1)">x</a>',
        '<p onclick="alert(1)" style="color:red">x</p>',
        "<img src=x onerror=alert(1)>",
        "<![CDATA[><script>alert(1)</script>]]>",
        "<!--><script>alert(1)</script>-->",
        "<?php ><script>alert(1)</script>?>",
        "<!DOCTYPE x [><script>alert(1)</script>]>",
        "<svg><script>alert(1)</script></svg>",
        '<iframe src="https://evil.example"></iframe>',
        "<p>[^<script>alert(1)</script>]</p>",
    ],
)
def test_attacks_come_out_as_words(attack: str) -> None:
    check(rich_html(attack, SOURCES))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>!?-[]\"'&;=/ abhrefscriptonloadjv:[^1]", max_size=80))
def test_no_source_brings_other_markup(source: str) -> None:
    check(rich_html(source, SOURCES))


def check(html: str) -> None:
    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag in ALLOWED
            assert {name for name, _ in attrs} <= {"href", "class", "aria-label"}
            for name, value in attrs:
                assert name != "href" or not (value or "").strip().lower().startswith(
                    ("javascript", "data", "vbscript")
                )

        def handle_comment(self, data: str) -> None:
            raise AssertionError(data)

        handle_decl = handle_pi = unknown_decl = handle_comment

    reader = Reader()
    reader.feed(html)
    reader.close()
