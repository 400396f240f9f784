"""A small course with a scenario and a test, people who take it, and papers with known answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from random import Random
from typing import Any
from uuid import uuid4

from wagtail.models import Locale, Page, Site

from accounts.models import User
from enrollments.domain import enrolling
from enrollments.models import Enrollment
from modules.domain.editions import release_edition
from modules.models import CoursePage, HomePage, ModulePage
from quizzes.domain.attempts import save_answer, start_attempt
from quizzes.domain.questions import freeze_question
from quizzes.grading import right_answer
from quizzes.items import OptionContent, QuestionContent, fields_for
from quizzes.models import Attempt, Question, QuestionPool, QuestionVersion, QuizPage, ScenarioPage
from tests.factories.accounts import UserFactory

NOW = datetime(2026, 11, 22, 19, 2, tzinfo=UTC)
OUTCOMES = ("conduct", "privacy", "boundaries")


@dataclass
class Taught:
    """A published course with its pages, and the pool of its test."""

    course: CoursePage
    module: ModulePage
    scenario: ScenarioPage
    quiz: QuizPage
    pool: QuestionPool


def content(key: str = "q", *, kind: str = "single", outcome: str = "conduct", **changes: Any) -> QuestionContent:
    """A question of any kind; of choices the first option is right, and of several answers the second too."""
    fields = {
        "kind": kind,
        "stem": f"{key} stem?",
        "options": _options(key, kind),
        "explanation": f"{key} explanation.",
        "module_key": "heat",
        "outcome_key": outcome,
        "reference": {"text": f"{key} source", "url": "https://example.org/source"},
        "simulation": MARKABLE if kind == "marking" else None,
        "distractors": (f"{key} target of none",) if kind == "matching" else (),
    }
    return QuestionContent(**{**fields, **changes})


#: `Our little ER` (w0 to w2) and `Saturday night.` (w6, w7) identify the patient; 8 words in all.
MARKABLE = {
    "label": "Public feed post",
    "screen": "post",
    "posts": [{"author": "Jonah Leith, RN", "text": "[Our little ER]{1} saved him on [Saturday night]{2}."}],
}


def _options(key: str, kind: str) -> tuple[OptionContent, ...]:
    names = [f"{key} option {n}" for n in range(1, 5)]
    if kind == "ordering":
        return tuple(OptionContent(name, feedback=f"{name} feedback") for name in names)
    if kind == "matching":
        return tuple(OptionContent(name, feedback=f"{name} feedback", match=f"{name} target") for name in names[:3])
    if kind == "marking":
        return tuple(OptionContent(feedback=f"{key} span {name}", identifier=name) for name in ("place", "date"))
    if kind == "reflection":
        return (OptionContent(f"{key} box"),)
    count = 2 if kind == "true_false" else 4
    return tuple(
        OptionContent(f"{key} option {n}", n == 1 or (kind == "multiple" and n == 2), f"{key} feedback {n}")
        for n in range(1, count + 1)
    )


def fill(pool: QuestionPool, count: int, *, kinds: Sequence[str] = ("single",)) -> None:
    """Questions with keys q1, q2, …, kinds and outcomes in turn."""
    for n in range(count):
        add(pool, f"q{n + 1}", content(f"q{n + 1}", kind=kinds[n % len(kinds)], outcome=OUTCOMES[n % len(OUTCOMES)]))


def add(pool: QuestionPool, key: str, question: QuestionContent) -> QuestionVersion:
    """A published question and its version, without the editor's revisions, which take time."""
    made = Question.objects.create(pool=pool, key=key, live=True, from_text=True, **fields_for(question))
    freeze_question(question=made, now=NOW)
    return QuestionVersion.objects.get(question=made)


def choice(key: str, verdict: str, target: str) -> dict[str, Any]:
    """A choice of a scenario with texts made of its key."""
    return {
        "key": key,
        "label": f"Label {key}",
        "detail": f"Detail {key}",
        "verdict": verdict,
        "consequence": f"<p>Consequence {key}</p>",
        "feedback": f"<p>Feedback {key}</p>",
        "next": target,
    }


