"""The kinds of values in a course: keys, lines, plain texts, Markdown, web addresses."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from authoring import markdown

KEY = r"[a-z0-9]+(-[a-z0-9]+)*"
_WEB = re.compile(r"https?://[^\s/.]+\.[^\s/]+(/\S*)?")


class Form(BaseModel):
    """A group of fields. Nothing is guessed and nothing is ignored."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, str_strip_whitespace=True)


class IsMarkdown:
    """Marks the fields that take Markdown and references."""


def _plain(text: str) -> str:
    if markdown.citations(text):
        raise ValueError("A reference cannot be cited here: this text is plain. Cite it in a paragraph.")
    return text


def _one_line(text: str) -> str:
    if "\n" in text:
        raise ValueError("This must be one line.")
    return text


def _markdown(text: str) -> str:
    wrong = markdown.faults(text)
    if wrong:
        raise PydanticCustomError("markdown", "{faults}", {"faults": wrong})
    return text


def _web(url: str) -> str:
    if url and not _WEB.fullmatch(url):
        raise ValueError("A web address begins with https:// or http:// and has no spaces.")
    return url


Key = Annotated[str, Field(pattern=rf"^{KEY}\z", max_length=80)]
MaybeLine = Annotated[str, AfterValidator(_one_line), AfterValidator(_plain)]
Line = Annotated[str, Field(min_length=1), AfterValidator(_one_line), AfterValidator(_plain)]
MaybeText = Annotated[str, AfterValidator(_plain)]
Text = Annotated[str, Field(min_length=1), AfterValidator(_plain)]
Markdown = Annotated[str, Field(min_length=1), AfterValidator(_markdown), IsMarkdown()]
MaybeUrl = Annotated[str, Field(max_length=500), AfterValidator(_web)]
Title = Annotated[Line, Field(max_length=120)]
Summary = Annotated[Line, Field(max_length=300)]
