"""Questions of each kind. Lengths are those of the editor's fields (quizzes/blocks.py)."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from authoring.schema.simulations import MarkedScreen, Screen, Simulation
from authoring.values import Form, Key, Line, MaybeUrl, Text
from quizzes.blocks import IDENTIFIERS

Answer = Annotated[Text, Field(max_length=400)]
Feedback = Annotated[Text, Field(max_length=600)]
Match = Annotated[Line, Field(max_length=200)]


def _known(identifier: str) -> str:
    names = [name for name, _label in IDENTIFIERS]
    if identifier not in names:
        raise ValueError(f"“identifier” must be one of these: {', '.join(names)}.")
    return identifier


class Option(Form):
    """An answer on offer."""

    text: Answer
    correct: bool = False
    feedback: Feedback


class Item(Form):
    """One of the things to put in order."""

    text: Answer
    feedback: Feedback


class Pair(Form):
    """A prompt and what belongs to it."""

    text: Answer
    match: Match
    feedback: Feedback


class Span(Form):
    """What the words of one pin give away."""

    identifier: Annotated[Line, AfterValidator(_known)]
    feedback: Feedback


class Box(Form):
    """A box to write in."""

    text: Annotated[Line, Field(max_length=200)]


class QuestionReference(Form):
    """The source of a question."""

    text: Text = Field(max_length=500)
    url: MaybeUrl = ""


class Question(Form):
    """What every item of the pool has. The options are those of its kind, in the classes below."""

    key: Key
    module: Key
    outcome: Key
    kind: Literal["single", "multiple", "true_false", "ordering", "matching", "marking", "reflection"]
    stem: Text = Field(max_length=1000)
    simulation: Screen | None = None
    options: Sequence[Form]
    explanation: Text = Field(max_length=2000)
    reference: QuestionReference


class Unpinned(Question):
    """A question about a screen without pins and notes, or about none."""

    simulation: Simulation | None = None

    @model_validator(mode="after")
    def _no_notes(self) -> Self:
        if self.simulation and self.simulation.notes:
            raise ValueError("The simulation of a question has no notes: they would give the answer away.")
        return self


class Choosing(Unpinned):
    """single and true_false."""

    options: list[Option] = Field(min_length=2, max_length=8)


class ChoosingSeveral(Choosing):
    """multiple."""

    credit: Literal["all", "partial"] = "all"


class Ordering(Unpinned):
    """ordering: the options stand in the right order."""

    options: list[Item] = Field(min_length=3, max_length=8)


class Matching(Unpinned):
    """matching; the distractors belong to nothing."""

    options: list[Pair] = Field(min_length=2, max_length=8)
    distractors: list[Match] = Field([], max_length=4)


class Marking(Question):
    """marking: the first option is for the words pinned with `{1}`, and so on."""

    simulation: MarkedScreen
    options: list[Span] = Field(min_length=1, max_length=9)


class Reflecting(Unpinned):
    """reflection: one box, or two for an if–then plan."""

    options: list[Box] = Field(min_length=1, max_length=2)


_FORMS: dict[str, type[Question]] = {
    "single": Choosing,
    "true_false": Choosing,
    "multiple": ChoosingSeveral,
    "ordering": Ordering,
    "matching": Matching,
    "marking": Marking,
    "reflection": Reflecting,
}


def question_form(written: Any) -> type[Question]:
    """The form that a question as written must fit; one of unknown kind is a question with one answer but for that."""
    kind = written.get("kind") if isinstance(written, dict) else None
    return _FORMS.get(kind, Choosing) if isinstance(kind, str) else Choosing
