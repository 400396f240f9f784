"""What a format has no place for, kept beside it.

The general feedback ends with an HTML comment that learners do not see. For each part of a question that the format
alone would not give back, it holds the part and a mark of what the format alone gives. It counts only while that is
still so: what somebody changed in Moodle wins over the copy.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from quizzes.items import OptionContent, QuestionContent

T = TypeVar("T")
_HEAD = "before-you-post "
_FIELDS = ("kind", "credit", "stem", "explanation", "module_key", "outcome_key", "reference", "distractors")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Kept(_Strict, Generic[T]):
    was: str
    value: T


class _Option(_Strict):
    text: str = ""
    correct: bool = False
    feedback: str = ""
    match: str = ""
    identifier: str = ""


class _Group(_Strict):
    name: str = ""
    detail: str = ""


class _Post(_Strict):
    author: str
    meta: str = ""
    text: str = ""
    stats: list[str] = []
    reply: bool = False
    you: bool = False


class _Line(_Strict):
    at: str = ""
    sender: Literal["me", "them"] | None = Field(default=None, alias="from")
    text: str = ""


class _Screen(_Strict):
    label: str
    screen: Literal["post", "thread", "messages"] = "post"
    group: _Group = _Group()
    posts: list[_Post] = []
    messages: list[_Line] = []
    caption: str = ""


class _Copy(_Strict):
    kind: _Kept[Literal["single", "multiple", "true_false", "ordering", "matching", "marking", "reflection"]] | None = (
        None
    )
    credit: _Kept[Literal["all", "partial"]] | None = None
    stem: _Kept[str] | None = None
    explanation: _Kept[str] | None = None
    module_key: _Kept[str] | None = None
    outcome_key: _Kept[str] | None = None
    reference: _Kept[dict[str, str]] | None = None
    distractors: _Kept[list[str]] | None = None
    simulation: _Kept[_Screen] | None = None
    options: _Kept[list[_Option]] | None = None
    each: list[_Kept[_Option]] = []


@dataclass(frozen=True, slots=True)
class Native:
    """A question as the format alone gives it: its screen is only words."""

    content: QuestionContent
    screen: str = ""


def comment(content: QuestionContent, native: Native) -> str:
    """The comment with all that `native` lacks of `content`; empty when it lacks nothing."""
    kept = {
        name: {"was": _mark(getattr(native.content, name)), "value": _plain(getattr(content, name))}
        for name in _FIELDS
        if getattr(content, name) != getattr(native.content, name)
    }
    if content.simulation is not None:
        kept["simulation"] = {"was": _mark(native.screen), "value": content.simulation}
    kept |= _kept_options(content.options, native.content.options)
    if not kept:
        return ""
    # Two hyphens would end the comment; JSON has them only inside strings.
    text = json.dumps(kept, separators=(",", ":")).replace("--", "\\u002d\\u002d")
    return f"<!-- {_HEAD}{text} -->"


def _kept_options(options: tuple[OptionContent, ...], native: tuple[OptionContent, ...]) -> dict[str, Any]:
    if len(options) != len(native):
        return {"options": {"was": _mark(_plain(native)), "value": _plain(options)}}
    each = [
        {"was": _mark(asdict(found)), "value": asdict(option)}
        for option, found in zip(options, native, strict=True)
        if option != found
    ]
    return {"each": each} if each else {}


def restored(native: Native, comment: str) -> QuestionContent | None:
    """The question with what its comment keeps; None when there is none to be used."""
    if not comment.startswith(_HEAD) or "\\u0000" in comment:
        return None
    try:
        copy = _Copy.model_validate(json.loads(comment.removeprefix(_HEAD)))
    except (ValueError, ValidationError, RecursionError):
        return None
    changes: dict[str, Any] = {}
    for name in _FIELDS:
        kept = getattr(copy, name)
        if kept and kept.was == _mark(getattr(native.content, name)):
            changes[name] = tuple(kept.value) if name == "distractors" else kept.value
    if copy.simulation and copy.simulation.was == _mark(native.screen):
        changes["simulation"] = copy.simulation.value.model_dump(by_alias=True, exclude_unset=True)
    return replace(native.content, **changes, options=_options(native.content.options, copy))


def _options(native: tuple[OptionContent, ...], copy: _Copy) -> tuple[OptionContent, ...]:
    if copy.options and copy.options.was == _mark(_plain(native)):
        return tuple(OptionContent(**option.model_dump()) for option in copy.options.value)
    kept = {option.was: OptionContent(**option.value.model_dump()) for option in copy.each}
    return tuple(kept.get(_mark(asdict(option)), option) for option in native)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, OptionContent):
        return asdict(value)
    return dict(value) if isinstance(value, Mapping) else value


def _mark(value: Any) -> str:
    text = json.dumps(_plain(value), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
