"""What must agree across the values and the files of a course: keys, references, plans, graphs. Pure functions."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from authoring.markdown import CITATION
from authoring.problems import Problem
from authoring.schema import Question, Quiz, Reference, Scenario
from authoring.source import Document, Loc
from authoring.validate import markdown_of
from authoring.values import KEY, Form
from quizzes import drawing, grading, graph


class Names:
    """The keys that a course declares and uses, by kind: page, module, outcome, question."""

    def __init__(self) -> None:
        self.declared: dict[tuple[str, str], Problem] = {}
        self.used: list[tuple[str, str, Problem]] = []
        self.twice: list[Problem] = []
        #: Kinds of which a declaration could not be read: their uses cannot be judged.
        self.unsure: set[str] = set()

    def declare(self, kind: str, document: Document | None, loc: Loc = ()) -> None:
        """Note the key of the value at `loc`, as written, even where the rest of it is faulty."""
        key = _at(document, (*loc, "key"))
        if document is None or not re.fullmatch(KEY, str(key)):
            self.unsure.add(kind)
            return
        here = document.problem((*loc, "key"), "")
        first = self.declared.setdefault((kind, key), here)
        if first != here:
            message = f"The key “{key}” is already used in {first.path}, line {first.line}. Choose another."
            self.twice.append(here._replace(message=message))

    def use(self, kind: str, key: str, document: Document, loc: Loc) -> None:
        """Note that the value at `loc` names a `kind`."""
        message = f"There is no {kind} “{key}” in this course. Correct the key."
        self.used.append((kind, key, document.problem(loc, message)))

    def problems(self) -> list[Problem]:
        """Keys given twice, and names of nothing."""
        lost = [
            problem for kind, key, problem in self.used if (kind, key) not in self.declared and kind not in self.unsure
        ]
        return [*self.twice, *lost]


def _at(document: Document | None, loc: Loc) -> Any:
    value: Any = document.value if document else None
    for step in loc:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def reference_problems(
    references: Sequence[Reference], holder: Document, texts: Iterable[tuple[Form, Document]]
) -> list[Problem]:
    """Citations without a reference in `holder`, and references that none of the texts cites."""
    known = {reference.key for reference in references}
    found, cited = [], set()
    for form, document in texts:
        for loc, text in markdown_of(form):
            for match in CITATION.finditer(text):
                key = match[1]
                cited.add(key)
                if key not in known:
                    message = f"[^{key}] cites no reference of this file. Add it to “references”, or correct the key."
                    found.append(document.problem(loc, message, text.count("\n", 0, match.start())))
    for number, reference in enumerate(references):
        if reference.key not in cited:
            message = f"The reference “{reference.key}” is never cited. Cite it as [^{reference.key}], or remove it."
            found.append(holder.problem(("references", number), message))
    return found


def plan_problems(lessons: Sequence[tuple[Path, Sequence[int]]]) -> list[Problem]:
    """Given each lesson of a module with the lines of its plans: a plan stands once, in the last lesson."""
    early = [
        Problem(str(path), line, "A plan belongs in the last lesson of its module.")
        for path, lines in lessons[:-1]
        for line in lines
    ]
    more = [
        Problem(str(path), line, "A module has one plan. Remove this one.")
        for path, lines in lessons[-1:]
        for line in lines[1:]
    ]
    return early + more


@dataclass(frozen=True)
class Paper:
    """What a test draws from. `questions` are its own; None when some of them cannot be read."""

    head: Quiz
    document: Document
    questions: Sequence[Question] | None


def paper_problems(papers: Sequence[Paper]) -> list[Problem]:
    """Pools named in vain, tests that not everybody can pass, and pools that cannot fill a paper.

    Keys of no test are left to `Names`.
    """
    own = {paper.head.key: paper.questions for paper in papers}
    found = []
    for paper in papers:
        head, document = paper.head, paper.document
        for number, key in enumerate(head.pools):
            if key in (head.key, *head.pools[:number]):
                message = f"This test draws from “{key}” already. Remove it here."
                found.append(document.problem(("pools", number), message))
        if head.required and head.counting == "first":
            message = (
                "Whoever fails the first attempt could never finish the course. Count another, or add required: false."
            )
            found.append(document.problem(("counting",), message))
        pools = [own.get(key) for key in {head.key, *head.pools}]
        if None not in pools:
            found += _shortage(paper, [question for pool in pools for question in pool or ()])
    return found


def _shortage(paper: Paper, questions: Sequence[Question]) -> list[Problem]:
    draw, least = paper.head.draw, paper.head.per_outcome
    short = drawing.shortage(Counter(question.outcome for question in questions), draw, least)
    if short:
        field = "draw" if len(questions) < draw else "per_outcome"
        return [paper.document.problem((field,), f"{short} Write more questions, or ask for fewer.")]
    if sum(not grading.is_scored(question.kind) for question in questions) >= draw:
        message = "A paper could hold reflections alone, which have no score. Draw more questions."
        return [paper.document.problem(("draw",), message)]
    return []


def graph_problems(scenario: Scenario, document: Document) -> list[Problem]:
    """What is wrong with the ways through a scenario."""
    plain = scenario.model_dump()
    faults = graph.faults(scenario.start, plain["steps"], plain["endings"])
    return [document.problem(_place(scenario, fault.where), fault.sentence) for fault in faults]


def _place(scenario: Scenario, where: str) -> Loc:
    """From `step`, `step/choice`, an ending's key, `start` or `endings` to the place in the file."""
    # Of two with the same key the later one counts.
    places: dict[str, Loc] = {"start": ("start",), "endings": ("endings",)}
    for number, step in enumerate(scenario.steps):
        places[step.key] = ("steps", number)
        for place, choice in enumerate(step.choices):
            places[f"{step.key}/{choice.key}"] = ("steps", number, "choices", place)
    for number, ending in enumerate(scenario.endings):
        places[ending.key] = ("endings", number)
    return places.get(where, ())
