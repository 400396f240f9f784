"""What the pages that the CMS serves know of their learner. `request.learner` is missing in previews."""

from typing import Any

from django import template

from core import clock
from quizzes import graph_drawing, scenes, standings
from quizzes.models import QuizPage, ScenarioPage

register = template.Library()


@register.simple_tag(takes_context=True)
def standing_at(context: dict[str, Any], quiz: QuizPage) -> standings.Standing:
    """Where the learner of this request stands at a test."""
    return standings.standing(getattr(context["request"], "learner", None), quiz, clock.now())


@register.simple_tag(takes_context=True)
def scene_of(context: dict[str, Any], scenario: ScenarioPage) -> scenes.Scene:
    """The view of a scenario that the learner of this request comes to."""
    request = context["request"]
    learner, asked = getattr(request, "learner", None), request.GET
    return scenes.scene(learner, scenario, asked.get("after", ""), asked.get("explore"))


@register.simple_tag
def tale_of(scenario: ScenarioPage) -> scenes.Tale:
    """The whole of a scenario, for its author."""
    return scenes.tale(scenario)


@register.simple_tag
def drawing_of(scenario: ScenarioPage) -> graph_drawing.Drawing:
    """The graph of a scenario as it is drawn, for its author."""
    return graph_drawing.draw(scenario.start, *scenario.nodes(), scenario.faults())
