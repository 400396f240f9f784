"""The pages of a course."""

import datetime
from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from authoring.values import Form, Key, Line, Markdown, MaybeLine, MaybeText, MaybeUrl, Summary, Text, Title


class Reference(Form):
    """A source, cited as `[^key]`."""

    key: Key
    text: Text
    url: MaybeUrl = ""


class Outcome(Form):
    """What a clinician can do at the end."""

    key: Key = Field(max_length=60)
    text: Text


class Provider(Form):
    """Who offers the course."""

    name: Line = Field(max_length=160)
    address: Line = Field(max_length=240)
    number: MaybeLine = Field("", max_length=60)


class Signatory(Form):
    """Who signs the certificates."""

    name: Title
    title: Title


class Disclosure(Form):
    """Somebody in control of content."""

    name: Title
    role: Title
    statement: Text


def _distinct(items: Sequence[Any]) -> Sequence[Any]:
    keys = [item.key for item in items]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise ValueError(f"The key “{twice[0]}” stands here twice. Rename one.")
    return items


Outcomes = Annotated[list[Outcome], Field(min_length=1), AfterValidator(_distinct)]
References = Annotated[list[Reference], AfterValidator(_distinct)]


class Page(Form):
    """What every page has."""

    key: Key
    title: Line = Field(max_length=160)
    summary: Summary


class Activity(Page):
    """What a learner completes."""

    minutes: int = Field(ge=1, le=120)
    required: bool = True


class Course(Page):
    """course.yaml."""

    type: Literal["course"]
    lede: Text = Field(max_length=400)
    audience: Text
    outcomes: Outcomes
    requirements: Markdown
    provider: Provider
    signatory: Signatory
    accreditation_statement: MaybeText = ""
    commercial_support: Text
    disclosures: list[Disclosure] = Field(min_length=1)
    difficulty: int = Field(3, ge=1, le=5)
    released_on: datetime.date
    reviewed_on: datetime.date
    expires_on: datetime.date
    law_notice: MaybeText = ""
    grievance_contact: Summary
    accommodation_contact: Summary
    distress_contact: Summary

    @model_validator(mode="after")
    def _ends_later(self) -> Self:
        if not self.released_on <= self.reviewed_on <= self.expires_on:
            raise ValueError("The dates must follow one another: released_on, reviewed_on, expires_on.")
        return self


class Module(Page):
    """module.yaml."""

    kind: Literal["foundation", "pitfall", "practice", "ethics"]
    outcomes: list[Key] = Field(min_length=1)


class LessonHead(Activity):
    """The head of a lesson."""

    type: Literal["lesson"]
    lede: Text = Field(max_length=400)
    references: References = []
