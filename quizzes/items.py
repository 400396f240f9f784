"""What a question says, as plain values, and what is wrong with it. Pure functions."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.translation import gettext as _

from quizzes import marking

#: The ids of options, by position.
LETTERS = "abcdefghijklmnopqrstuvwxyz"
CHOICES = ("single", "multiple", "true_false")


@dataclass(frozen=True, slots=True)
class OptionContent:
    """One answer on offer: what it says, whether it is right, and what it tells whoever chose it.

    `match` is what a prompt of a matching question belongs to; `identifier` is the class of a span to mark, whose
    `text` is that of its pin in the simulation. A box of a reflection has its label as `text`.
    """

    text: str = ""
    correct: bool = False
    feedback: str = ""
    match: str = ""
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class QuestionContent:
    """Everything that makes one version of a question. `kind` is a `QuestionVersion.Kind`, `credit` a `Credit`.

    `options` of an ordering question stand in the right order; `distractors` are answers of a matching question that
    belong to nothing. `simulation` is a mapping as in docs/content-format.md or None; `reference` holds `text` and
    `url`.
    """

    kind: str
    stem: str
    options: tuple[OptionContent, ...]
    explanation: str
    module_key: str
    outcome_key: str
    simulation: Mapping[str, Any] | None = None
    reference: Mapping[str, str] = field(default_factory=dict)
    credit: str = "all"
    distractors: tuple[str, ...] = ()

    def stored(self) -> dict[str, Any]:
        """The fields of a `QuestionVersion`, options and targets with their ids."""
        targets = self._targets()
        return {
            "kind": self.kind,
            "credit": self.credit,
            "stem": self.stem,
            "options": self._options({text: name for name, text in targets.items()}),
            "targets": [{"id": name, "text": text} for name, text in targets.items()],
            "explanation": self.explanation,
            "module_key": self.module_key,
            "outcome_key": self.outcome_key,
            "simulation": dict(self.simulation) if self.simulation else None,
            "reference": dict(self.reference),
        }

    def _targets(self) -> dict[str, str]:
        """Id → text; two prompts may belong to the same."""
        if self.kind != "matching":
            return {}
        texts = dict.fromkeys([*(option.match for option in self.options), *self.distractors])
        return {str(number): text for number, text in enumerate(texts, start=1)}

    def _options(self, targets: Mapping[str, str]) -> list[dict[str, Any]]:
        pins = marking.pinned(self.simulation) if self.kind == "marking" and self.simulation else {}
        found = []
        for number, (letter, option) in enumerate(zip(LETTERS, self.options, strict=False), start=1):
            plain: dict[str, Any] = {"id": letter, "text": option.text, "feedback": option.feedback}
            if self.kind in CHOICES:
                plain["correct"] = option.correct
            elif self.kind == "matching":
                plain["target"] = targets[option.match]
            elif self.kind == "marking":
                plain |= {"id": str(number), "text": pins.get(number, ""), "identifier": option.identifier}
            found.append(plain)
        return found

    def hash(self) -> str:
        """64 hexadecimal digits, the same for the same content only."""
        # What most questions do not have is left out, so that their hashes outlive the coming of new fields.
        stored = {name: value for name, value in self.stored().items() if (name, value) not in _PLAIN}
        text = json.dumps(stored, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


_PLAIN = [("credit", "all"), ("targets", [])]


class Edited(Protocol):
    """A question as the editor holds it: `quizzes.models.Question`."""

    stem: str
    screen: Any
    answers: Any
    explanation: str
    module_key: str
    outcome_key: str
    reference_text: str
    reference_url: str


def content_of(question: Edited) -> QuestionContent:
    """The content that the fields of the editor make. A question without answers has the kind ""."""
    kind, fields = (question.answers[0].block_type, question.answers[0].value) if question.answers else ("", {})
    screen = question.screen[0] if question.screen else None
    return QuestionContent(
        kind=kind,
        stem=question.stem,
        options=_options_of(kind, fields),
        explanation=question.explanation,
        module_key=question.module_key,
        outcome_key=question.outcome_key,
        simulation=_plain_screen(screen.block.get_prep_value(screen.value)) if screen else None,
        reference={"text": question.reference_text, "url": question.reference_url},
        credit=fields.get("credit") or "all",
        distractors=tuple(fields.get("distractors") or ()),
    )


def _options_of(kind: str, fields: Mapping[str, Any]) -> tuple[OptionContent, ...]:
    if kind == "ordering":
        return tuple(OptionContent(item["text"], feedback=item["feedback"]) for item in fields["items"])
    if kind == "matching":
        pairs = fields["pairs"]
        return tuple(OptionContent(pair["text"], feedback=pair["feedback"], match=pair["match"]) for pair in pairs)
    if kind == "marking":
        spans = fields["spans"]
        return tuple(OptionContent(feedback=span["feedback"], identifier=span["identifier"]) for span in spans)
    if kind == "reflection":
        return tuple(OptionContent(label) for label in fields["boxes"])
    options = fields.get("options", ())
    return tuple(OptionContent(option["text"], bool(option["correct"]), option["feedback"]) for option in options)


def fields_for(content: QuestionContent) -> dict[str, Any]:
    """The editor's fields for a content, streams as they are stored: `content_of` the other way round."""
    return {
        "stem": content.stem,
        "screen": [{"type": "simulation", "value": _edited_screen(content.simulation)}] if content.simulation else [],
        "answers": [{"type": content.kind, "value": _answers(content)}],
        "explanation": content.explanation,
        "module_key": content.module_key,
        "outcome_key": content.outcome_key,
        "reference_text": content.reference.get("text", ""),
        "reference_url": content.reference.get("url", ""),
    }


