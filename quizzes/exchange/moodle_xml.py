"""Moodle XML, as docs.moodle.org/en/Moodle_XML_format describes it. Pure functions."""

import re
from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element, ParseError, SubElement, TreeBuilder, indent, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from quizzes.exchange import markup
from quizzes.exchange.report import Remark, UnreadableError, categories_note, no_counterpart
from quizzes.exchange.sheet import Answer, Sheet
from quizzes.items import QuestionContent

TITLE = "Moodle XML"
SUFFIX = ".xml"
MEDIA_TYPE = "application/xml; charset=utf-8"
#: No file of Moodle's is nested deeper than this.
_DEEPEST = 50
# What no XML 1.0 may hold.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STOCK = ("Your answer is correct", "Your answer is partially correct", "Your answer is incorrect")
_FORMATS = {"html": "html", "plain_text": "plain", "moodle_auto_format": "auto", "markdown": "plain"}


def refusal(_content: QuestionContent) -> str:
    """Nothing: every kind of question has a place here."""
    return ""


def written(sheets: Iterable[Sheet], title: str) -> str:
    """The file; its category is named `title`."""
    quiz = Element("quiz")
    if title:
        category = SubElement(SubElement(quiz, "question", type="category"), "category")
        _text(category, "$course$/top/" + title.replace("/", "//"))
    for sheet in sheets:
        _question(quiz, sheet)
    indent(quiz)
    # A parser reads a carriage return that is written plainly as a line feed.
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(quiz, "unicode").replace("\r", "&#13;") + "\n"


def _question(quiz: Element, sheet: Sheet) -> None:
    question = SubElement(quiz, "question", type="matching" if sheet.type == "match" else sheet.type)
    _text(SubElement(question, "name"), sheet.name)
    _html(question, "questiontext", sheet.text)
    _html(question, "generalfeedback", sheet.general)
    grade = "0" if sheet.type == "essay" else "1"
    for name, value in (("defaultgrade", grade), ("penalty", "0"), ("hidden", "0"), ("idnumber", sheet.key)):
        SubElement(question, name).text = _legal(value)
    for name, value in _SETTINGS.get(sheet.type, ()):
        SubElement(question, name).text = value
    if sheet.type == "multichoice":
        SubElement(question, "single").text = "true" if sheet.single else "false"
    if sheet.type == "wordselect":
        SubElement(question, "introduction").text = _legal(sheet.intro)
        SubElement(question, "delimitchars").text = sheet.brackets
    for answer in sheet.answers:
        _answer(question, sheet.type, answer)
    if sheet.tags:
        tags = SubElement(question, "tags")
        for tag in sheet.tags:
            _text(SubElement(tags, "tag"), tag)


_SETTINGS = {
    "multichoice": [("shuffleanswers", "true"), ("answernumbering", "abc")],
    "match": [("shuffleanswers", "true")],
    # The share of neighbors that follow one another: what `quizzes.grading` gives too.
    "ordering": [
        ("layouttype", "VERTICAL"),
        ("selecttype", "ALL"),
        ("selectcount", "0"),
        ("gradingtype", "RELATIVE_NEXT_EXCLUDE_LAST"),
        ("showgrading", "SHOW"),
        ("numberingstyle", "none"),
    ],
    "essay": [
        ("responseformat", "editor"),
        ("responserequired", "1"),
        ("responsefieldlines", "10"),
        ("attachments", "0"),
        ("attachmentsrequired", "0"),
    ],
}


def _answer(question: Element, kind: str, answer: Answer) -> None:
    if kind == "match":
        pair = _html(question, "subquestion", answer.text)
        _text(SubElement(pair, "answer"), answer.match)
        return
    element = _html(question, "answer", answer.text.lower() if kind == "truefalse" else answer.text)
    element.set("fraction", f"{answer.weight:.5f}".rstrip("0").rstrip("."))
    _html(element, "feedback", answer.feedback)


def _html(parent: Element, name: str, html: str) -> Element:
    element = SubElement(parent, name, format="html")
    _text(element, html)
    return element


def _text(parent: Element, text: str) -> None:
    SubElement(parent, "text").text = _legal(text)


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)


