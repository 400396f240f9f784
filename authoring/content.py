"""From the forms of the text to the values that pages and questions store. Pure functions.

The id of a block is made of its page's key and its place, so that the same text always gives the same value.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from authoring.markdown import to_html
from authoring.schema import Heading, Paragraphs, Question
from authoring.values import Form, IsMarkdown
from quizzes.items import OptionContent, QuestionContent

Raw = list[dict[str, Any]]
_SPACE = uuid.UUID("6f0c1b52-2d0e-5c9e-9a53-0f6a2c1c7b11")


def stream(place: str, blocks: Iterable[tuple[str, Form]]) -> Raw:
    """The stored value of a stream field.

    `place` is the page's key and the field's name, `key/body`; `blocks` are pairs of a block's name and its form.
    """
    return [
        {"type": kind, "value": _block(form, f"{place}/{number}"), "id": _id(f"{place}/{number}")}
        for number, (kind, form) in enumerate(blocks)
    ]


def question_content(question: Question) -> QuestionContent:
    """What the item bank stores of a question."""
    simulation = question.simulation
    of_its_kind = question.model_dump(include={"credit", "distractors"})
    return QuestionContent(
        kind=question.kind,
        stem=question.stem,
        options=tuple(OptionContent(**option.model_dump()) for option in question.options),
        explanation=question.explanation,
        module_key=question.module,
        outcome_key=question.outcome,
        simulation=simulation.model_dump(by_alias=True, exclude_defaults=True) if simulation else None,
        reference=question.reference.model_dump(),
        credit=of_its_kind.get("credit", "all"),
        distractors=tuple(of_its_kind.get("distractors", ())),
    )


def _block(form: Form, place: str) -> Any:
    if isinstance(form, Heading):
        return form.text
    if isinstance(form, Paragraphs):
        return to_html(form.text)
    return _struct(form, place)


def _struct(form: Form, place: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, info in type(form).model_fields.items():
        value = getattr(form, name)
        if any(isinstance(mark, IsMarkdown) for mark in info.metadata):
            values[name] = to_html(value)
        elif name == "simulation":  # One or none is a list of at most one in the CMS.
            values[name] = _value([value] if value else [], f"{place}/{name}")
        elif name == "group":
            values[name] = value.model_dump() if value else {"name": "", "detail": ""}
        else:
            values[name] = _value(value, f"{place}/{name}")
    return values


def _value(value: Any, place: str) -> Any:
    if isinstance(value, Form):
        return _struct(value, place)
    if isinstance(value, list):
        return [
            {"type": "item", "value": _value(item, f"{place}/{number}"), "id": _id(f"{place}/{number}")}
            for number, item in enumerate(value)
        ]
    return "" if value is None else value


def _id(place: str) -> str:
    return str(uuid.uuid5(_SPACE, place))
