"""What learners did: attempts at a test, runs of a scenario."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollments.models import Enrollment
from quizzes.models.pages import QuizPage, ScenarioPage
from quizzes.models.questions import QuestionVersion


class Attempt(models.Model):
    """One try at a test. The paper is frozen at the start: question versions and the order of their choices.

    `paper` is a list of `{"version": id, "options": [ids as shown]}`, in the order of the questions. Of a matching
    question `targets` holds the ids of its targets as shown; of one for marking words the options are the words.
    In progress → submitted → graded; or abandoned, when the course ended for the learner before a time was over.
    """

    class State(models.TextChoices):
        IN_PROGRESS = "in_progress", _("In progress")
        SUBMITTED = "submitted", _("Handed in")
        GRADED = "graded", _("Graded")
        ABANDONED = "abandoned", _("Abandoned")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="attempts")
    quiz = models.ForeignKey(QuizPage, on_delete=models.PROTECT, related_name="attempts")
    revision_id = models.BigIntegerField(help_text="Wagtail revision of the quiz page at the start.")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.IN_PROGRESS)
    paper = models.JSONField()
    pass_mark = models.PositiveSmallIntegerField(help_text="Per cent, as it was at the start.")
    reveal = models.CharField(max_length=8, default="passed", help_text="QuizPage.Reveal, as it was at the start.")
    due_at = models.DateTimeField(null=True, help_text="End of the time limit, accommodations included.")
    grace_seconds = models.PositiveSmallIntegerField(default=60)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, help_text="Never after due_at.")
    graded_at = models.DateTimeField(null=True)
    timed_out = models.BooleanField(default=False, help_text="Closed by the clock, with what was saved.")
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, help_text="Per cent.")
    passed = models.BooleanField(null=True)

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="in_progress"), name="attempt_open_until"),
            models.Index(fields=["submitted_at"], condition=Q(state="submitted"), name="attempt_to_grade"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "quiz", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["enrollment", "quiz"], condition=Q(state="in_progress"), name="one_open_attempt"
            ),
            models.CheckConstraint(
                condition=~Q(state="graded") | Q(graded_at__isnull=False, score__isnull=False, passed__isnull=False),
                name="graded_attempt_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "graded"]) | Q(submitted_at__gte=F("started_at")),
                name="submitted_after_start",
            ),
            models.CheckConstraint(condition=Q(pass_mark__lte=100), name="pass_mark_is_per_cent"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100), name="score_is_per_cent"
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.public_id}"

    @property
    def percent(self) -> int:
        """The score in whole per cent, rounded down: a miss never looks like a pass."""
        return int(self.score or 0)


class Response(models.Model):
    """The answer to one question of a paper, saved as it is given, graded once at submission."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="responses")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    chosen = models.JSONField(default=list, help_text="As `quizzes.grading` describes it.")
    sequence = models.PositiveIntegerField(default=1, help_text="Counts the changes, to tell a second window.")
    saved_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, help_text="From here on the feedback is seen and the answer stands.")
    points = models.DecimalField(max_digits=4, decimal_places=3, null=True, help_text="0 to 1, after grading.")
    graded_by = models.ForeignKey(
        QuestionVersion,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Whose key gave the points, after a regrade.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "version"], name="one_response_each_question"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=0, points__lte=1), name="points_up_to_one"
            ),
        ]

    def __str__(self) -> str:
        return f"response {self.pk}"


class ScenarioRun(models.Model):
    """One way through a scenario, as it stood in one revision. The first finished run counts."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="scenario_runs")
    scenario = models.ForeignKey(ScenarioPage, on_delete=models.PROTECT, related_name="runs")
    revision_id = models.BigIntegerField(help_text="Wagtail revision of the scenario page at the start.")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True, help_text="good, acceptable or harmful.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "scenario"], name="one_run_on_record")]

    def __str__(self) -> str:
        return f"run {self.public_id}"


class ScenarioChoice(models.Model):
    """One decision on the way."""

    run = models.ForeignKey(ScenarioRun, on_delete=models.PROTECT, related_name="choices")
    position = models.PositiveSmallIntegerField()
    step_key = models.SlugField(max_length=80)
    choice_key = models.SlugField(max_length=80)
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="one_choice_each_position")]

    def __str__(self) -> str:
        return f"{self.step_key}: {self.choice_key}"
