"""What the pages that the CMS serves know of their learner. `request.learner` is missing in previews."""

from typing import Any

from django import template

from core import clock
from quizzes import pages, scenes
from quizzes.models import QuizPage, ScenarioPage

register = template.Library()


@register.simple_tag(takes_context=True)
def standing_at(context: dict[str, Any], quiz: QuizPage) -> pages.Standing:
    """Where the learner of this request stands at a test."""
    return pages.standing(getattr(context["request"], "learner", None), quiz, clock.now())


@register.simple_tag(takes_context=True)
def scene_of(context: dict[str, Any], scenario: ScenarioPage) -> scenes.Scene:
    """The view of a scenario that the learner of this request comes to."""
    request = context["request"]
    return scenes.scene(getattr(request, "learner", None), scenario, request.GET.get("after", ""))
