"""What an answer may be: offered by a question, read from a form, checked against the paper. Pure functions.

An answer is a list of strings, as `quizzes.grading` describes it for each kind.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.utils.translation import gettext as _

from quizzes import marking
from quizzes.drawing import PaperItem
from quizzes.items import LETTERS

#: Kinds whose options are shown in their own order.
FIXED = ("true_false", "marking", "reflection")
#: Kinds that take any number of the options.
_SETS = ("multiple", "marking")
#: Characters in one box of a reflection.
LONGEST = 2000


class Offering(Protocol):
    """A question version."""

    kind: str
    options: list[dict[str, Any]]
    simulation: dict[str, Any] | None


class Form(Protocol):
    """Posted data: Django's QueryDict."""

    def getlist(self, key: str) -> list[str]: ...


def offered(version: Offering) -> tuple[str, ...]:
    """The ids that an answer is made of: those of the options, or of the words that can be marked."""
    if version.kind == "marking":
        return tuple(word.id for word in marking.words(version.simulation or {}))
    return tuple(option["id"] for option in version.options)


def option_names(kind: str, item: PaperItem) -> dict[str, str]:
    """What a page calls each option, by its id: letters in the order shown; words keep their ids.

    The ids themselves stay on the server: they follow the author's order, which is the key of an ordering question.
    """
    return dict(zip(item["options"], item["options"] if kind == "marking" else LETTERS, strict=False))


def target_names(item: PaperItem) -> dict[str, str]:
    """What a page calls each target, by its id: numbers in the order shown. The ids follow that of the prompts."""
    return {target: str(number) for number, target in enumerate(item.get("targets", ()), start=1)}


def read(kind: str, item: PaperItem, form: Form, name: str) -> list[str]:
    """The answer that a form holds under `name`; empty for none.

    The fields are `name`, repeated, for options, words and the order of things; `name-<option>` for the target of a
    prompt and for a box of a reflection; options and targets by their names on the page. What is blank is no answer;
    a name that is not on the page becomes an empty id, which `fault` refuses.
    """
    names = option_names(kind, item)
    if kind == "matching":
        targets = {shown: target for target, shown in target_names(item).items()}
        pairs = ((option, _last(form, f"{name}-{shown}")) for option, shown in names.items())
        return [f"{option}:{targets.get(target, '')}" for option, target in pairs if target]
    if kind == "reflection":
        texts = [_last(form, f"{name}-{shown}").replace("\r\n", "\n").strip() for shown in names.values()]
        return texts if any(texts) else []
    ids = {shown: option for option, shown in names.items()}
    return normal(kind, (ids.get(value, "") for value in form.getlist(name) if value))


def normal(kind: str, chosen: Iterable[str]) -> list[str]:
    """The same answer written the same way: options and words without repeats and in order."""
    return sorted(set(chosen), key=_place) if kind in (*_SETS, "single", "true_false") else list(chosen)


def fault(kind: str, item: PaperItem, chosen: Sequence[str]) -> str | None:
    """Why `chosen` cannot be the answer to this question of a paper, as a sentence; None when it can."""
    if kind == "reflection":
        return _reflection_fault(item, chosen)
    if kind == "matching":
        return _matching_fault(item, chosen)
    if not set(chosen) <= set(item["options"]):
        return _("Choose among the answers on the page. Go back and choose again.")
    if kind == "ordering":
        return None if not chosen or sorted(chosen) == sorted(item["options"]) else _("Put each thing in one place.")
    if kind not in _SETS and len(chosen) > 1:
        return _("Choose one answer. Go back and choose again.")
    return None


def is_whole(kind: str, item: PaperItem, chosen: Sequence[str]) -> bool:
    """Whether nothing of the answer is left open: each prompt has its target, each box its text."""
    if kind == "matching":
        return len(chosen) == len(item["options"])
    if kind == "reflection":
        return len(chosen) == len(item["options"]) and all(chosen)
    return bool(chosen)


def _matching_fault(item: PaperItem, chosen: Sequence[str]) -> str | None:
    pairs = [pair.partition(":") for pair in chosen]
    prompts = [prompt for prompt, _colon, _target in pairs]
    known = set(item["options"]), set(item.get("targets", ()))
    if len(set(prompts)) < len(prompts) or not all(p in known[0] and t in known[1] for p, _colon, t in pairs):
        return _("Choose among the answers on the page. Go back and choose again.")
    return None


def _reflection_fault(item: PaperItem, chosen: Sequence[str]) -> str | None:
    if len(chosen) not in (0, len(item["options"])):
        return _("Write in the boxes on the page. Go back and write again.")
    longest = max(map(len, chosen), default=0)
    if any("\0" in text for text in chosen):
        return _("Your text holds a character that cannot be stored. Write it again without.")
    if longest > LONGEST:
        sentence = _("Your text has %(length)s characters; %(most)s fit. Shorten it and save again.")
        return sentence % {"length": longest, "most": LONGEST}
    return None


def _place(name: str) -> tuple[int, str]:
    """Words by their number, options by their letter; whatever else was posted somewhere."""
    return len(name), name


def _last(form: Form, name: str) -> str:
    values = form.getlist(name)
    return values[-1] if values else ""
