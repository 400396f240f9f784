"""Reading the files of a course: YAML and lessons, with the line of every value."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from authoring.problems import CourseProblems, Problem

Loc = tuple[str | int, ...]
QUOTES = 'A text with ": " or " #" in it, or one that begins with a sign, must stand in quotes.'


@dataclass
class Document:
    """A YAML value. `line((…, "posts", 0, "text"))` is where that value was written."""

    path: Path
    value: Any = None
    lines: dict[Loc, int] = field(default_factory=dict)
    #: Scalars as written, where YAML may have made something else of them.
    written: dict[Loc, str] = field(default_factory=dict)
    #: The first line of a text written with `|`.
    text_lines: dict[Loc, int] = field(default_factory=dict)

    def line(self, loc: Loc, offset: int = 0) -> int:
        """The line of the value at `loc`, or of what should hold it; `offset` counts lines within a text."""
        if loc in self.text_lines:
            return self.text_lines[loc] + offset
        while loc not in self.lines:
            loc = loc[:-1]
        return self.lines[loc]

    def problem(self, loc: Loc, message: str, offset: int = 0) -> Problem:
        """A problem at the line of `loc`."""
        return Problem(str(self.path), self.line(loc, offset), message)


@dataclass(frozen=True)
class Part:
    """A stretch of a lesson: `text`, `heading` or a directive as `:::name`. `line` is its first line."""

    kind: str
    line: int
    text: str

    def document(self, path: Path) -> Document:
        """A directive's YAML, or the words under `text`; raises `CourseProblems`."""
        if not self.kind.startswith(":::"):
            lines: dict[Loc, int] = {(): self.line, ("text",): self.line}
            return Document(path, {"text": self.text}, lines, text_lines={("text",): self.line})
        document = parse_yaml(self.text, path, first_line=self.line + 1)
        document.lines[()] = self.line
        return document


@dataclass
class LessonFile:
    """A lesson, cut into its head and its parts. `head` is None when it cannot be read."""

    path: Path
    head: Document | None = None
    parts: list[Part] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_text(path: Path) -> str:
    """The text of a file, or `CourseProblems`."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CourseProblems([Problem(str(path), 1, "This file is not UTF-8. Save it as UTF-8.")]) from None
    except OSError as error:
        raise CourseProblems([Problem(str(path), 1, f"This file cannot be read: {error.strerror}.")]) from None


def read_yaml(path: Path) -> Document:
    """A YAML file as a document; raises `CourseProblems`."""
    return parse_yaml(read_text(path), path)


# --- YAML ------------------------------------------------------------------------------------------------------------


def parse_yaml(text: str, path: Path, first_line: int = 1) -> Document:
    """The YAML in `text`, which begins at line `first_line` of the file; raises `CourseProblems`."""
    document = Document(path, lines={(): first_line})
    reader = _Reader(document, text, first_line)
    try:
        document.value = reader.read()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise CourseProblems([Problem(str(path), line, f"This cannot be read: {error.problem}. {QUOTES}")]) from None
    except yaml.reader.ReaderError as error:
        line = first_line + text.count("\n", 0, error.position)
        message = f"The character number {error.character} cannot stand here. Remove it."
        raise CourseProblems([Problem(str(path), line, message)]) from None
    if reader.problems:
        raise CourseProblems(reader.problems)
    return document


class _Loader(yaml.SafeLoader):
    """Refuses aliases: a course says everything where it stands."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.composer.ComposerError(None, None, "a text begins with *", mark)
        return super().compose_node(parent, index)


