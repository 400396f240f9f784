"""From blocks to HTML, once for each revision."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache as shared_cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from modules.models import LessonPage
from modules.prose import fields_of
from modules.simulation import prepare

#: Everything a lesson's HTML is made with. A change of any of it makes new cache keys.
_MADE_WITH = (
    "templates/modules/blocks",
    "templates/cotton",
    "templates/core/simulation",
    "modules",
    "core/templatetags",
)


class LessonHtml(NamedTuple):
    """A lesson's body and its list of references (empty without any), safe to print."""

    body: SafeString
    references: SafeString


def lesson_html(page: LessonPage, revision_id: int | None) -> LessonHtml:
    """The lesson as HTML, from the cache when this revision was rendered before.

    `revision_id` names the revision that `page` holds; None for a draft, which is rendered anew. The plan block is left
    out: it belongs to the learner, and the page shows it with their own words.
    """
    if revision_id is None:
        return _render(page)
    key = f"lesson:{page.pk}:{revision_id}:{_version()}"
    found = shared_cache.get(key)
    if found is None:
        found = tuple(_render(page))
        shared_cache.set(key, found)
    return LessonHtml(*(mark_safe(part) for part in found))  # noqa: S308 -- put there by `_render`


def simulation_html(
    value: Mapping[str, Any], number: int | None = None, prefix: str = "", *, wide: bool = False
) -> SafeString:
    """A simulated screen as HTML.

    `value` is a block's value or plain data as in docs/content-format.md. `number` stands on the tape ("Simulation 2");
    `prefix` begins the ids of the notes and is unique on the page (by default `s` and the number).
    """
    context = {"sim": prepare(value), "number": number or "", "prefix": prefix or f"s{number or ''}", "wide": wide}
    return render_to_string("modules/blocks/_simulation.html", context)


def _render(page: LessonPage) -> LessonHtml:
    references = [fields_of(reference) for reference in page.references]
    parts, number = [], 1
    for block in page.body:
        if block.block_type != "plan":
            parts.append(block.render(context={"references": references, "number": number}))
            number += len(screens_of(block))
    listed = render_to_string("modules/blocks/_references.html", {"references": references}) if references else ""
    return LessonHtml(mark_safe("\n".join(parts)), mark_safe(listed))  # noqa: S308 -- templates escaped it


def screens_of(block: Any) -> list[Any]:
    """The simulations of a body's block: itself, or those inside it."""
    if block.block_type == "simulation":
        return [block.value]
    return list(block.value["simulation"]) if block.block_type in {"reveal", "worked_example"} else []


@cache
def _version() -> str:
    """A short hash of the files that make the HTML, read once in the life of a process."""
    digest = hashlib.sha256()
    for folder in _MADE_WITH:
        for file in sorted(Path(settings.BASE_DIR, folder).rglob("*.*")):
            if file.suffix in {".html", ".py"}:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
