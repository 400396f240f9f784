"""Reading a whole course folder and finding everything that is wrong with it."""

import re
from pathlib import Path
from typing import TypeVar

from authoring import agreement
from authoring.content import question_content
from authoring.course import (
    ActivitySource,
    BodyPart,
    CourseSource,
    LessonSource,
    ModuleSource,
    QuizSource,
    ScenarioSource,
)
from authoring.problems import CourseProblems, Problem
from authoring.schema import (
    DIRECTIVES,
    Course,
    Heading,
    LessonHead,
    Module,
    Paragraphs,
    Question,
    Quiz,
    Scenario,
    question_form,
)
from authoring.source import Document, Part, read_lesson, read_yaml
from authoring.validate import validate
from authoring.values import Form
from quizzes import items

F = TypeVar("F", bound=Form)
_NUMBERED = re.compile(r"\d\d-.")
#: What the files call the editor's fields.
_WRITTEN = {"answers": "options", "screen": "simulation"}


def read_course(path: Path) -> CourseSource:
    """The course in the folder `path`, without a database.

    Raises `CourseProblems` with every problem of the folder, in the order of files and lines.
    """
    reader = _Reader(path)
    course = reader.course()
    if reader.problems or course is None:
        raise CourseProblems(sorted(set(reader.problems)))
    return course


