"""Scenario pages as stories: read from the revision that a run holds, their texts rendered once.

Screens stay data, as a screen that grows depends on the way to it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.cache import cache
from django.utils.safestring import SafeString
from wagtail.models import Revision

from modules.domain.rendering import simulation_html
from modules.prose import rich_html
from quizzes import graph
from quizzes.growing import Screen
from quizzes.items import LETTERS
from quizzes.models import ScenarioPage
from quizzes.story import Choice, Decided, Ending, Source, Step, Story, longest_from

#: Part of the cache keys: raise it when `Story` or the rendering changes.
SHAPE = 2


def story_of(revision_id: int) -> Story:
    """The story as it stood in a revision of its page; cached, as a revision never changes."""
    key = f"quizzes:story:{SHAPE}:{revision_id}"
    story: Story | None = cache.get(key)
    if story is None:
        story = story_from(Revision.objects.get(pk=revision_id).as_object())
        cache.set(key, story)
    return story


def story_from(page: ScenarioPage) -> Story:
    """The story of a page as it is in memory, saved or not."""
    nodes, endings = page.nodes()
    return Story(
        start=page.start,
        steps={node["key"]: _step(node, page) for node in nodes},
        endings={node["key"]: _ending(node, page) for node in endings},
        debrief=rich_html(page.debrief, page.references),
        references=tuple(
            Source(number, block.value["text"], block.value["url"])
            for number, block in enumerate(page.references, start=1)
        ),
        longest=longest_from(nodes),
        better=tuple(Decided(*pair) for pair in graph.better_path(page.start, nodes, endings)),
    )


def screens_html(screens: Sequence[Screen]) -> list[SafeString]:
    """Screens as HTML, numbered from 1; cached by what they show, which depends on the way to them."""
    digest = hashlib.sha256(json.dumps(screens, sort_keys=True).encode()).hexdigest()
    key = f"quizzes:screens:{SHAPE}:{digest}"
    html: list[SafeString] | None = cache.get(key) if screens else []
    if html is None:
        html = [simulation_html(screen, number, f"s{number}") for number, screen in enumerate(screens, start=1)]
        cache.set(key, html)
    return html


def _step(node: Any, page: ScenarioPage) -> Step:
    return Step(
        key=node["key"],
        title=node["title"],
        text=rich_html(node["text"], page.references),
        screens=tuple(_plain(value) for value in node["simulations"]),
        continues=bool(node["continues"]),
        prompt=node["prompt"],
        hint=node["hint"],
        choices=tuple(
            Choice(
                key=choice["key"],
                letter=letter.upper(),
                label=choice["label"],
                detail=choice["detail"],
                verdict=choice["verdict"],
                consequence=rich_html(choice["consequence"], page.references),
                feedback=rich_html(choice["feedback"], page.references),
                next=choice["next"],
                says=choice["says"] or "",
            )
            for letter, choice in zip(LETTERS, node["choices"], strict=False)
        ),
    )


def _ending(node: Any, page: ScenarioPage) -> Ending:
    return Ending(
        key=node["key"],
        outcome=node["outcome"],
        title=node["title"],
        text=rich_html(node["text"], page.references),
    )


def _plain(value: Any) -> Any:
    """A block's value as plain data, which a cache can keep."""
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        return value
    return [_plain(part) for part in value]
