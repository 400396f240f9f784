"""Who takes what, by when, how far. Facts are rows; the status is derived from them and stored for queries."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from modules.models import ActivityPage, CoursePage, Edition
from organizations.models import Membership, Organization, Team


class Assignment(models.Model):
    """A coordinator's decision: this course, for these people, by then."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="assignments")
    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="+")
    everyone = models.BooleanField(default=False, help_text="The whole organization, with those who join later.")
    teams = models.ManyToManyField(Team, blank=True, help_text="These teams, with those who join later.")
    due_on = models.DateField(help_text="A day in the organization's time zone.")
    note = models.CharField(max_length=300, blank=True, help_text="The coordinator's own sentence, shown in mails.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"assignment {self.public_id}"


class Enrollment(models.Model):
    """One learner, one course, one cycle. A recertification is a new row: history is never overwritten.

    `edition` is pinned when the learner starts, by acknowledging the disclosures of that edition.
    """

    class Status(models.TextChoices):
        ASSIGNED = "assigned", _("Not started")
        IN_PROGRESS = "in_progress", _("In progress")
        COMPLETED = "completed", _("Completed")
        EXPIRED = "expired", _("Expired")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    OPEN = (Status.ASSIGNED, Status.IN_PROGRESS)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrollments")
    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="+")
    cycle = models.PositiveSmallIntegerField(default=1)
    edition = models.ForeignKey(Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=Status, default=Status.ASSIGNED)
    due_on = models.DateField(null=True, blank=True, help_text="The earliest due date of its assignments.")
    enrolled_at = models.DateTimeField()
    started_at = models.DateTimeField(
        null=True, blank=True, help_text="When the edition's disclosures and requirements were acknowledged."
    )
    completed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "course", "cycle"], name="one_enrollment_each_cycle"),
            models.UniqueConstraint(
                fields=["learner", "course"],
                condition=Q(status__in=["assigned", "in_progress"]),
                name="one_open_enrollment",
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True, edition__isnull=True)
                | Q(started_at__isnull=False, edition__isnull=False),
                name="edition_pinned_at_start",
            ),
            models.CheckConstraint(
                condition=(Q(status="completed") & Q(completed_at__isnull=False))
                | (~Q(status="completed") & Q(completed_at__isnull=True)),
                name="completed_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"], condition=Q(status__in=["assigned", "in_progress"]), name="open_by_due"
            ),
        ]

    def __str__(self) -> str:
        return f"enrollment {self.public_id}"


class Assignee(models.Model):
    """One person of one assignment, with the day it is due for them.

    The enrollment follows as soon as the person has an account.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="assignees")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="assignees")
    enrollment = models.ForeignKey(
        Enrollment, null=True, blank=True, on_delete=models.PROTECT, related_name="assignees"
    )
    due_on = models.DateField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "membership"], name="assigned_once")]

    def __str__(self) -> str:
        return f"assignee {self.pk}"


class ActivityCompletion(models.Model):
    """One activity done by one learner, with the page revision that was shown."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="completions")
    activity = models.ForeignKey(ActivityPage, on_delete=models.PROTECT, related_name="+")
    revision_id = models.BigIntegerField(help_text="Wagtail revision that the learner saw.")
    completed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "activity"], name="activity_completed_once")]

    def __str__(self) -> str:
        return f"completion {self.pk}"


class Plan(models.Model):
    """An if–then plan in the learner's own words. Nobody else reads it."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="plans")
    activity = models.ForeignKey(ActivityPage, on_delete=models.PROTECT, related_name="+")
    if_text = models.CharField(max_length=300)
    then_text = models.CharField(max_length=300)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "activity"], name="one_plan_each_lesson")]

    def __str__(self) -> str:
        return f"plan {self.pk}"


class Evaluation(models.Model):
    """The learner's view of the course, asked for before the certificate. Reported only in sums."""

    enrollment = models.OneToOneField(Enrollment, on_delete=models.PROTECT, related_name="evaluation")
    ratings = models.JSONField(help_text="Statement key → 1 (disagree) to 5 (agree).")
    minutes_taken = models.PositiveSmallIntegerField(help_text="The learner's own estimate, in minutes.")
    change = models.CharField(max_length=500, help_text="One change of practice, in the learner's words.")
    comment = models.CharField(max_length=1000, blank=True)
    submitted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"evaluation {self.pk}"


class Reminder(models.Model):
    """One step of the schedule, told once for one due date. A changed due date counts as new."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="reminders")
    step = models.CharField(max_length=20)
    due_on = models.DateField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "due_on", "step"], name="one_reminder_each_step"),
        ]

    def __str__(self) -> str:
        return f"reminder {self.step}"
