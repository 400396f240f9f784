"""What the templates of course pages ask for. The pages themselves hold fields only."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.safestring import SafeString

from core import clock
from modules.actions import Action, action_for
from modules.domain.landing import Landing, landing_of
from modules.domain.rendering import LessonHtml, lesson_html, simulation_html
from modules.models import CoursePage, HomePage, LessonPage
from modules.outline import Activity, Group
from modules.prose import rich_html

register = template.Library()

#: The outline component's words for the states that a learner's progress is told in.
_STATUS = {"complete": "completed"}


@register.simple_tag(takes_context=True)
def prose(context: Context, richtext: Any) -> SafeString:
    """Rich text as safe HTML; the `references` of the context number its citations."""
    return rich_html(richtext, context.get("references") or ())


@register.simple_tag
def simulation(value: Any, number: int | None = None, prefix: str = "", wide: bool = False) -> SafeString:
    """A simulated screen; see `modules.domain.rendering.simulation_html`."""
    return simulation_html(value, number, prefix, wide=wide)


@register.simple_tag(takes_context=True)
def lesson_body(context: Context, page: LessonPage) -> LessonHtml:
    """The lesson as HTML: from the cache on the site, anew in a preview, whose words are nowhere stored."""
    is_preview = getattr(context.get("request"), "is_preview", False)
    return lesson_html(page, None if is_preview else page.live_revision_id)


@register.simple_tag
def landing(course: CoursePage) -> Landing:
    """The facts of a course page."""
    return landing_of(course, clock.now().date())


@register.simple_tag
def course_action(request: HttpRequest, course: CoursePage) -> Action:
    """The one solid button of a course page."""
    return action_for(request, course)


@register.simple_tag
def courses_on_offer(home: HomePage) -> list[CoursePage]:
    """The published courses, in tree order; none under a front page that is not saved yet."""
    return list(CoursePage.objects.child_of(home).live()) if home.pk else []


@register.simple_tag(takes_context=True)
def page_url(context: Context, page: CoursePage) -> str:
    """The address of a page on this site."""
    return page.get_url(context.get("request")) or ""


@dataclass(frozen=True)
class Step:
    """Where the learner stands: the activity's module and place in it, and the way back and on."""

    group: Group
    number: int
    back: Activity | None
    next_url: str
    complete_url: str
    open: bool


@register.simple_tag
def step_of(learner: Any, page_id: int) -> Step | None:
    """The learner's place in their outline; None without a learner, or when their edition has no such activity.

    `open` is true while the activity is still to be completed.
    """
    group = learner.outline.group_of(page_id) if learner else None
    if group is None:
        return None
    ids = [activity.id for activity in group.activities]
    return Step(
        group=group,
        number=ids.index(page_id) + 1,
        back=learner.outline.before(page_id),
        next_url=learner.onward_url(page_id),
        complete_url=learner.complete_url(page_id),
        open=not learner.read_only and page_id not in learner.completed,
    )


@register.simple_tag
def outline_rows(learner: Any, page_id: int | None = None) -> list[dict[str, Any]]:
    """The modules for `<c-outline>`; the one with the page `page_id` is open and that step is current."""
    return [
        {
            "number": group.number,
            "title": group.title,
            "minutes": group.minutes,
            "status": _status(learner.group_state(group)),
            "open": any(activity.id == page_id for activity in group.activities),
            "steps": [
                {
                    "title": activity.title,
                    "url": activity.url,
                    "minutes": activity.minutes,
                    "status": _status(learner.activity_state(activity)),
                    "current": activity.id == page_id,
                }
                for activity in group.activities
            ],
        }
        for group in learner.outline.groups
    ]


@register.simple_tag
def own_plan(learner: Any, page: LessonPage) -> dict[str, Any] | None:
    """The lesson's plan block with the learner's own words; None for a lesson without one."""
    block = page.plan_block()
    if block is None:
        return None
    saved = learner.plan(page.pk) if learner else None
    url = learner.plan_url(page.pk) if learner and not learner.read_only else ""
    return {"block": block, "saved": saved, "url": url}


def _status(state: str) -> str:
    return _STATUS.get(state, state)
