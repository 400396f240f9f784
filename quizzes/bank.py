"""What the question bank offers and holds: modules, outcomes, sizes. Reads only, through the objects handed in."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from modules.models import CoursePage, ModulePage


@dataclass(frozen=True, slots=True)
class Held:
    """The questions for one outcome: published ones, those of them that are not scored, and unpublished ones."""

    key: str
    text: str
    live: int = 0
    unscored: int = 0
    drafts: int = 0


def modules(course: CoursePage) -> list[tuple[str, str]]:
    """Key and title of each module, in the order of the course."""
    return list(ModulePage.objects.child_of(course).order_by("path").values_list("key", "title"))


def outcomes(course: CoursePage) -> list[tuple[str, str]]:
    """Key and text of each learning outcome."""
    return [(outcome.value["key"], outcome.value["text"]) for outcome in course.outcomes]


def live_by_outcome(pool: Any) -> Counter[str]:
    """How many questions of a pool can be drawn now, by outcome."""
    rows = pool.questions.filter(live=True).values_list("outcome_key").annotate(count=Count("pk"))
    return Counter(dict(rows.order_by()))


def held(pool: Any) -> list[Held]:
    """What a pool holds for each outcome of its course, and for others that its questions name."""
    live = live_by_outcome(pool)
    drafts = Counter(pool.questions.filter(live=False).values_list("outcome_key", flat=True))
    reflections = pool.questions.filter(live=True, versions__current=True, versions__kind="reflection")
    unscored = Counter(reflections.values_list("outcome_key", flat=True))
    texts = dict(outcomes(pool.course))
    others = sorted({*live, *drafts} - set(texts))
    return [Held(key, texts.get(key) or key, live[key], unscored[key], drafts[key]) for key in [*texts, *others]]