def step(key: str, *choices: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A step of a scenario with texts made of its key."""
    texts = {"title": f"Title {key}", "text": f"<p>Text {key}</p>", "prompt": f"Prompt {key}?", "hint": ""}
    return {"key": key, **texts, "simulations": [], "choices": list(choices), **changes}


def ending(key: str, outcome: str) -> dict[str, Any]:
    """An ending of a scenario with texts made of its key."""
    return {"key": key, "outcome": outcome, "title": f"Title {key}", "text": f"<p>Text {key}</p>"}


SIMULATION = {
    "label": "Draft for a private group",
    "screen": "thread",
    "group": {"name": "After Dark", "detail": "Private group"},
    "posts": [{"author": "You", "meta": "2:04 a.m.", "text": "Nobody came.", "stats": [], "reply": False, "you": True}],
    "messages": [],
    "notes": [],
    "caption": "",
}
STEPS = [
    step(
        "draft",
        choice("post", "harmful", "caught"),
        choice("wait", "good", "slept"),
        simulations=[SIMULATION],
        hint="Choose as you would at 2 a.m.",
    ),
    step("caught", choice("own", "acceptable", "owned"), choice("hide", "harmful", "carried")),
]
ENDINGS = [ending("slept", "good"), ending("owned", "acceptable"), ending("carried", "harmful")]


def scenario_page(steps: Sequence[Any] = STEPS, endings: Sequence[Any] = ENDINGS, **changes: Any) -> ScenarioPage:
    """A scenario in memory: post or wait; who posts is caught and owns up or hides."""
    key = uuid4().hex[:8]
    fields = {
        "title": "Two in the morning",
        "slug": f"scenario-{key}",
        "key": f"scenario-{key}",
        "summary": "A draft and a complaint.",
        "minutes": 4,
        "start": "draft",
        "steps": [{"type": "step", "value": value} for value in steps],
        "endings": [{"type": "ending", "value": value} for value in endings],
        "debrief": "<p>The debrief.[^ncsbn]</p>",
        "references": [{"type": "reference", "value": {"key": "ncsbn", "text": "A guide", "url": ""}}],
    }
    return ScenarioPage(**{**fields, **changes})


def taught(*, questions: int = 6, draw: int = 4, kinds: Sequence[str] = ("single",), **policy: Any) -> Taught:
    """A published course with one module (its scenario) and a test of `draw` questions, and its first edition."""
    course = _course()
    module = course.add_child(
        instance=ModulePage(title="In the heat", slug="heat", key="heat", kind="pitfall", summary="The heat.")
    )
    scenario = module.add_child(instance=scenario_page())
    pool = QuestionPool.objects.create(course=course, key="final-test", title="Final test")
    fill(pool, questions, kinds=kinds)
    quiz = course.add_child(
        instance=QuizPage(
            title="Final test", slug="final-test", key="final-test", summary="The test.", minutes=10,
            intro="<p>Take your time.</p>", pools=[pool], draw=draw, **{"pass_mark": 75, **policy},
        )
    )  # fmt: skip
    for page in (course, module, scenario, quiz):
        page.save_revision().publish()
        page.refresh_from_db()
    release_edition(course=course, actor=None, reason="First", now=NOW)
    return Taught(course, module, scenario, quiz, pool)


def learner(**fields: Any) -> User:
    """A person who has confirmed the name for the certificate."""
    return UserFactory.create(certificate_name="Priya Nandakumar, RN", certificate_name_confirmed_at=NOW, **fields)


def enrolled(course: CoursePage, person: User | None = None) -> Enrollment:
    """An enrollment in progress."""
    assigned = enrolling.enroll_self(learner=person or learner(), course=course, now=NOW)
    return enrolling.start(enrollment=assigned, now=NOW)


def chance(seed: int = 1) -> Random:
    """Chance that comes out the same each time."""
    return Random(seed)  # noqa: S311 -- nothing here is a secret


def attempt_at(quiz: QuizPage, enrollment: Enrollment, *, seed: int = 1, now: datetime = NOW) -> Attempt:
    """A new attempt, or the open one."""
    return start_attempt(enrollment=enrollment, quiz=quiz, now=now, rng=chance(seed))


def right(version_id: int) -> list[str]:
    """The right answer to a version, as `quizzes.grading` describes it; some words for a reflection."""
    version = QuestionVersion.objects.get(pk=version_id)
    return right_answer(version) or ["Some words." for _ in version.options]


def answer(attempt: Attempt, *, correct: int | None = None, now: datetime = NOW) -> None:
    """Answer every question: the first `correct` ones right (all by default), the others wrong."""
    for place, item in enumerate(attempt.paper):
        good = right(item["version"])
        wrong = [name for name in item["options"] if name not in good][:1]
        chosen = good if correct is None or place < correct else wrong
        save_answer(attempt=attempt, version_id=item["version"], chosen=chosen, now=now)


def _course() -> CoursePage:
    texts = [
        *("summary", "lede", "audience", "requirements", "provider_name", "provider_address", "signatory_name"),
        *("signatory_title", "commercial_support", "grievance_contact", "accommodation_contact", "distress_contact"),
    ]
    key = f"presence-{uuid4().hex[:8]}"
    day = date(2028, 1, 1)
    page = CoursePage(
        title="A responsible presence", slug=key, key=key, released_on=day, reviewed_on=day, expires_on=day,
        outcomes=[{"type": "outcome", "value": {"key": name, "text": name}} for name in OUTCOMES],
        **dict.fromkeys(texts, "Words."),
    )  # fmt: skip
    return _home().add_child(instance=page)


def _home() -> HomePage:
    Locale.objects.get_or_create(language_code="en-us")
    found = HomePage.objects.first()
    if found:
        return found
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    home = root.add_child(instance=HomePage(title="Before You Post", slug="home"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
    return home
