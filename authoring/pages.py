"""The pages that a course in text asks for: what each is and what stands in its fields. No database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify
from wagtail.models import Page

from authoring.content import stream
from authoring.course import ActivitySource, CourseSource, LessonSource, ModuleSource, QuizSource
from authoring.markdown import to_html
from authoring.schema import Course, Quiz, Reference, Scenario
from modules.models import CoursePage, LessonPage, ModulePage
from quizzes.models import QuizPage, ScenarioPage


@dataclass(frozen=True)
class Wanted:
    """One page. `fields` are all that its file says, by the names of the model; `test` is the source of its pool."""

    model: type[Page]
    key: str
    slug: str
    fields: dict[str, Any]
    children: tuple["Wanted", ...] = ()
    test: QuizSource | None = None


def wanted_course(source: CourseSource) -> Wanted:
    """The course page with everything under it."""
    head = source.head
    children = (_module(group) if isinstance(group, ModuleSource) else _activity(group) for group in source.groups)
    return Wanted(CoursePage, head.key, head.key, _course_fields(head), tuple(children))


def _course_fields(head: Course) -> dict[str, Any]:
    same = head.model_dump(exclude={"type", "key", "outcomes", "requirements", "provider", "signatory", "disclosures"})
    return same | {
        "outcomes": stream(f"{head.key}/outcomes", [("outcome", outcome) for outcome in head.outcomes]),
        "requirements": to_html(head.requirements),
        "provider_name": head.provider.name,
        "provider_address": head.provider.address,
        "provider_number": head.provider.number,
        "signatory_name": head.signatory.name,
        "signatory_title": head.signatory.title,
        "disclosures": stream(f"{head.key}/disclosures", [("person", person) for person in head.disclosures]),
    }


def _module(source: ModuleSource) -> Wanted:
    head = source.head
    fields = head.model_dump(exclude={"key", "outcomes"}) | {"outcome_keys": head.outcomes}
    return Wanted(ModulePage, head.key, head.key, fields, tuple(map(_activity, source.activities)))


def _activity(source: ActivitySource) -> Wanted:
    if isinstance(source, LessonSource):
        return _lesson(source)
    if isinstance(source, QuizSource):
        head = source.head
        return Wanted(QuizPage, head.key, _slug(head.title, head.key), _quiz_fields(head), test=source)
    return Wanted(
        ScenarioPage,
        source.head.key,
        _slug(source.head.title, source.head.key),
        _scenario_fields(source.head),
    )


def _lesson(source: LessonSource) -> Wanted:
    head = source.head
    fields = head.model_dump(include={"title", "summary", "minutes", "required", "lede"}) | {
        "body": stream(f"{head.key}/body", [(part.kind, part.form) for part in source.body]),
        "references": _references(head.key, head.references),
    }
    return Wanted(LessonPage, head.key, _slug(head.title, head.key), fields)


def _scenario_fields(head: Scenario) -> dict[str, Any]:
    return head.model_dump(include={"title", "summary", "minutes", "required", "start"}) | {
        "steps": stream(f"{head.key}/steps", [("step", step) for step in head.steps]),
        "endings": stream(f"{head.key}/endings", [("ending", ending) for ending in head.endings]),
        "debrief": to_html(head.debrief),
        "references": _references(head.key, head.references),
    }


def _quiz_fields(head: Quiz) -> dict[str, Any]:
    return head.model_dump(exclude={"type", "key", "intro", "pools"}) | {"intro": to_html(head.intro)}


def _references(key: str, references: Sequence[Reference]) -> list[dict[str, Any]]:
    return stream(f"{key}/references", [("reference", reference) for reference in references])


def _slug(title: str, key: str) -> str:
    return slugify(title)[:80] or key
