"""A question as Moodle holds it, in between ours and the two formats. Pure functions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.text import Truncator, slugify
from django.utils.translation import gettext as _

from modules import simulation as screens
from quizzes import marking
from quizzes.exchange import copies, markup
from quizzes.exchange.copies import Native
from quizzes.exchange.report import Found, Remark
from quizzes.items import LETTERS, OptionContent, QuestionContent

#: The longest key of a question, of a module and of an outcome.
KEY_LENGTH = 80
ALL_OR_NOTHING = "credit:all"
TRUE_FALSE = ("True", "False")
_SLUG = re.compile(rf"[-a-zA-Z0-9_]{{1,{KEY_LENGTH}}}")
_TYPES = {"single": "multichoice", "multiple": "multichoice", "ordering": "ordering", "matching": "match"}
_TYPES |= {"marking": "wordselect", "reflection": "essay"}
_KINDS = {"truefalse": "true_false", "ordering": "ordering", "match": "matching", "multichoiceset": "multiple"}
_KINDS |= {"wordselect": "marking", "essay": "reflection"}
_BRACKETS = ("[]", "{}")


@dataclass(slots=True)
class Answer:
    """One answer: HTML, its share of the points in per cent, and HTML to whoever chose it.

    Of an ordering question `weight` is the place, from 1; of a matching one `match` is a plain text and `text` may be
    empty.
    """

    text: str
    weight: float = 0
    feedback: str = ""
    match: str = ""


@dataclass(slots=True)
class Sheet:
    """A question in Moodle's terms; `type` as in GIFT (`multichoice`, `match`, …), texts as HTML.

    `single`: one answer can be chosen. `intro` and `brackets` belong to `wordselect`. `place` is where it stood in a
    file, `lost` what reading the file could not keep.
    """

    type: str
    key: str
    text: str
    general: str = ""
    answers: list[Answer] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    name: str = ""
    single: bool = True
    intro: str = ""
    brackets: str = ""
    place: str = ""
    lost: list[str] = field(default_factory=list)


def sheet_of(key: str, content: QuestionContent) -> Sheet:
    """A question in Moodle's terms, without its copy. `ValueError` with a sentence when Moodle has none for it."""
    stem, screen = markup.html_of(content.stem), content.simulation
    sheet = Sheet(
        type=_type(content),
        key=key,
        text=(markup.screen_html(screen) if screen else "") + stem,
        general=markup.html_of(content.explanation) + _source(content),
        answers=_answers(content),
        tags=_tags(content),
        name=Truncator(" ".join(content.stem.split())).chars(100) or key,
        single=content.kind != "multiple",
    )
    if content.kind == "reflection":
        sheet.text += "".join(markup.region("box", markup.html_of(box.text), "p") for box in content.options)
    if content.kind == "marking" and screen:
        words = "".join(markup.read(markup.screen_html(screen)).regions["simulation"])
        free = (pair for pair in _BRACKETS if not set(pair) & set(words))
        sheet.brackets = next(free, "")
        if not sheet.brackets:
            raise ValueError(_("Its post holds every kind of brackets that Word select could mark the words with."))
        marked = _bracketed(content, sheet.brackets)
        sheet.intro, sheet.text = stem, markup.screen_html(screen, lambda part, _text: marked[part])
    return sheet


def _type(content: QuestionContent) -> str:
    if content.kind == "true_false":
        plain = tuple(option.text for option in content.options) == TRUE_FALSE
        return "truefalse" if plain and _right(content) == 1 else "multichoice"
    if content.kind not in _TYPES:
        raise ValueError(_("It has no kind of answers yet."))
    return _TYPES[content.kind]


def _right(content: QuestionContent) -> int:
    return sum(option.correct for option in content.options)


def _source(content: QuestionContent) -> str:
    text, url = content.reference.get("text", ""), content.reference.get("url", "")
    if not text and not url:
        return ""
    source = markup.region("source", markup.link(text, url), "cite")
    return markup.region("line", f"Source: {source}", "p")


