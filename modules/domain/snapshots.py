"""What an edition freezes, and which part of it counts as a requirement."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from wagtail.models import Page

from modules.models import ActivityPage, CoursePage, ModulePage
from modules.rules import contact_hours

METHOD = "Mergener formula"


def snapshot_of(course: CoursePage) -> dict[str, Any]:
    """The course as it is published now, in the shape that `modules.outline` describes.

    Only published pages count; a module without any is left out. One query for the tree and one for each type of page.
    """
    below = list(course.get_descendants().live().specific()) if course.path else []
    groups = list(_groups(course, below))
    kept = {activity["id"] for group in groups for activity in group["activities"]}
    return {
        "key": course.key,
        "title": course.title,
        "summary": course.summary,
        "minutes": sum(group["minutes"] for group in groups),
        "outcomes": [{"key": item.value["key"], "text": item.value["text"]} for item in course.outcomes],
        "requirements": course.requirements,
        "law_notice": course.law_notice,
        **_responsible(course),
        "dates": {
            "released_on": course.released_on.isoformat(),
            "reviewed_on": course.reviewed_on.isoformat(),
            "expires_on": course.expires_on.isoformat(),
        },
        "contacts": {
            "grievance": course.grievance_contact,
            "accommodation": course.accommodation_contact,
            "distress": course.distress_contact,
        },
        "hours": _hours(course, [page for page in below if page.pk in kept]),
        "groups": groups,
    }


def content_hash(snapshot: Mapping[str, Any]) -> str:
    """SHA-256 of the whole snapshot."""
    return _digest(snapshot)


def requirements_hash(snapshot: Mapping[str, Any]) -> str:
    """SHA-256 of what completing requires, and of what a certificate says.

    Activities in order with key, kind, required flag and policy; hours, statements, requirements, outcomes, provider,
    signatory, last day. Titles, addresses, minutes, revisions and contacts may change without a new edition.
    """
    return _digest(
        {
            "activities": [
                [group["key"], activity["key"], activity["kind"], activity["required"], activity["requirements"]]
                for group in snapshot["groups"]
                for activity in group["activities"]
            ],
            "contact_hours": snapshot["hours"]["contact_hours"],
            "expires_on": snapshot["dates"]["expires_on"],
            **{name: snapshot[name] for name in ("statements", "requirements", "outcomes", "provider", "signatory")},
        }
    )


def _digest(value: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _groups(course: CoursePage, below: list[Page]) -> Iterator[dict[str, Any]]:
    """The groups in tree order: `below` comes sorted by path, so a module's activities follow it."""
    number = 0
    top = [page for page in below if page.depth == course.depth + 1]
    for page in top:
        if isinstance(page, ModulePage):
            activities = [_activity(child) for child in below if child.is_child_of(page)]
            if not activities:
                continue
            number += 1
            yield _group(page, number, page.kind, activities)
        elif isinstance(page, ActivityPage):
            yield _group(page, None, page.activity_kind, [_activity(page)])


def _group(page: Any, number: int | None, kind: str, activities: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "number": number,
        "key": page.key,
        "title": page.title,
        "kind": kind,
        "summary": page.summary,
        "minutes": sum(activity["minutes"] for activity in activities),
        "activities": activities,
    }


def _activity(page: Any) -> dict[str, Any]:
    parts = page.get_url_parts()
    return {
        "id": page.pk,
        "key": page.key,
        "title": page.title,
        "kind": page.activity_kind,
        "url": parts[2] if parts else "",
        "minutes": page.minutes,
        "required": page.required,
        "revision_id": page.live_revision_id or 0,
        "requirements": page.requirements(),
    }


def _responsible(course: CoursePage) -> dict[str, Any]:
    people = [{name: person.value[name] for name in ("name", "role", "statement")} for person in course.disclosures]
    return {
        "provider": {
            "name": course.provider_name,
            "address": course.provider_address,
            "number": course.provider_number,
        },
        "signatory": {"name": course.signatory_name, "title": course.signatory_title},
        "statements": {
            "accreditation": course.accreditation_statement,
            "commercial_support": course.commercial_support,
            "disclosures": people,
        },
    }


def _hours(course: CoursePage, pages: list[Any]) -> dict[str, Any]:
    activities = [page for page in pages if isinstance(page, ActivityPage)]
    words = sum(page.teaching_words() for page in activities)
    items = sum(page.test_items() for page in activities)
    result = contact_hours(words, items, course.difficulty)
    return {
        "contact_hours": f"{result.hours:.2f}",
        "minutes": int(result.minutes),
        "words": words,
        "items": items,
        "difficulty": course.difficulty,
        "method": METHOD,
    }
