"""Editions: what completing a course required, frozen."""

from django.conf import settings
from django.db import models


class Edition(models.Model):
    """An immutable snapshot of a course's requirements (a database trigger holds it).

    `snapshot` is what `modules.domain.editions.snapshot_of` returns: titles, statements, outcomes, hours with their
    working, and the outline: modules and activities in order with keys, titles, addresses, minutes and revisions.
    `requirements_hash` covers only what completing requires, so that a change of wording makes no new edition.
    """

    course = models.ForeignKey("modules.CoursePage", on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    snapshot = models.JSONField()
    content_hash = models.CharField(max_length=64)
    requirements_hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=300, blank=True)
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="edition_number_once")]

    def __str__(self) -> str:
        return f"edition {self.number}"
