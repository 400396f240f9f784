"""Scenarios and tests."""

from typing import Literal

from pydantic import Field

from authoring.schema.pages import Activity, References
from authoring.schema.simulations import Simulation
from authoring.values import Form, Key, Line, Markdown, MaybeLine, MaybeText, Title

Verdict = Literal["good", "acceptable", "harmful"]


class Choice(Form):
    """One way to go on."""

    key: Key
    label: Title
    detail: MaybeLine = Field("", max_length=200)
    verdict: Verdict
    consequence: Markdown
    feedback: Markdown
    says: MaybeText = Field("", max_length=600)
    next: Key


class Step(Form):
    """A scene and its decision."""

    key: Key
    title: Title
    text: Markdown
    simulations: list[Simulation] = Field([], max_length=3)
    continues: bool = False
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
    """quiz.yaml. The policy is that of `quizzes.policy.Policy`."""

    type: Literal["quiz"]
    intro: Markdown
    pools: list[Key] = []
    draw: int = Field(ge=1)
    per_outcome: int = Field(0, ge=0, le=100)
    pass_mark: int = Field(80, ge=1, le=100)
    counting: Literal["highest", "last", "first"] = "highest"
    attempts_allowed: int = Field(0, ge=0, le=1000)
    wait_minutes: int = Field(0, ge=0, le=43200)
    time_limit: int = Field(0, ge=0, le=600)
    grace_seconds: int = Field(60, ge=0, le=600)
    reveal: Literal["during", "after", "passed"] = "passed"
    layout: Literal["one", "all"] = "one"
