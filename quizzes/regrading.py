"""What an answer given to an earlier version of a question is worth by a corrected key. Pure functions.

The ids of options and targets follow their places, so moving an answer changes its id. A corrected key is therefore
carried over to the ids that the learner saw, by what the answers say.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _

from quizzes import grading, marking
from quizzes.grading import Graded

NEW_KEY, EITHER, FULL = "new_key", "either", "full"


class Worded(Graded, Protocol):
    """A question version."""

    stem: str


class Decision(Protocol):
    """A regrade: see `quizzes.models.Regrade`."""

    rule: str
    only_raise: bool

    @property
    def version(self) -> Any: ...


@dataclass(slots=True)
class Key:
    """A corrected key in the ids of an earlier version: what `grading.grade` takes, feedback of the corrected one."""

    kind: str
    credit: str
    options: list[dict[str, Any]]
    targets: list[dict[str, Any]]
    simulation: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Worth:
    """Points from 0 to 1, and whether the corrected key gave them; if not, the key of the answered version did."""

    points: Decimal
    by_corrected: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """What one decision means for one version. `key` is None where answers to it cannot be told by the new key."""

    rule: str
    only_raise: bool
    own: Graded
    key: Graded | None

    def worth(self, chosen: Sequence[str], before: Decimal) -> Worth | None:
        """What the answer earns now; None when the points from before stand."""
        found = self._found(chosen)
        return None if found is None or (self.only_raise and found.points < before) else found

    def _found(self, chosen: Sequence[str]) -> Worth | None:
        if self.rule == FULL:
            return Worth(grading.RIGHT, by_corrected=True)
        if self.key is None:
            return None
        new = grading.grade(self.key, chosen)
        own = grading.grade(self.own, chosen) if self.rule == EITHER else new
        return Worth(max(new, own), by_corrected=new >= own)


def correction(decision: Decision, own: Graded) -> Correction:
    """The decision for answers to the version `own`."""
    key = None if decision.rule == FULL or obstacle(own, decision.version) else rekeyed(own, decision.version)
    return Correction(decision.rule, decision.only_raise, own, key)


def points_of(own: Graded, decisions: Iterable[Decision], chosen: Sequence[str]) -> tuple[Decimal, Any | None]:
    """The points of an answer to `own` after every decision, earliest first, and the version whose key gave them.

    The version is None where it is `own`.
    """
    points, by = grading.grade(own, chosen), None
    for decision in decisions:
        found = correction(decision, own).worth(chosen, points)
        if found is not None:
            points, by = found.points, decision.version if found.by_corrected else None
    return points, by


def obstacle(own: Graded, corrected: Graded) -> str | None:
    """Why answers to `own` cannot be graded by the key of `corrected`, as a sentence; None when they can."""
    if own.kind != corrected.kind:
        return _("The kind of the question changed.")
    if own.kind == "marking":
        same = _words(own) == _words(corrected)
        return None if same else _("The words of the post changed, so the marked words are no longer the same.")
    pairs = _option_pairs(own, corrected)
    if not len(own.options) == len(corrected.options) == len(pairs):
        return _("Answers were added, removed or rewritten, so it cannot be told which of the new ones were chosen.")
    if own.kind == "matching" and not _targets_known(own, corrected):
        return _("A prompt now belongs to something that was not on offer before.")
    return None


def rekeyed(own: Graded, corrected: Graded) -> Key:
    """The key and feedback of `corrected` for the options of `own`. Raises `ValueError` where `obstacle` names one."""
    if (why := obstacle(own, corrected)) is not None:
        raise ValueError(why)
    if own.kind == "marking":
        return Key(own.kind, corrected.credit, corrected.options, [], corrected.simulation)
    seen = {option["id"]: option for option in own.options}
    pairs = _option_pairs(own, corrected)
    options = [{**option, **_as_seen(seen[pairs[option["id"]]])} for option in corrected.options]
    if own.kind == "matching":
        targets = _target_pairs(own, corrected)
        options = [{**option, "target": targets[option["target"]]} for option in options]
    if own.kind != "ordering":
        options.sort(key=lambda option: list(seen).index(option["id"]))
    return Key(own.kind, corrected.credit, options, own.targets, own.simulation)


def key_for(own: Graded, graded_by: Graded | None) -> Graded:
    """The key that answers to `own` are shown by once that of `graded_by` gave their points, in the ids of `own`.

    Its own key, where there is no other or the other cannot be carried over: full credit does not need that.
    """
    return own if graded_by is None or obstacle(own, graded_by) else rekeyed(own, graded_by)


def rewordings(own: Worded, corrected: Worded) -> list[tuple[str, str]]:
    """What reads otherwise in `corrected`, as it was and as it is: the question, then answers taken for the same."""
    found = [(own.stem, corrected.stem)] if own.stem.strip() != corrected.stem.strip() else []
    if own.kind == "marking" or own.kind != corrected.kind:
        return found
    options = _texts(own.options), _texts(corrected.options), _option_pairs(own, corrected)
    targets = _texts(own.targets), _texts(corrected.targets), _target_pairs(own, corrected)
    for old, new, pairs in (options, targets):
        found += [(old[was], new[now]) for now, was in pairs.items() if old[was] != new[now]]
    return found


def _as_seen(option: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": option["id"], "text": option["text"]}


def _texts(options: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    return {option["id"]: option["text"].strip() for option in options}


def _pairs(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]], *, kept: bool) -> dict[str, str]:
    """The earlier id of each later option, by their words.

    What reads otherwise is the option of the same place where options keep their places (`kept`), else the only one
    that is left.
    """
    old, new = _texts(before), _texts(after)
    ids = {text: name for name, text in old.items()}
    pairs = {name: ids[text] for name, text in new.items() if text in ids}
    lost = set(old) - set(pairs.values())
    fresh = [name for name in new if name not in pairs]
    if kept:
        return {**pairs, **{name: name for name in fresh if name in lost}}
    return {**pairs, fresh[0]: lost.pop()} if len(lost) == len(fresh) == 1 else pairs


def _option_pairs(own: Graded, corrected: Graded) -> dict[str, str]:
    return _pairs(own.options, corrected.options, kept=own.kind != "ordering")


def _target_pairs(own: Graded, corrected: Graded) -> dict[str, str]:
    return _pairs(own.targets, corrected.targets, kept=False)


def _targets_known(own: Graded, corrected: Graded) -> bool:
    known = _target_pairs(own, corrected)
    return all(option["target"] in known for option in corrected.options)


def _words(version: Graded) -> list[str]:
    return [word.text for word in marking.words(version.simulation or {})]