def _answers(content: QuestionContent) -> dict[str, Any]:
    options = content.options
    if content.kind == "ordering":
        return {"items": [{"text": option.text, "feedback": option.feedback} for option in options]}
    if content.kind == "matching":
        pairs = [{"text": o.text, "match": o.match, "feedback": o.feedback} for o in options]
        return {"pairs": pairs, "distractors": list(content.distractors)}
    if content.kind == "marking":
        return {"spans": [{"identifier": o.identifier, "feedback": o.feedback} for o in options]}
    if content.kind == "reflection":
        return {"boxes": [option.text for option in options]}
    chosen = {"options": [{"text": o.text, "correct": o.correct, "feedback": o.feedback} for o in options]}
    return {**chosen, "credit": content.credit} if content.kind == "multiple" else chosen


def _plain_screen(value: Any) -> Any:
    """A stored block as docs/content-format.md writes it: nothing that is empty, and `from` for `sender`."""
    if isinstance(value, Mapping):
        if value.get("type") == "item" and "value" in value:
            return _plain_screen(value["value"])
        pairs = ((("from" if name == "sender" else name), _plain_screen(part)) for name, part in value.items())
        return {name: part for name, part in pairs if part}
    if isinstance(value, list):
        return [_plain_screen(part) for part in value]
    return value


def _edited_screen(simulation: Mapping[str, Any]) -> dict[str, Any]:
    """The other way round; blocks fill in what is missing."""
    messages = [
        {("sender" if name == "from" else name): part for name, part in message.items()}
        for message in simulation.get("messages", ())
    ]
    return {**simulation, "messages": messages}


def faults(content: QuestionContent) -> list[str]:
    """What keeps a question from being used: sentences, empty when it is sound."""
    return [sentence for sentences in faults_by_field(content).values() for sentence in sentences]


def faults_by_field(content: QuestionContent) -> dict[str, list[str]]:
    """The same sentences by the field of the editor (see `Edited`) in which they are put right."""
    if content.kind not in _FAULTS:
        return {"answers": [_("Choose one kind of answers.")]}
    found = {place: [sentence] for place, text, sentence in _wanted(content) if not text.strip()}
    parts = [("answers", _silent(content)), ("screen", _unasked_pins(content))]
    parts.append(("screen" if content.kind == "marking" else "answers", _FAULTS[content.kind](content)))
    for place, sentences in parts:
        if sentences:
            found[place] = [*found.get(place, []), *sentences]
    return found


