"""What people decided about attempts: accommodations, and regrades after a mistake in a key."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollments.models import Enrollment
from quizzes.models.attempts import Attempt
from quizzes.models.questions import Question, QuestionVersion


class Accommodation(models.Model):
    """More time or more attempts for one learner in the tests of one course, given by a coordinator.

    A change ends the current row and makes another: what applied when stays to be seen.
    """

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="accommodations")
    extra_time = models.PositiveSmallIntegerField(default=0, help_text="Per cent of the time limit.")
    extra_attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment"], condition=Q(ended_at__isnull=True), name="one_current_accommodation"
            ),
            models.CheckConstraint(
                condition=Q(extra_time__gt=0) | Q(extra_attempts__gt=0), name="accommodation_gives_something"
            ),
            models.CheckConstraint(
                condition=Q(extra_time__lte=400, extra_attempts__lte=20), name="accommodation_in_bounds"
            ),
        ]

    def __str__(self) -> str:
        return f"accommodation {self.pk}"


class Regrade(models.Model):
    """A decision to grade the answers to one question anew, by a corrected key. Carried out in the background."""

    class Rule(models.TextChoices):
        NEW_KEY = "new_key", _("The corrected key alone")
        EITHER = "either", _("The corrected key or the old one, whichever gives more")
        FULL = "full", _("Full credit to everybody")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="regrades")
    version = models.ForeignKey(
        QuestionVersion, on_delete=models.PROTECT, related_name="+", help_text="With the corrected key."
    )
    rule = models.CharField(max_length=8, choices=Rule)
    only_raise = models.BooleanField(default=True, help_text=_("No score falls."))
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    total = models.PositiveIntegerField(help_text="Attempts to look at.")
    done = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question"], condition=Q(finished_at__isnull=True), name="one_regrade_at_a_time"
            ),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="regrade_not_past_its_end"),
        ]

    def __str__(self) -> str:
        return f"regrade {self.public_id}"


class ScoreChange(models.Model):
    """What a regrade changed in one attempt. Append-only (a database trigger holds it)."""

    regrade = models.ForeignKey(Regrade, on_delete=models.PROTECT, related_name="changes")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="score_changes")
    points_before = models.DecimalField(max_digits=4, decimal_places=3)
    points_after = models.DecimalField(max_digits=4, decimal_places=3)
    score_before = models.DecimalField(max_digits=5, decimal_places=2)
    score_after = models.DecimalField(max_digits=5, decimal_places=2)
    passed_before = models.BooleanField()
    passed_after = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["regrade", "attempt"], name="one_change_each_regrade")]

    def __str__(self) -> str:
        return f"change {self.pk}"
