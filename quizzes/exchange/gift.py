"""GIFT, as docs.moodle.org/en/GIFT_format describes it. Pure functions."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from quizzes.exchange.markup import as_html
from quizzes.exchange.report import Remark, categories_note, no_counterpart
from quizzes.exchange.sheet import Answer, Sheet
from quizzes.items import QuestionContent

TITLE = "GIFT"
SUFFIX = ".gift.txt"
MEDIA_TYPE = "text/plain; charset=utf-8"
# A control character of its own stands for each escaped one while a text is cut up.
_ESCAPED = dict(zip("~=#{}:\\", map(chr, range(1, 8)), strict=True))
_LINE_END = "\x08"
_HELD = str.maketrans({**{held: char for char, held in _ESCAPED.items()}, _LINE_END: "\n"})
_ESCAPE = re.compile(r"\\([~=#{}:\\n])")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d*)?)%")
_FORMAT = re.compile(r"\[(html|plain|moodle|markdown)\]")
_FORMATS = {"html": "html", "plain": "plain", "moodle": "auto", "markdown": "plain"}
_ID = re.compile(r"\[id:((?:\\\]|[^\]\x00-\x1f])+)\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]<>`\x00-\x1f])+)\]")


def refusal(content: QuestionContent) -> str:
    """Why a question has no place in GIFT; empty when it has."""
    if content.kind == "ordering":
        return _("GIFT cannot put things in order. Moodle XML can.")
    if content.kind == "marking":
        return _("GIFT cannot have words marked. Moodle XML can.")
    return ""


def written(sheets: Iterable[Sheet], title: str) -> str:
    """The file; its category is named `title`."""
    head = [f"$CATEGORY: $course$/top/{_inline(title.replace('/', '//'))}"] if title else []
    return "\n\n".join([*head, *(_question(sheet) for sheet in sheets)]) + "\n"


def _question(sheet: Sheet) -> str:
    named = [("id", sheet.key), *(("tag", tag) for tag in sheet.tags)]
    comment = "// " + " ".join(f"[{name}:{_inline(text).replace(']', chr(92) + ']')}]" for name, text in named)
    general = f"####{_part(sheet.general)}" if sheet.general else ""
    start = f"{comment}\n::{_escaped(sheet.name)}::[html]{_escaped(sheet.text)}{{"
    if sheet.type == "essay":
        return f"{start}{general}}}"
    if sheet.type == "truefalse":
        right, wrong = sorted(sheet.answers, key=lambda answer: -answer.weight)
        said = f"#{_part(wrong.feedback)}#{_part(right.feedback)}" if wrong.feedback or right.feedback else ""
        return f"{start}{right.text.upper()}{said}{general}}}"
    lines = [start, *(f"\t{_answer(sheet, answer)}" for answer in sheet.answers)]
    return "\n".join([*lines, *([f"\t{general}"] if general else []), "}"])


def _answer(sheet: Sheet, answer: Answer) -> str:
    text = _part(answer.text)
    if sheet.type == "match":
        return f"={text} -> {_escaped(answer.match)}"
    weight = f"{answer.weight:.5f}".rstrip("0").rstrip(".")
    sign = "=" if sheet.single and answer.weight == 100 else "~" if not answer.weight else f"~%{weight}%"
    return sign + text + (f"#{_part(answer.feedback)}" if answer.feedback else "")


def _part(html: str) -> str:
    """A text below the question's own. What begins like a weight or a format would be taken for one."""
    text = _escaped(html)
    return f"[html]{text}" if text.lstrip().startswith(("%", "[")) else text


def _escaped(text: str) -> str:
    cut = re.sub(r"([\\~=#{}:])", r"\\\1", _CONTROL.sub("", text))
    return re.sub(r"\r\n|\r|\n", r"\\n", cut)


def _inline(text: str) -> str:
    return " ".join(_CONTROL.sub("", text).split())


@dataclass(slots=True)
class _Block:
    """The lines of one question: where it begins, its comments, and its text with what was escaped held aside."""

    line: int
    comments: str
    text: str
    brace: int  # Line of the first brace, or 0.


def _blocks(text: str) -> Iterator[_Block]:
    """The questions as cut at empty lines."""
    lines: list[tuple[int, str]] = []
    whole = re.sub(r"\r\n|\r", "\n", _CONTROL.sub("", text))
    for number, line in enumerate([*whole.split("\n"), ""], start=1):
        if line.strip():
            lines.append((number, line.strip()))
            continue
        if lines:
            yield _block(lines)
        lines = []


def _block(lines: list[tuple[int, str]]) -> _Block:
    comments = [line for _number, line in lines if line.startswith("//")]
    said = [(number, _held(line)) for number, line in lines if not line.startswith("//")]
    brace = next((number for number, line in said if "{" in line), 0)
    start = said[0][0] if said else lines[0][0]
    return _Block(start, "\n".join(comments), "\n".join(line for _number, line in said), brace)


def _held(line: str) -> str:
    return _ESCAPE.sub(lambda match: _LINE_END if match[1] == "n" else _ESCAPED[match[1]], line)


def _released(text: str) -> str:
    return text.translate(_HELD)