def _tags(content: QuestionContent) -> list[str]:
    named = [("module", content.module_key), ("outcome", content.outcome_key)]
    found = [f"{name}:{key}" for name, key in named if key]
    return [*found, ALL_OR_NOTHING] if (content.kind, content.credit) == ("multiple", "all") else found


def _answers(content: QuestionContent) -> list[Answer]:
    if content.kind in ("marking", "reflection"):
        return []
    found = [
        Answer(markup.html_of(option.text), weight, markup.html_of(option.feedback), option.match)
        for option, weight in zip(content.options, _weights(content), strict=True)
    ]
    if content.kind == "matching":
        found += [Answer("", match=text) for text in content.distractors]
    return found


def _weights(content: QuestionContent) -> list[float]:
    """Per cent for each option. A wrong one takes its share off (partial credit), or everything (all or nothing)."""
    if content.kind == "ordering":
        return [float(place) for place in range(1, len(content.options) + 1)]
    right, wrong = _right(content), len(content.options) - _right(content)
    if content.kind != "multiple":
        return [100.0 if option.correct else 0.0 for option in content.options]
    cost = -100 / wrong if content.credit == "partial" and wrong else -100.0
    return [round(100 / right if option.correct else cost, 5) for option in content.options]


def _bracketed(content: QuestionContent, brackets: str) -> list[str]:
    """The texts of the screen as HTML, every word of a span in brackets of its own."""
    simulation, left, right = content.simulation or {}, brackets[0], brackets[1]
    found = [[""] * len(screens.paragraphs(text)) for text in screens.texts(simulation)]
    for word in marking.words(simulation):
        text = markup.html_of(word.text)
        text = text if word.span is None else left + text + right
        found[word.part][word.paragraph] += f" {text}"
    return ["<br><br>".join(paragraph.strip() for paragraph in part) for part in found]


def native_of(sheet: Sheet) -> tuple[Native, str, list[str]]:
    """What the terms of Moodle alone say, the last comment of the general feedback, and sentences on what was lost.

    `ValueError` with a sentence when a text is too long or the answers are too many.
    """
    if len(sheet.answers) > len(LETTERS):
        raise ValueError(_("It has more than %(most)s answers.") % {"most": len(LETTERS)})
    try:
        text, general = markup.read(sheet.text), markup.read(sheet.general)
        answers = [(markup.read(answer.text), markup.read(answer.feedback)) for answer in sheet.answers]
        intro = markup.read(sheet.intro)
    except ValueError:
        raise ValueError(_("One of its texts is too long.")) from None
    stem = intro.text if sheet.type == "wordselect" else text.text
    kind = _KINDS.get(sheet.type) or ("single" if sheet.single else "multiple")
    source = (general.regions.get("source") or [""])[0]
    content = QuestionContent(
        kind=kind,
        stem=stem,
        options=_options(kind, sheet, [(one.text, two.text) for one, two in answers], text.regions.get("box") or ()),
        explanation=general.text,
        module_key=_tagged(sheet.tags, "module"),
        outcome_key=_tagged(sheet.tags, "outcome"),
        reference={"text": source, "url": (general.links or [""])[0]},
        credit="partial" if kind == "multiple" and _is_partial(sheet) else "all",
        distractors=tuple(answer.match for answer in sheet.answers if kind == "matching" and not answer.text),
    )
    pages = [text, general, intro, *(page for pair in answers for page in pair)]
    lost = [*sheet.lost, *_lost_of(pages), *_lost_weights(sheet, content)]
    screen = "\n\n".join(text.regions.get("simulation", ()))
    return Native(content, screen), general.comment, list(dict.fromkeys(lost))


def _is_partial(sheet: Sheet) -> bool:
    return sheet.type != "multichoiceset" and ALL_OR_NOTHING not in sheet.tags


