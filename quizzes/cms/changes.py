"""What distinguishes one version of a question from the one before, in words. Pure functions."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from django.utils.translation import gettext as _


class Frozen(Protocol):
    """A question version."""

    kind: str
    credit: str
    stem: str
    simulation: dict[str, Any] | None
    options: list[dict[str, Any]]
    targets: list[dict[str, Any]]
    explanation: str
    reference: dict[str, str]
    module_key: str
    outcome_key: str


#: What decides whether an answer is right.
_KEY = ("correct", "target", "identifier")


def changes(before: Frozen | None, after: Frozen) -> list[str]:
    """What changed, in the order of the editor; one word for a first version."""
    if before is None:
        return [_("First version")]
    found = [
        (_("kind"), before.kind != after.kind),
        (_("question"), before.stem != after.stem),
        (_("simulated screen"), before.simulation != after.simulation),
        (_("answers"), _part(before, ("id", "text")) != _part(after, ("id", "text"))),
        (_("right answers"), _key(before) != _key(after)),
        (_("partial credit"), before.credit != after.credit),
        (_("feedback"), _part(before, ("feedback",)) != _part(after, ("feedback",))),
        (_("explanation"), before.explanation != after.explanation),
        (_("source"), before.reference != after.reference),
        (_("module"), before.module_key != after.module_key),
        (_("outcome"), before.outcome_key != after.outcome_key),
    ]
    return [word for word, changed in found if changed]


def _part(version: Frozen, names: Sequence[str]) -> list[Any]:
    answers: list[Mapping[str, Any]] = [*version.options, *version.targets]
    return [[answer.get(name) for name in names] for answer in answers]


def _key(version: Frozen) -> Any:
    key = [{name: option[name] for name in _KEY if name in option} for option in version.options]
    # Of an ordering question the stored order is the key; of a marking one, the pins.
    order = [option["text"] for option in version.options] if version.kind == "ordering" else []
    return [key, order]