class _Reader:
    """Turns nodes into plain values and notes their lines."""

    def __init__(self, document: Document, text: str, first_line: int) -> None:
        self.document, self.first_line = document, first_line
        self.rows = re.split("[\n\x85\u2028\u2029]", text)  # What YAML counts as lines.
        self.problems: list[Problem] = []
        self.loader = _Loader(text)

    def read(self) -> Any:
        try:
            node = self.loader.get_single_node()
            return None if node is None else self._value(node, ())
        finally:
            self.loader.dispose()

    def _value(self, node: yaml.Node, loc: Loc) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, loc)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, loc)
        items = []
        for number, item in enumerate(node.value):
            self._note(item, (*loc, number))
            items.append(self._value(item, (*loc, number)))
        return items

    def _mapping(self, node: yaml.MappingNode, loc: Loc) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in result:
                self._fault(key_node, f"“{key}” stands here twice. Remove one of them.")
            self._note(key_node, (*loc, key))
            result[key] = self._value(value_node, (*loc, key))
        return result

    def _scalar(self, node: yaml.ScalarNode, loc: Loc) -> Any:
        if node.style == "|":
            self.document.text_lines[loc] = self.first_line + node.start_mark.line + 1
        self.document.written[loc] = str(node.value)
        if node.style is None:
            self._look_for_lost_words(node)
        try:
            return self.loader.construct_object(node)
        except (ValueError, yaml.constructor.ConstructorError):
            self._fault(node, f"“{node.value}” cannot be read as a value. If it is meant as text, put it in quotes.")
            return ""

    def _look_for_lost_words(self, node: yaml.ScalarNode) -> None:
        """`Room #4` without quotes would silently lose its number."""
        end = node.end_mark
        if re.match(r" #\w", self.rows[end.line][end.column :]):
            self._fault(node, "Everything from the # on would be lost. Put the text in quotes.")

    def _note(self, node: yaml.Node, loc: Loc) -> None:
        self.document.lines[loc] = self.first_line + node.start_mark.line

    def _fault(self, node: yaml.Node, message: str) -> None:
        line = self.first_line + node.start_mark.line
        self.problems.append(Problem(str(self.document.path), line, message))


# --- Lessons ---------------------------------------------------------------------------------------------------------


def read_lesson(path: Path) -> LessonFile:
    """A lesson file cut into head and parts; what is wrong with it is in its `problems`."""
    lesson = LessonFile(path)
    try:
        rows = [row.rstrip() for row in read_text(path).split("\n")]
        end = _end_of_head(path, rows)
        _Splitter(lesson, rows).split(end + 1)
        lesson.head = parse_yaml("\n".join(rows[1:end]), path, first_line=2)
    except CourseProblems as error:
        lesson.problems += error.problems
    return lesson


def _end_of_head(path: Path, rows: list[str]) -> int:
    if rows[0] != "---":
        message = "A lesson begins with a line ---, then its head (type, key, title, …), then a line ---."
        raise CourseProblems([Problem(str(path), 1, message)])
    if "---" not in rows[1:]:
        raise CourseProblems([Problem(str(path), 1, "The head does not end. Close it with a line ---.")])
    return rows.index("---", 1)


class _Splitter:
    """Cuts the rows of a lesson into parts. Rows count from 0, lines from 1."""

    def __init__(self, lesson: LessonFile, rows: list[str]) -> None:
        self.lesson, self.rows = lesson, rows

    def split(self, at: int) -> None:
        """Add the parts from row `at` on to the lesson."""
        while at < len(self.rows):
            row = self.rows[at]
            if row.startswith(":::"):
                at = self._directive(at)
            elif row.startswith("## "):
                self._add("heading", at, row[3:].strip())
                at += 1
            else:
                at = self._prose(at)

    def _prose(self, at: int) -> int:
        """The text that begins in row `at`, and the row after it."""
        end = at
        while end < len(self.rows) and not self.rows[end].startswith((":::", "## ")):
            end += 1
        while at < end and not self.rows[at]:
            at += 1
        if at < end:
            self._add("text", at, "\n".join(self.rows[at:end]).rstrip())
        return end

    def _directive(self, at: int) -> int:
        """The directive that opens in row `at`, and the row after it."""
        name = self.rows[at][3:]
        if not name:
            self._fault(at, "No block is open here.")
            return at + 1
        end = at + 1
        while end < len(self.rows) and not self.rows[end].startswith(":::"):
            end += 1
        if end == len(self.rows) or self.rows[end] != ":::":
            self._fault(at, f"“:::{name}” is not closed. End it with a line :::.")
            return end
        if re.fullmatch(r"[a-z_]+", name):
            self._add(f":::{name}", at, "\n".join(self.rows[at + 1 : end]))
        else:
            self._fault(at, "Write the name of the block right after :::, in lower case, like :::term.")
        return end + 1

    def _add(self, kind: str, row: int, text: str) -> None:
        self.lesson.parts.append(Part(kind, row + 1, text))

    def _fault(self, row: int, message: str) -> None:
        self.lesson.problems.append(Problem(str(self.lesson.path), row + 1, message))
