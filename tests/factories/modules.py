"""Courses for tests: real pages in the real tree, published with revisions."""

from datetime import date
from itertools import count
from typing import Any, TypeVar

from wagtail.models import Locale, Page, Site

from core import clock
from modules.domain.editions import release_edition
from modules.models import CoursePage, Edition, HomePage, LessonPage, ModulePage

P = TypeVar("P", bound=Page)
_numbers = count(1)

SIMULATION: dict[str, Any] = {
    "label": "Public feed post",
    "screen": "post",
    "group": {"name": "", "detail": ""},
    "posts": [
        {
            "author": "Jonah Leith, RN",
            "meta": "Everyone · 2 days ago",
            "text": "[Our little ER]{1} earned its coffee [on Saturday night]{2}.\n\nProud of you all.",
            "stats": ["412 reactions"],
            "reply": False,
            "you": False,
        }
    ],
    "messages": [],
    "notes": [
        {"title": "Identifiable place", "text": "One town, one emergency room.", "tone": "risk"},
        {"title": "Identifiable date", "text": "Saturday night is a date.", "tone": "good"},
    ],
    "caption": "Warmly meant.",
}
BODY: list[dict[str, Any]] = [
    {"type": "text", "value": "<p>People are recognized by what happened to them.[^ncsbn]</p>"},
    {"type": "heading", "value": "What the law asks"},
    {"type": "simulation", "value": SIMULATION},
]
REFERENCES = [{"type": "reference", "value": {"key": "ncsbn", "text": "A guide, 2011.", "url": "https://ncsbn.org/a"}}]


def home_page() -> HomePage:
    """The front page, made again when a test that empties the tables has taken it away."""
    home = HomePage.objects.first()
    if home is None:
        Locale.objects.get_or_create(language_code="en-us")
        root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
        home = root.add_child(instance=HomePage(title="Before You Post", slug="home"))
    if not Site.objects.filter(root_page=home).exists():
        Site.objects.all().delete()
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return home


def course_page(**fields: Any) -> CoursePage:
    """A published course without modules."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "title": f"A responsible presence {number}",
        "slug": f"course-{number}",
        "key": f"course-{number}",
        "summary": "A practical course.",
        "lede": "Practice the hard moments first.",
        "audience": "Clinicians of every profession.",
        "outcomes": [{"type": "outcome", "value": {"key": "privacy", "text": "Spot what identifies a patient."}}],
        "requirements": "<ul><li>Complete every lesson.</li></ul>",
        "provider_name": "Before You Post",
        "provider_address": "beforeyoupost.example",
        "signatory_name": "Mara Ferreira-Hale",
        "signatory_title": "Course director",
        "commercial_support": "None.",
        "disclosures": [
            {
                "type": "person",
                "value": {"name": "T. Achterberg", "role": "Planner", "statement": "Nothing to declare."},
            }
        ],
        "released_on": date(2026, 10, 1),
        "reviewed_on": date(2026, 10, 1),
        "expires_on": date(2099, 9, 30),
        "grievance_contact": "concerns@example.org",
        "accommodation_contact": "access@example.org",
        "distress_contact": "support@example.org",
    }
    return publish(home_page().add_child(instance=CoursePage(**(values | fields))))


def module_page(course: CoursePage, **fields: Any) -> ModulePage:
    """A published module without activities."""
    number = next(_numbers)
    values = {"title": f"Module {number}", "slug": f"m{number}", "key": f"m{number}", "summary": "What it is about."}
    return publish(course.add_child(instance=ModulePage(kind="pitfall", **(values | fields))))


def lesson_page(module: ModulePage, **fields: Any) -> LessonPage:
    """A published lesson with prose, a heading, a simulation and a reference."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "title": f"Lesson {number}",
        "slug": f"l{number}",
        "key": f"l{number}",
        "minutes": 3,
        "summary": "In one sentence.",
        "lede": "Why read this.",
        "body": BODY,
        "references": REFERENCES,
    }
    return publish(module.add_child(instance=LessonPage(**(values | fields))))


def course_with_lessons(modules: int = 2, lessons: int = 2, **fields: Any) -> CoursePage:
    """A published course of `modules` modules with `lessons` lessons each."""
    course = course_page(**fields)
    for _ in range(modules):
        module = module_page(course)
        for _ in range(lessons):
            lesson_page(module)
    return course


def edition_of(course: CoursePage) -> Edition:
    """The released edition of a course as it is published now."""
    return release_edition(course=course, actor=None, reason="", now=clock.now())


def publish(page: P) -> P:
    """Save what the page holds as a revision and publish it."""
    page.save_revision().publish()
    page.refresh_from_db()
    return page