class _Builder(TreeBuilder):
    """Notes the line of every question."""

    line: Callable[[], int]

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnreadableError(_("The file is not Moodle XML: it is nested too deeply."))
        return super().start(tag, {**attrs, "line": str(self.line())} if tag == "question" else attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def _parsed(text: str) -> Element:
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    start = text.lstrip()
    above = text[: len(text) - len(start)].count("\n")
    builder.line = lambda: above + int(parser.parser.CurrentLineNumber)
    try:
        parser.feed(start)
        root: Element = parser.close()
    except ParseError as error:
        line, column = error.position
        where = {"line": above + line, "column": column + 1}
        raise UnreadableError(
            _("The file is no XML: line %(line)s, column %(column)s cannot be read.") % where
        ) from None
    except DefusedXmlException:
        sentence = _("The file declares a document type or entities. Moodle does not write them, and they are refused.")
        raise UnreadableError(sentence) from None
    if root.tag != "quiz":
        raise UnreadableError(_("The file is XML but no export of Moodle questions: it does not begin with <quiz>."))
    return root


def sheets(text: str) -> tuple[list[Sheet], list[Remark], list[str]]:
    """The questions of a file, those of types that have no counterpart, and sentences about the file.

    `UnreadableError` when it is no Moodle XML.
    """
    questions, left, categories = [], [], set()
    number = 0
    for element in _parsed(text).iter("question"):
        kind = element.get("type", "")
        if kind == "category":
            categories.add(_word(element, "category/text"))
            continue
        number += 1
        place = _("question %(number)s, line %(line)s") % {"number": number, "line": element.get("line")}
        if kind not in _READERS:
            name = _word(element, "idnumber") or _word(element, "name/text")
            left.append(Remark(name[:100], no_counterpart(kind), place))
            continue
        questions.append(_READERS[kind](element, place))
    return questions, left, categories_note(len(categories))


def _sheet(element: Element, kind: str, place: str) -> Sheet:
    return Sheet(
        type=kind,
        key=_word(element, "idnumber"),
        text=_rich(element.find("questiontext")),
        general=_rich(element.find("generalfeedback")),
        tags=[_word(tag, "text") for tag in element.iterfind("tags/tag")],
        name=_word(element, "name/text"),
        place=place,
        lost=_lost(element),
    )


def _choice(element: Element, place: str) -> Sheet:
    sheet = _sheet(element, element.get("type", ""), place)
    sheet.single = _word(element, "single").lower() in ("true", "1", "") and sheet.type != "multichoiceset"
    sheet.answers = _answers(element)
    return sheet


def _answers(element: Element) -> list[Answer]:
    return [
        Answer(_rich(answer), _number(answer.get("fraction")), _rich(answer.find("feedback")))
        for answer in element.iterfind("answer")
    ]


def _true_false(element: Element, place: str) -> Sheet:
    sheet = _sheet(element, "truefalse", place)
    given = {answer.text.strip().lower(): answer for answer in _answers(element)}
    sheet.answers = [
        Answer(word, given[word.lower()].weight, given[word.lower()].feedback)
        if word.lower() in given
        else Answer(word)
        for word in ("True", "False")
    ]
    return sheet


def _matching(element: Element, place: str) -> Sheet:
    sheet = _sheet(element, "match", place)
    sheet.answers = [
        Answer(_rich(pair), match=_verbatim(pair, "answer/text")) for pair in element.iterfind("subquestion")
    ]
    return sheet


def _ordering(element: Element, place: str) -> Sheet:
    sheet = _sheet(element, "ordering", place)
    sheet.answers = _answers(element)
    return sheet


def _word_select(element: Element, place: str) -> Sheet:
    sheet = _sheet(element, "wordselect", place)
    sheet.intro = _verbatim(element, "introduction/text") or _verbatim(element, "introduction")
    return sheet


_READERS: dict[str, Callable[[Element, str], Sheet]] = {
    "multichoice": _choice,
    "multichoiceset": _choice,
    "truefalse": _true_false,
    "matching": _matching,
    "ordering": _ordering,
    "wordselect": _word_select,
    "essay": lambda element, place: _sheet(element, "essay", place),
}


def _lost(element: Element) -> list[str]:
    found = []
    files = [file.get("name", "") for file in element.iter("file")]
    if files:
        names = ", ".join(dict.fromkeys(files))[:200]
        found.append(_("Left out, as questions here have no files: %(names)s.") % {"names": names})
    if any(_word(hint, "text") for hint in element.iterfind("hint")):
        found.append(_("Its hints are left out."))
    if any(_is_own(_word(element, f"{name}/text")) for name in _COMBINED):
        found.append(_("Its feedback on the answer as a whole is left out; here every answer has its own."))
    if _word(element, "graderinfo/text") or _word(element, "responsetemplate/text"):
        found.append(_("Its notes for graders and its template are left out."))
    return found


_COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


def _is_own(html: str) -> bool:
    text = markup.plain(html[: markup.LONGEST]) if html else ""
    return bool(text) and not text.startswith(_STOCK)


def _rich(element: Element | None) -> str:
    """The text of an element as HTML, whatever its format."""
    if element is None:
        return ""
    return markup.as_html(_verbatim(element, "text"), _FORMATS.get(element.get("format", "html"), "auto"))


def _verbatim(element: Element, path: str) -> str:
    return element.findtext(path) or ""


def _word(element: Element, path: str) -> str:
    return _verbatim(element, path).strip()


def _number(text: str | None) -> float:
    try:
        value = float(text or 0)
    except ValueError:
        return 0.0
    # Neither infinite nor "not a number".
    return value if abs(value) <= 1000 else 0.0
