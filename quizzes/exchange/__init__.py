"""Question pools as files of Moodle XML and GIFT. Pure functions on `quizzes.items.QuestionContent`.

No library is used for the formats: those on PyPI read or write one of them in part, keep no line numbers, or are
licensed otherwise than this code. XML is parsed by defusedxml.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import ModuleType

from django.utils.translation import gettext as _

from quizzes.exchange import copies, gift, moodle_xml
from quizzes.exchange.report import Found, Reading, Remark, UnreadableError, Written
from quizzes.exchange.sheet import KEY_LENGTH, Sheet, found, native_of, sheet_of
from quizzes.items import QuestionContent

__all__ = ["FORMATS", "LARGEST", "Found", "Reading", "Remark", "UnreadableError", "Written", "decode", "read", "write"]

#: The formats by the name in their address.
FORMATS: dict[str, ModuleType] = {"moodle-xml": moodle_xml, "gift": gift}
#: Bytes of a file that is read.
LARGEST = 5 * 1024 * 1024
#: Questions of a file that is read.
MOST = 500
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


def write(form: str, title: str, questions: Iterable[tuple[str, QuestionContent]]) -> Written:
    """A file of the questions, each with its key, in a category named `title`, and what to know about it.

    `form` is a name in `FORMATS`. Each question is read back: what would not come back the same is left and reported.
    """
    module = FORMATS[form]
    sheets: list[Sheet] = []
    different: list[Remark] = []
    left: list[Remark] = []
    for key, content in questions:
        try:
            sheets.append(_carried(module, key, content))
        except ValueError as error:
            left.append(Remark(key, str(error)))
        else:
            different += [Remark(key, sentence) for sentence in _differences(content)]
    text = module.written(sheets, title)
    return Written(text, tuple(sheet.key for sheet in sheets), tuple(different), tuple(left))


def _carried(module: ModuleType, key: str, content: QuestionContent) -> Sheet:
    """The sheet with all that the format cannot say as its copy. `ValueError` with the reason when it cannot be."""
    if reason := module.refusal(content):
        raise ValueError(reason)
    bare = sheet_of(key, content)
    native, _comment, _lost = native_of(_back(module, bare))
    whole = replace(bare, general=bare.general + copies.comment(content, native))
    again = found(_back(module, whole))
    if not isinstance(again, Found) or (again.key, again.content) != (key, content):
        raise ValueError(_("It would not come back the same: it holds something that the format cannot say."))
    return whole


def _back(module: ModuleType, sheet: Sheet) -> Sheet:
    sheets, _left, _notes = module.sheets(module.written([sheet], ""))
    if len(sheets) != 1:
        raise ValueError(_("The format cannot hold its texts."))
    only: Sheet = sheets[0]
    return only


def _differences(content: QuestionContent) -> list[str]:
    """What a question that is carried looks or counts like elsewhere."""
    kind, pairs = content.kind, content.options
    said = [
        (
            (kind, content.credit) == ("multiple", "all"),
            _("Moodle gives part of the points for some of the right answers; it has no all or nothing of its own."),
        ),
        (
            content.simulation is not None and kind != "marking",
            _("Moodle shows the simulated screen as plain paragraphs."),
        ),
        (
            kind == "marking",
            _("Moodle needs the plug-in Word select. It counts words, and shows no feedback on what they give away."),
        ),
        (kind == "ordering", _("Moodle shows no feedback on single things. Before release 4.4 it needs a plug-in.")),
        (kind == "matching", _("Moodle shows no feedback on single pairs.")),
        (
            kind == "matching" and len({pair.match for pair in pairs} | set(content.distractors)) < 3,
            _("Moodle wants three different answers for matching; it may refuse the question."),
        ),
        (kind == "reflection" and len(pairs) > 1, _("Moodle has one box for both answers.")),
    ]
    return [sentence for holds, sentence in said if holds]


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16, the encoding that XML declares, or else Windows-1252.

    `UnreadableError` when it is larger than `LARGEST`.
    """
    if len(data) > LARGEST:
        raise UnreadableError(_("The file is larger than 5 MB. Export fewer questions at a time, without pictures."))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    declared = _DECLARED.match(data[:200])
    for encoding in ("utf-8-sig", declared[1].decode() if declared else "cp1252"):
        try:
            text = data.decode(encoding)
            text.encode()  # Some codecs, such as unicode_escape, make what cannot be stored.
        except (UnicodeError, LookupError):
            continue
        return text
    return data.decode("cp1252", errors="replace")


def read(text: str) -> Reading:
    """The questions of a file of either format. `UnreadableError` when it is neither or holds no question."""
    text = text.lstrip("\ufeff")
    if not text.strip():
        raise UnreadableError(_("The file is empty."))
    module = moodle_xml if text.lstrip().startswith("<") else gift
    sheets, left, notes = module.sheets(text)
    if len(sheets) + len(left) > MOST:
        raise UnreadableError(_("The file holds more than 500 questions. Import them in parts."))
    if not sheets and (not left or (module is gift and "{" not in text)):
        raise UnreadableError(_("The file holds no question in Moodle XML or GIFT."))
    carried = [found(sheet) for sheet in sheets]
    refused = [one for one in carried if isinstance(one, Remark)]
    named = [(sheet, one) for sheet, one in zip(sheets, carried, strict=True) if isinstance(one, Found)]
    questions, doubled = _each_once(named)
    return Reading(tuple(questions), (*left, *refused, *doubled), tuple(notes))


def _each_once(named: Sequence[tuple[Sheet, Found]]) -> tuple[list[Found], list[Remark]]:
    """Only the first question of an id; keys that were made of names get a number where they repeat."""
    given = {one.key for sheet, one in named if sheet.key}
    seen: dict[str, str] = {}
    numbers: Counter[str] = Counter()
    questions, doubled = [], []
    for sheet, one in named:
        if sheet.key and one.key in seen:
            sentence = _("Its id is that of %(place)s. Give it another.") % {"place": seen[one.key]}
            doubled.append(Remark(one.key, sentence, one.place))
            continue
        key = one.key
        while not sheet.key and (key in given or key in seen):
            numbers[one.key] += 1
            suffix = f"-{numbers[one.key] + 1}"
            key = one.key[: KEY_LENGTH - len(suffix)] + suffix
        seen[key] = one.place
        questions.append(replace(one, key=key))
    return questions, doubled