def _options(
    kind: str, sheet: Sheet, texts: Sequence[tuple[str, str]], boxes: Sequence[str]
) -> tuple[OptionContent, ...]:
    if kind == "marking":
        return ()
    if kind == "reflection":
        return tuple(OptionContent(box) for box in boxes or [_("Your answer")])
    rows = list(zip(sheet.answers, texts, strict=True))
    if kind == "matching":
        return tuple(OptionContent(text, match=answer.match) for answer, (text, _feedback) in rows if answer.text)
    if kind == "ordering":
        rows.sort(key=lambda row: row[0].weight)
        return tuple(OptionContent(text, feedback=feedback) for _answer, (text, feedback) in rows)
    full = 100 if kind == "single" else 0.0001
    return tuple(OptionContent(text, answer.weight >= full, feedback) for answer, (text, feedback) in rows)


def _tagged(tags: Sequence[str], name: str) -> str:
    found = next((tag for tag in tags if tag.startswith(f"{name}:")), "")
    return _slug(found.removeprefix(f"{name}:").strip())


def _slug(text: str) -> str:
    return text if _SLUG.fullmatch(text) else ""


def _lost_of(pages: Sequence[markup.Page]) -> list[str]:
    media = list(dict.fromkeys(name for page in pages for name in page.media))
    found = []
    if media:
        found.append(_("Left out, as questions here have no files: %(names)s.") % {"names": ", ".join(media)[:200]})
    if any(page.styled for page in pages):
        found.append(_("Its formatting (bold, lists, tables, links) became plain words."))
    return found


def _lost_weights(sheet: Sheet, content: QuestionContent) -> list[str]:
    if sheet.type != "multichoice":
        return []
    weights = [answer.weight for answer in sheet.answers]
    if content.kind == "single" and any(weight not in (0, 100) for weight in weights):
        return [_("Answers that gave or took part of the points give none here.")]
    uneven = [abs(weight - even) > 0.01 for weight, even in zip(weights, _weights(content), strict=True)]
    if content.kind == "multiple" and content.credit == "partial" and any(uneven):
        return [_("Its weights became even shares: every right answer adds one, every wrong one takes one off.")]
    return []


def found(sheet: Sheet) -> Found | Remark:
    """The question of a sheet with what its copy keeps, or why it cannot be carried."""
    name = sheet.key or sheet.name
    try:
        native, comment, lost = native_of(sheet)
    except ValueError as error:
        return Remark(name, str(error), sheet.place)
    content = copies.restored(native, comment)
    if native.content.kind == "marking" and not (content and content.options and content.simulation):
        return Remark(name, _("Word select does not say which identifiers its words are. Write it anew."), sheet.place)
    content = content or native.content
    if native.screen and content.simulation is None:
        content = replace(content, stem=f"{native.screen}\n\n{content.stem}")
        lost.append(_("Its simulated screen was changed elsewhere and became words in front of the question."))
    content = replace(content, module_key=_slug(content.module_key), outcome_key=_slug(content.outcome_key))
    if not is_address(content.reference.get("url", "")):
        content = replace(content, reference={**content.reference, "url": ""})
        lost.append(_("The address of its source is no web address and is left out."))
    key = key_of(sheet)
    if sheet.key and key != sheet.key:
        lost.append(_("Its id “%(id)s” became the key “%(key)s”.") % {"id": sheet.key[:100], "key": key})
    return Found(key, content, sheet.place, tuple(lost))


def key_of(sheet: Sheet) -> str:
    """The key for a sheet: its id, or one made of its name or its text."""
    if _SLUG.fullmatch(sheet.key):
        return sheet.key
    candidates = (slugify(text)[:KEY_LENGTH].strip("-") for text in (sheet.key, sheet.name, sheet.text))
    return next((key for key in candidates if key), "question")


def is_address(url: str) -> bool:
    """Whether a text is empty or an address on the web that the editor would take too."""
    if not url:
        return True
    try:
        URLValidator(schemes=["http", "https"])(url)
        return len(url) <= 500 and bool(urlsplit(url).netloc)
    except (ValidationError, ValueError):
        return False
