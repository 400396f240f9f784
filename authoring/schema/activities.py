"""Scenarios, tests and questions."""

from typing import Literal, Self

from pydantic import Field, model_validator

from authoring.schema.pages import Activity, References
from authoring.schema.simulations import Simulation
from authoring.values import Form, Key, Line, Markdown, MaybeLine, MaybeUrl, Text, Title

Verdict = Literal["good", "acceptable", "harmful"]


class Choice(Form):
    """One way to go on."""

    key: Key
    label: Title
    detail: MaybeLine = Field("", max_length=200)
    verdict: Verdict
    consequence: Markdown
    feedback: Markdown
    next: Key


class Step(Form):
    """A scene and its decision."""

    key: Key
    title: Title
    text: Markdown
    simulations: list[Simulation] = Field([], max_length=3)
    prompt: Line = Field(max_length=200)
    hint: MaybeLine = Field("", max_length=240)
    choices: list[Choice] = Field(min_length=2, max_length=4)


class Ending(Form):
    """Where a path ends."""

    key: Key
    outcome: Verdict
    title: Title
    text: Markdown


class Scenario(Activity):
    """A file with `type: scenario`."""

    type: Literal["scenario"]
    start: Key
    steps: list[Step] = Field(min_length=1)
    endings: list[Ending] = Field(min_length=1)
    debrief: Markdown
    references: References = []


class Quiz(Activity):
    """quiz.yaml."""

    type: Literal["quiz"]
    intro: Markdown
    pass_mark: int = Field(80, ge=1, le=100)
    draw: int = Field(ge=1)
    attempts_allowed: int = Field(0, ge=0)


class Option(Form):
    """An answer to a question of the test."""

    text: Text
    correct: bool = False
    feedback: Text


class QuestionReference(Form):
    """The source of a question."""

    text: Text
    url: MaybeUrl = ""


class Question(Form):
    """One item of the pool."""

    key: Key
    module: Key
    outcome: Key
    kind: Literal["single", "multiple", "true_false"]
    stem: Text
    simulation: Simulation | None = None
    options: list[Option] = Field(min_length=2, max_length=6)
    explanation: Text
    reference: QuestionReference

    @model_validator(mode="after")
    def _no_notes(self) -> Self:
        if self.simulation and self.simulation.notes:
            raise ValueError("The simulation of a question has no notes: they would give the answer away.")
        return self