class _Reader:
    """Goes through the folder once and collects problems. What cannot be read is None and left out."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.names = agreement.Names()
        self.papers: list[agreement.Paper] = []

    # --- Folders -----------------------------------------------------------------------------------------------------

    def course(self) -> CourseSource | None:
        """The whole course, or None when its own file cannot be read."""
        file = self.path / "course.yaml"
        if not file.is_file():
            self._complain(file, "This file is missing: it describes the course.")
            return None
        document = self._yaml(file)
        head = self._page(Course, document)
        if document and head:
            self.problems += agreement.reference_problems([], document, [(head, document)])
        self._outcomes(document)
        groups = [group for entry in self._entries(self.path, but="course.yaml") if (group := self._group(entry))]
        if not any(isinstance(group, ModuleSource) for group in groups) and not self.problems:
            self._complain(file, "The course has no module. Add a folder with a module.yaml.")
        self.problems += [*self.names.problems(), *agreement.paper_problems(self.papers)]
        return CourseSource(head, tuple(groups)) if head else None

    def _outcomes(self, document: Document | None) -> None:
        written = document.value.get("outcomes") if document and isinstance(document.value, dict) else None
        if not isinstance(written, list):
            self.names.unsure.add("outcome")
            return
        for number in range(len(written)):
            self.names.declare("outcome", document, ("outcomes", number))

    def _group(self, entry: Path) -> ModuleSource | QuizSource | None:
        if (entry / "module.yaml").is_file():
            return self._module(entry)
        if (entry / "quiz.yaml").is_file():
            return self._quiz(entry)
        if entry.is_dir():
            self._complain(
                entry / "module.yaml",
                "This file is missing: a folder is a module, or a test with a quiz.yaml.",
            )
        else:
            self._complain(entry, "This file does not belong here: a module or a test is a folder.")
        return None

    def _module(self, folder: Path) -> ModuleSource | None:
        file = folder / "module.yaml"
        document = self._yaml(file)
        head = self._page(Module, document)
        self.names.declare("module", document)
        if document and head:
            for number, key in enumerate(head.outcomes):
                self.names.use("outcome", key, document, ("outcomes", number))
        activities: list[ActivitySource | None] = []
        plans: list[tuple[Path, list[int]]] = []
        for entry in self._entries(folder, but="module.yaml"):
            activities.append(self._activity(entry, plans))
        if not activities:
            self._complain(file, "The module has no lesson. Add one, like 01-name.md.")
        self.problems += agreement.plan_problems(plans)
        return ModuleSource(head, tuple(filter(None, activities))) if head else None

    def _activity(self, entry: Path, plans: list[tuple[Path, list[int]]]) -> ActivitySource | None:
        if entry.suffix == ".md":
            return self._lesson(entry, plans)
        if entry.suffix == ".yaml":
            return self._scenario(entry)
        if (entry / "quiz.yaml").is_file():
            return self._quiz(entry)
        self._complain(entry, "A module holds lessons (.md), scenarios (.yaml) and tests (folders with a quiz.yaml).")
        return None

    def _entries(self, folder: Path, but: str) -> list[Path]:
        """What is in the folder, in order. Hidden files do not count."""
        found = sorted(entry for entry in folder.iterdir() if not entry.name.startswith(".") and entry.name != but)
        for entry in found:
            if not _NUMBERED.match(entry.name):
                self._complain(entry, "The name must begin with two digits and a hyphen: they give the order.")
        return found

    # --- Files -------------------------------------------------------------------------------------------------------

    def _lesson(self, file: Path, plans: list[tuple[Path, list[int]]]) -> LessonSource | None:
        lesson = read_lesson(file)
        self.problems += lesson.problems
        plans.append((file, [part.line for part in lesson.parts if part.kind == ":::plan"]))
        head = self._page(LessonHead, lesson.head)
        count = len(self.problems)
        found = [self._part(file, part) for part in lesson.parts]
        parts = [part for part in found if part]
        if not found and not lesson.problems:
            self._complain(file, "The lesson has no text.")
        # A part that cannot be read may be the one that cites.
        if head and lesson.head and not lesson.problems and len(self.problems) == count:
            texts = [(part.form, document) for part, document in parts]
            self.problems += agreement.reference_problems(head.references, lesson.head, texts)
        return LessonSource(head, tuple(part for part, _ in parts)) if head else None

    def _part(self, file: Path, part: Part) -> tuple[BodyPart, Document] | None:
        name = part.kind.removeprefix(":::")
        form = {"text": Paragraphs, "heading": Heading}.get(part.kind) or DIRECTIVES.get(name)
        if form is None or part.kind in DIRECTIVES:
            known = ", ".join(DIRECTIVES)
            self._complain(file, f"There is no block “{name}”. These are known: {known}.", part.line)
            return None
        try:
            document = part.document(file)
            return BodyPart(name, validate(form, document)), document
        except CourseProblems as error:
            self.problems += error.problems
            return None

    def _scenario(self, file: Path) -> ScenarioSource | None:
        document = self._yaml(file)
        head = self._page(Scenario, document)
        if document is None or head is None:
            return None
        self.problems += agreement.graph_problems(head, document)
        self.problems += agreement.reference_problems(head.references, document, [(head, document)])
        return ScenarioSource(head)

    def _quiz(self, folder: Path) -> QuizSource | None:
        document = self._yaml(folder / "quiz.yaml")
        head = self._page(Quiz, document)
        for entry in sorted(folder.iterdir()):
            if entry.name not in ("quiz.yaml", "questions") and not entry.name.startswith("."):
                self._complain(entry, "A test has a quiz.yaml and a folder “questions”, and nothing else.")
        files = sorted((folder / "questions").glob("*.yaml"))
        if not files:
            self._complain(
                folder / "questions",
                "The questions are missing. Write them in one file or more, like heat.yaml.",
            )
        written, questions = 0, []
        for file in files:
            count, found = self._questions(file)
            written += count
            questions += found
        self.names.declare("test", document)
        if document and head:
            self.problems += agreement.reference_problems([], document, [(head, document)])
            for number, key in enumerate(head.pools):
                self.names.use("test", key, document, ("pools", number))
            whole = files and written == len(questions)
            self.papers.append(agreement.Paper(head, document, questions if whole else None))
        return QuizSource(head, tuple(questions)) if head else None

    def _questions(self, file: Path) -> tuple[int, list[Question]]:
        """How many questions are written in the file (at least one, whatever it is), and those that can be read."""
        document = self._yaml(file)
        if document is None:
            return 1, []
        if not isinstance(document.value, list):
            self._complain(file, "This file must be a list of questions, each beginning with “- key: …”.")
            return 1, []
        found = [self._question(document, number) for number in range(len(document.value))]
        return len(found), [question for question in found if question]

    def _question(self, document: Document, number: int) -> Question | None:
        self.names.declare("question", document, (number,))
        try:
            question = validate(question_form(document.value[number]), document, (number,))
        except CourseProblems as error:
            self.problems += error.problems
            return None
        self.names.use("module", question.module, document, (number, "module"))
        self.names.use("outcome", question.outcome, document, (number, "outcome"))
        for field, sentences in items.faults_by_field(question_content(question)).items():
            place = (number, _WRITTEN.get(field, field))
            self.problems += [document.problem(place, sentence) for sentence in sentences]
        return question

    # --- Values ------------------------------------------------------------------------------------------------------

    def _yaml(self, file: Path) -> Document | None:
        try:
            return read_yaml(file)
        except CourseProblems as error:
            self.problems += error.problems
            return None

    def _page(self, form: type[F], document: Document | None) -> F | None:
        """The head of a page, its key noted."""
        self.names.declare("page", document)
        if document is None:
            return None
        try:
            return validate(form, document)
        except CourseProblems as error:
            self.problems += error.problems
            return None

    def _complain(self, path: Path, message: str, line: int = 1) -> None:
        self.problems.append(Problem(str(path), line, message))
