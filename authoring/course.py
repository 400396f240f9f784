"""A course as it was read from its folder: checked, in order, without a database."""

from dataclasses import dataclass

from authoring.schema import Course, LessonHead, Module, Question, Quiz, Scenario
from authoring.values import Form


@dataclass(frozen=True)
class BodyPart:
    """One block of a lesson: its name in the CMS and what it says."""

    kind: str
    form: Form


@dataclass(frozen=True)
class LessonSource:
    """A lesson."""

    head: LessonHead
    body: tuple[BodyPart, ...]


@dataclass(frozen=True)
class ScenarioSource:
    """A scenario."""

    head: Scenario


@dataclass(frozen=True)
class QuizSource:
    """A test and its questions in order."""

    head: Quiz
    questions: tuple[Question, ...]


ActivitySource = LessonSource | ScenarioSource | QuizSource


@dataclass(frozen=True)
class ModuleSource:
    """A module and its activities in order."""

    head: Module
    activities: tuple[ActivitySource, ...]


@dataclass(frozen=True)
class CourseSource:
    """A whole course; `groups` are its modules and the activities directly under it, in order."""

    head: Course
    groups: tuple[ModuleSource | QuizSource, ...]
