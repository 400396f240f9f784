"""A simulated screen whose words are marked: as a question, and with what was found. No pin leaves here."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from modules import simulation as screens
from quizzes import marking


def markable(simulation: Mapping[str, Any], name: str, chosen: Sequence[str], *, disabled: bool = False) -> SafeString:
    """The screen with a checkbox for every word, its field called `name`; a fieldset for every paragraph."""
    context = {"name": name, "chosen": set(chosen), "disabled": disabled}
    return _drawn(simulation, name, "quizzes/kinds/_words.html", context)


def marked(simulation: Mapping[str, Any], states: Mapping[str, str], prefix: str) -> SafeString:
    """The screen with its words marked as `states` says: right, missed, extra or marked, by the id of the word."""
    return _drawn(simulation, prefix, "quizzes/kinds/_marked_words.html", {"states": states})


def _drawn(simulation: Mapping[str, Any], prefix: str, template: str, context: Mapping[str, Any]) -> SafeString:
    screen = screens.prepare({**simulation, "notes": []})
    found = {part: list(words) for part, words in groupby(marking.words(simulation), lambda word: word.part)}
    for part, place in enumerate((*screen["posts"], *screen["messages"])):
        if part in found:
            paragraphs = [list(words) for _n, words in groupby(found[part], lambda word: word.paragraph)]
            states = context.get("states", {})
            runs = [_runs(paragraph, states) for paragraph in paragraphs]
            labels = [_label(place, number, len(paragraphs)) for number in range(1, len(paragraphs) + 1)]
            drawn = {**context, "paragraphs": list(zip(labels, paragraphs, runs, strict=True))}
            place["html"] = render_to_string(template, drawn)
    return render_to_string(
        "modules/blocks/_simulation.html", {"sim": screen, "number": "", "prefix": prefix, "wide": False}
    )


def _runs(words: Sequence[marking.Word], states: Mapping[str, str]) -> list[tuple[str, str]]:
    """Words of one state that follow one another, together: (state or nothing, text)."""
    grouped = groupby(words, lambda word: states.get(word.id, ""))
    return [(state, " ".join(word.text for word in run)) for state, run in grouped]


def _label(place: Mapping[str, Any], number: int, count: int) -> str:
    """The name of a paragraph for whoever does not see the screen."""
    if "from" in place:
        whose = _("Words of your message") if place["from"] == "me" else _("Words of their message")
    else:
        whose = _("Words by %(author)s") % {"author": place["author"]} if place["author"] else _("Words of the post")
    if count == 1:
        return whose
    return _("%(whose)s, paragraph %(number)s of %(count)s") % {"whose": whose, "number": number, "count": count}
