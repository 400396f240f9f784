"""The outline of a course as an edition froze it: modules, activities, what comes next. Plain data, no database.

This module also fixes the shape of `Edition.snapshot`:

```
{"key", "title", "summary", "minutes",
 "outcomes": [{"key", "text"}],
 "requirements": html, "law_notice": text,
 "provider": {"name", "address", "number"}, "signatory": {"name", "title"},
 "statements": {"accreditation", "commercial_support", "disclosures": [{"name", "role", "statement"}]},
 "dates": {"released_on", "reviewed_on", "expires_on"},            # ISO days
 "contacts": {"grievance", "accommodation", "distress"},
 "hours": {"contact_hours": "0.75", "minutes", "words", "items", "difficulty", "method"},
 "groups": [{"number", "key", "title", "kind", "summary", "minutes",   # number None: directly under the course
             "activities": [{"id", "key", "title", "kind", "url", "minutes", "required", "revision_id",
                             "requirements": {}}]}]}
```
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Activity:
    """One step of the course. `id` is the page's primary key, `kind` lesson, scenario or test."""

    id: int
    key: str
    title: str
    kind: str
    url: str
    minutes: int
    required: bool
    revision_id: int
    requirements: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """A module with its activities, or (`number` None) an activity directly under the course."""

    number: int | None
    key: str
    title: str
    kind: str
    summary: str
    minutes: int
    activities: tuple[Activity, ...]


@dataclass(frozen=True)
class Outline:
    """The groups of a course in order."""

    groups: tuple[Group, ...]

    @classmethod
    def of(cls, snapshot: Mapping[str, Any]) -> "Outline":
        """The outline inside an edition's snapshot."""
        return cls(
            tuple(
                Group(**{**group, "activities": tuple(Activity(**activity) for activity in group["activities"])})
                for group in snapshot["groups"]
            )
        )

    @property
    def activities(self) -> tuple[Activity, ...]:
        """Every activity in order."""
        return tuple(activity for group in self.groups for activity in group.activities)

    def shown_revision(self, activity_id: int, live_revision_id: int | None) -> int | None:
        """The revision of an activity that its learners see: the published one or, once it was unpublished, the one
        that the edition was released with. None when there is neither, or it is not part of this edition.
        """
        held = next((activity.revision_id for activity in self.activities if activity.id == activity_id), None)
        return None if held is None else live_revision_id or held or None

    def position(self, activity_id: int) -> int | None:
        """The place of an activity in the order, from 0, or None when it is not part of this edition."""
        ids = [activity.id for activity in self.activities]
        return ids.index(activity_id) if activity_id in ids else None

    def after(self, activity_id: int) -> Activity | None:
        """The activity that follows, if any."""
        place = self.position(activity_id)
        rest = self.activities[place + 1 :] if place is not None else ()
        return rest[0] if rest else None

    def before(self, activity_id: int) -> Activity | None:
        """The activity that comes before, if any."""
        place = self.position(activity_id)
        return self.activities[place - 1] if place else None

    def group_of(self, activity_id: int) -> Group | None:
        """The module (or the place of its own) that an activity belongs to, or None when it is not part of this."""
        found = (group for group in self.groups for activity in group.activities if activity.id == activity_id)
        return next(found, None)
