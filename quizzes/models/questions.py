"""The item bank: a question changes by getting a new version; a version never changes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from modules.models import CoursePage


class QuestionPool(models.Model):
    """The questions that a test draws from."""

    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="question_pools")
    key = models.SlugField(max_length=80)
    title = models.CharField(max_length=160)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "key"], name="pool_key_once_in_course")]

    def __str__(self) -> str:
        return self.title

    def size(self) -> int:
        """How many questions can be drawn now; one query."""
        return self.questions.filter(retired=False).count()


class Question(models.Model):
    """One item. Retired items are drawn no more; attempts that hold them keep them."""

    pool = models.ForeignKey(QuestionPool, on_delete=models.PROTECT, related_name="questions")
    key = models.SlugField(max_length=80)
    retired = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "key"], name="question_key_once_in_pool")]

    def __str__(self) -> str:
        return self.key


class QuestionVersion(models.Model):
    """What a question said and how it was graded, at one time. Immutable (a database trigger holds it).

    `options` is a list of `{"id", "text", "correct", "feedback"}`; ids are stable within a question.
    """

    class Kind(models.TextChoices):
        SINGLE = "single", _("One answer")
        MULTIPLE = "multiple", _("Several answers")
        TRUE_FALSE = "true_false", _("True or false")

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    stem = models.TextField()
    simulation = models.JSONField(null=True, help_text="A simulated post, thread or message, or nothing.")
    options = models.JSONField()
    explanation = models.TextField()
    reference = models.JSONField(default=dict, help_text="`text` and `url`.")
    module_key = models.SlugField(max_length=80)
    outcome_key = models.SlugField(max_length=80)
    content_hash = models.CharField(max_length=64)
    current = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="question_version_number_once"),
            models.UniqueConstraint(fields=["question"], condition=Q(current=True), name="one_current_version"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} version {self.number}"
