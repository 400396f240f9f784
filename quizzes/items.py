"""What a question says, as plain values, and what is wrong with it. Pure functions."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

#: The ids of options, by position.
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class OptionContent:
    """One answer on offer: what it says, whether it is right, and what it tells whoever chose it."""

    text: str
    correct: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class QuestionContent:
    """Everything that makes one version of a question. `kind` is a `QuestionVersion.Kind`.

    `simulation` is a mapping as in docs/content-format.md or None; `reference` holds `text` and `url`.
    """

    kind: str
    stem: str
    options: tuple[OptionContent, ...]
    explanation: str
    module_key: str
    outcome_key: str
    simulation: Mapping[str, Any] | None = None
    reference: Mapping[str, str] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        """The fields of a `QuestionVersion`, options with their ids."""
        return {
            "kind": self.kind,
            "stem": self.stem,
            "options": [
                {"id": letter, "text": option.text, "correct": option.correct, "feedback": option.feedback}
                for letter, option in zip(LETTERS, self.options, strict=False)
            ],
            "explanation": self.explanation,
            "module_key": self.module_key,
            "outcome_key": self.outcome_key,
            "simulation": dict(self.simulation) if self.simulation else None,
            "reference": dict(self.reference),
        }

    def hash(self) -> str:
        """64 hexadecimal digits, the same for the same content only."""
        text = json.dumps(self.stored(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def faults(content: QuestionContent) -> list[str]:
    """What keeps a question from being used: sentences, empty when it is sound."""
    found = []
    right = sum(option.correct for option in content.options)
    if not 2 <= len(content.options) <= len(LETTERS):
        found.append(_("A question needs at least two answers."))
    if content.kind == "true_false" and len(content.options) != 2:
        found.append(_("True or false takes exactly two answers."))
    if content.kind == "multiple" and right < 2:
        found.append(_("A question with several answers needs two or more that are right."))
    if content.kind != "multiple" and right != 1:
        found.append(_("Mark exactly one answer as right."))
    if len({option.text.strip() for option in content.options}) < len(content.options):
        found.append(_("Two answers say the same."))
    return found
