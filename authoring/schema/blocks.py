"""The blocks of a lesson."""

from typing import Literal, Self

from pydantic import Field, model_validator

from authoring.schema.simulations import Simulation
from authoring.values import Form, Line, Markdown, MaybeLine, Text, Title


class Term(Form):
    """A key term, in the margin."""

    term: Line = Field(max_length=60)
    definition: Text


class Callout(Form):
    """What the law says, or where the risk lies."""

    tone: Literal["law", "risk"]
    title: Title
    text: Markdown
    source: MaybeLine = Field("", max_length=200)


class Reveal(Form):
    """Think first, then look."""

    summary: Title
    text: Markdown
    simulation: Simulation | None = None


class ChecklistItem(Form):
    """One box to tick."""

    text: Title
    detail: MaybeLine = Field("", max_length=200)


class Checklist(Form):
    """Boxes to tick before posting."""

    title: Line = Field(max_length=80)
    items: list[ChecklistItem] = Field(min_length=2, max_length=8)
    end: Line = Field(max_length=200)


class ExampleStep(Form):
    """One step of the reasoning."""

    title: Title
    text: Markdown


class WorkedExample(Form):
    """One case with the reasoning shown in full."""

    title: Title
    situation: Markdown
    simulation: Simulation | None = None
    steps: list[ExampleStep] = Field(min_length=1, max_length=8)
    result: Markdown


class RecallOption(Form):
    """An answer on offer."""

    text: Line = Field(max_length=240)
    correct: bool = False
    feedback: Text


class Recall(Form):
    """A question about an earlier module."""

    prompt: Text
    options: list[RecallOption] = Field(min_length=2, max_length=4)

    @model_validator(mode="after")
    def _one_is_right(self) -> Self:
        if sum(option.correct for option in self.options) != 1:
            raise ValueError("Mark exactly one option with “correct: true”.")
        return self


class Plan(Form):
    """A plan for the moment when it happens."""

    prompt: Text
    if_hint: Line = Field(max_length=160)
    then_hint: Line = Field(max_length=160)


DIRECTIVES: dict[str, type[Form]] = {
    "simulation": Simulation,
    "term": Term,
    "callout": Callout,
    "reveal": Reveal,
    "checklist": Checklist,
    "worked_example": WorkedExample,
    "recall": Recall,
    "plan": Plan,
}


class Paragraphs(Form):
    """The text between the blocks."""

    text: Markdown


class Heading(Form):
    """The words after `## `."""

    text: Title