def _wanted(content: QuestionContent) -> list[tuple[str, str, str]]:
    """Field, what it holds, and what to do when that is nothing."""
    return [
        ("stem", content.stem, _("Write the question.")),
        ("explanation", content.explanation, _("Write the explanation: the rule that the question teaches.")),
        ("outcome_key", content.outcome_key, _("Choose the learning outcome.")),
        ("module_key", content.module_key, _("Choose the module that covers it.")),
        ("reference_text", content.reference.get("text", ""), _("Name the source.")),
    ]


def _silent(content: QuestionContent) -> list[str]:
    if content.kind == "reflection" or all(option.feedback.strip() for option in content.options):
        return []
    return [_("Every answer needs feedback: why it is right or not.")]


def _unasked_pins(content: QuestionContent) -> list[str]:
    if content.kind == "marking" or not content.simulation or not marking.pinned(content.simulation):
        return []
    return [_("Only a question for marking words has pins in its simulation. Take them out.")]


def _choice_faults(content: QuestionContent) -> list[str]:
    found = []
    right = sum(option.correct for option in content.options)
    if not 2 <= len(content.options) <= len(LETTERS):
        found.append(_("A question needs at least two answers."))
    if content.kind == "true_false" and len(content.options) != 2:
        found.append(_("True or false takes exactly two answers."))
    if content.kind == "multiple" and right < 2:
        found.append(_("A question with several answers needs two or more that are right."))
    if content.kind == "multiple" and content.credit == "partial" and right == len(content.options):
        found.append(_("Partial credit needs at least one wrong answer."))
    if content.kind != "multiple" and right != 1:
        found.append(_("Mark exactly one answer as right."))
    return [*found, *_repeated(option.text for option in content.options)]


def _ordering_faults(content: QuestionContent) -> list[str]:
    found = [] if len(content.options) >= 3 else [_("An order needs at least three things.")]
    return [*found, *_repeated(option.text for option in content.options)]


def _matching_faults(content: QuestionContent) -> list[str]:
    found = [] if len(content.options) >= 2 else [_("Matching needs at least two pairs.")]
    matches = {option.match.strip() for option in content.options}
    if not all(matches) or len(matches | {text.strip() for text in content.distractors}) < 2:
        found.append(_("Give each prompt what belongs to it, and at least two different answers in all."))
    if matches & {text.strip() for text in content.distractors}:
        found.append(_("An answer that belongs to nothing also belongs to a prompt. Rename or remove it."))
    return [*found, *_repeated(option.text for option in content.options), *_repeated(content.distractors)]


def _marking_faults(content: QuestionContent) -> list[str]:
    if not content.simulation:
        return [_("Add the simulated post in which words are to be marked.")]
    pins, count = marking.pin_numbers(content.simulation), len(content.options)
    if pins != list(range(1, count + 1)):
        sentence = _("Pin each span once and in order as [these words]{1}: the pins are %(pins)s, the spans %(spans)s.")
        return [sentence % {"pins": pins or _("missing"), "spans": count}]
    words = marking.words(content.simulation)
    if {word.span for word in words if word.span} != set(pins):
        return [_("Each pin needs a word of its own, inside one paragraph.")]
    if all(word.span for word in words):
        return [_("Leave some words without a pin: those that give nobody away.")]
    return []


def _reflection_faults(content: QuestionContent) -> list[str]:
    if not 1 <= len(content.options) <= 2 or not all(option.text.strip() for option in content.options):
        return [_("A reflection has one box with a label, or two for an if–then plan.")]
    return []


def _repeated(texts: Iterable[str]) -> list[str]:
    stripped = [text.strip() for text in texts]
    return [_("Two answers say the same.")] if len(set(stripped)) < len(stripped) else []


_FAULTS = {
    "single": _choice_faults,
    "multiple": _choice_faults,
    "true_false": _choice_faults,
    "ordering": _ordering_faults,
    "matching": _matching_faults,
    "marking": _marking_faults,
    "reflection": _reflection_faults,
}
