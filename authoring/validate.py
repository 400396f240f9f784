"""From a document to a form of the schema; what does not fit becomes a sentence with a line."""

import types
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from authoring.problems import CourseProblems, Problem
from authoring.source import Document, Loc
from authoring.values import Form, IsMarkdown

F = TypeVar("F", bound=Form)
_WANTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "date_type": "a day like 2026-10-01",
    "list_type": "a list: one item a line, each beginning with “- ”",
    "model_type": "a group of fields, one a line: “name: value”",
}


def validate(form: type[F], document: Document, loc: Loc = ()) -> F:
    """The value at `loc` of the document as a `form`; raises `CourseProblems` with everything that does not fit."""
    value = document.value
    for step in loc:
        value = value[step]
    try:
        return form.model_validate(value)
    except ValidationError as error:
        found = [problem for detail in error.errors() for problem in _problems(form, document, loc, detail)]
        raise CourseProblems(found) from None


def markdown_of(form: Form, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Every Markdown text inside `form`, with its place, in order."""
    for name, info in type(form).model_fields.items():
        value = getattr(form, name)
        if any(isinstance(mark, IsMarkdown) for mark in info.metadata):
            yield (*loc, name), value
        for place, item in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(item, Form):
                yield from markdown_of(item, (*loc, name) if place is None else (*loc, name, place))


def _problems(form: type[Form], document: Document, base: Loc, error: ErrorDetails) -> Iterator[Problem]:
    loc = (*base, *error["loc"])
    if error["type"] == "markdown":
        for fault in error["ctx"]["faults"]:
            yield document.problem(loc, fault.sentence, fault.offset)
    elif error["type"] == "extra_forbidden":
        yield document.problem(loc, _unknown_field(form, error["loc"]))
    else:
        yield document.problem(loc, _sentence(document, loc, error))


def _sentence(document: Document, loc: Loc, error: ErrorDetails) -> str:
    kind, context, given = error["type"], error.get("ctx", {}), error["input"]
    name = _name(loc)
    if kind == "missing":
        return f"{name} is missing here. Add it."
    if kind == "string_type":
        return _not_text(document, loc, name, given)
    if kind in _WANTED:
        return f"{name} must be {_WANTED[kind]}."
    if kind == "literal_error":
        return f"{name} must be one of these: {context['expected']}."
    if kind == "string_pattern_mismatch":
        return f"{name} must be lower-case words with hyphens, like quiet-word."
    if kind == "value_error":
        return str(context["error"])
    return _measure(kind, context, name, given)


def _measure(kind: str, context: dict[str, Any], name: str, given: Any) -> str:
    """Sentences about too much and too little."""
    if isinstance(given, str):
        length, most = len(given.strip()), context.get("max_length")
        return f"{name} is empty. Write its text." if not length else f"{name} has {length} characters; {most} fit."
    if isinstance(given, list):
        bounds = {
            "too_short": f"at least {context.get('min_length')}",
            "too_long": f"at most {context.get('max_length')}",
        }
        return f"{name} has {len(given)} items and needs {bounds[kind]}."
    bounds = {
        "greater_than_equal": f"at least {context.get('ge')}",
        "less_than_equal": f"at most {context.get('le')}",
    }
    return f"{name} must be {bounds[kind]}."


def _not_text(document: Document, loc: Loc, name: str, given: Any) -> str:
    written = document.written.get(loc, "")
    if written:
        return f'{name} must be text, and YAML reads something else. Put it in quotes: "{written}".'
    if given is None:
        return f"{name} is empty. Write its text."
    return f"{name} must be text. If a colon stands in it, put it in quotes."


def _name(loc: Loc) -> str:
    if not loc:
        return "What stands here"
    return f"“{loc[-1]}”" if isinstance(loc[-1], str) else f"Item {loc[-1] + 1}"


def _unknown_field(form: type[Form], loc: Loc) -> str:
    holder = form
    for step in loc[:-1]:
        if isinstance(step, str):
            holder = _form_in(_fields(holder)[step]) or holder
    known = list(_fields(holder))
    close = get_close_matches(str(loc[-1]), known, n=1)
    remedy = f"Did you mean “{close[0]}”?" if close else f"These are known: {', '.join(known)}."
    return f"“{loc[-1]}” is not a field here. {remedy}"


def _fields(form: type[Form]) -> dict[str, Any]:
    return {info.alias or name: info.annotation for name, info in form.model_fields.items()}


def _form_in(annotation: Any) -> type[Form] | None:
    """The form inside `X`, `X | None` or `list[X]`."""
    if isinstance(annotation, type) and not get_origin(annotation):
        return annotation if issubclass(annotation, Form) else None
    if get_origin(annotation) in (list, Union, types.UnionType):
        return next(filter(None, map(_form_in, get_args(annotation))), None)
    return None