def sheets(text: str) -> tuple[list[Sheet], list[Remark], list[str]]:
    """The questions of a file, those that cannot be read or have no counterpart, and sentences about the file."""
    questions: list[Sheet] = []
    left: list[Remark] = []
    categories, number = set(), 0
    for block in _blocks(text):
        if block.text.startswith("$CATEGORY"):
            first, _end, block.text = block.text.partition("\n")
            categories.add(first.partition(":")[2].strip())
        if not block.text.strip():
            continue
        number += 1
        place = _("question %(number)s, line %(line)s") % {"number": number, "line": block.line}
        read = _read(block, place)
        if isinstance(read, Sheet):
            questions.append(read)
        else:
            left.append(read)
    return questions, left, categories_note(len(categories))


def _read(block: _Block, place: str) -> Sheet | Remark:
    name, text = _named(block.text)
    key = _first(_ID, block.comments)
    known = key or name or " ".join(_released(text.partition("{")[0]).split())[:60]
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        return Remark(known, no_counterpart("description"), place)
    if end < 0:
        sentence = _("The brace { that line %(line)s opens is not closed before the next empty line.")
        return Remark(known, sentence % {"line": block.brace}, place)
    if start < 0 or end < start:
        return Remark(known, _("It closes a brace } that it did not open. Write \\} for a brace in a text."), place)
    inside, rest = text[start + 1 : end].strip(), text[end + 1 :].strip()
    if "{" in inside or "{" in rest or "}" in rest:
        return Remark(known, _("It has more than one pair of braces. Write \\{ for a brace in a text."), place)
    inside, _sign, general = _cut_last(inside, "####")
    form, stem = _formatted(text[:start] + (f" _____ {rest}" if rest else ""), "auto")
    sheet = Sheet(
        type=_type(inside),
        key=key,
        text=as_html(_released(stem), form),
        general=_rich(general, form),
        tags=[tag.replace("\\]", "]").strip() for tag in _TAG.findall(block.comments)],
        name=name,
        place=place,
    )
    return _filled(sheet, inside, form, known)


def _named(text: str) -> tuple[str, str]:
    if not text.startswith("::") or "::" not in text[2:]:
        return "", text
    name, _sign, rest = text[2:].partition("::")
    return _released(name).strip(), rest.strip()


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1].replace("\\]", "]").strip() if match else ""


def _cut_last(text: str, sign: str) -> tuple[str, str, str]:
    head, found, tail = text.rpartition(sign)
    return (head.strip(), found, tail.strip()) if found else (text, "", "")


def _formatted(text: str, form: str) -> tuple[str, str]:
    """The format that a text names at its start, else `form`, and the text without that."""
    text = text.strip()
    match = _FORMAT.match(text)
    return (_FORMATS[match[1]], text[match.end() :].strip()) if match else (form, text)


def _rich(text: str, form: str) -> str:
    """A text as HTML, in the format that it names or else in `form`."""
    form, text = _formatted(text, form)
    return as_html(_released(text), form)


def _type(inside: str) -> str:
    word = inside.partition("#")[0].strip()
    signs = [
        (not inside, "essay"),
        (inside.startswith("#"), "numerical"),
        (inside.startswith(">"), "ordering"),
        ("~" in inside, "multichoice"),
        ("=" in inside and "->" in inside, "match"),
        (word in ("T", "TRUE", "F", "FALSE"), "truefalse"),
    ]
    return next((name for holds, name in signs if holds), "shortanswer")


def _filled(sheet: Sheet, inside: str, form: str, known: str) -> Sheet | Remark:
    if sheet.type == "multichoice":
        sheet.single = "=" in inside
        parts = re.split(r"(?=[~=])", re.sub(r"~\s*=", "=", inside))
        sheet.answers = [_choice(part.strip(), form) for part in parts if part.strip()]
    elif sheet.type == "match":
        pairs = [part.partition("->") for part in inside.split("=") if part.strip()]
        if not all(arrow for _text, arrow, _match in pairs):
            return Remark(known, _("One of its pairs has no arrow ->."), sheet.place)
        sheet.answers = [Answer(_rich(text, form), match=_released(match.strip())) for text, _arrow, match in pairs]
    elif sheet.type == "truefalse":
        word, wrong, right = (*inside.split("#", 2), "", "")[:3]
        feedback = {"right": _rich(right, form), "wrong": _rich(wrong, form)}
        is_true = word.strip().startswith("T")
        sheet.answers = [
            Answer(said, 100 if holds else 0, feedback["right" if holds else "wrong"])
            for said, holds in (("True", is_true), ("False", not is_true))
        ]
    elif sheet.type == "ordering":
        return Remark(known, _("GIFT has no order of its own. Export the question as Moodle XML."), sheet.place)
    elif sheet.type != "essay":
        return Remark(known, no_counterpart(sheet.type), sheet.place)
    return sheet


def _choice(part: str, form: str) -> Answer:
    """`=right#feedback`, `~wrong`, `~%50%half`, `=%100%right`."""
    weight, text = (100.0 if part[0] == "=" else 0.0), part[1:].lstrip() if part[0] in "=~" else part
    if match := _WEIGHT.match(text):
        weight, text = float(match[1]), text[match.end() :]
    text, _sign, feedback = text.partition("#")
    return Answer(_rich(text, form), weight, _rich(feedback, form))
