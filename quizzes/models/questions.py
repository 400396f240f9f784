"""The item bank: a question is edited and published in the CMS; each publishing freezes a version.

A version never changes. Papers hold versions, so no edit reaches an attempt that has begun.
"""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PublishingPanel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, PreviewableMixin, Revision, RevisionMixin

from modules.models import CoursePage
from quizzes import items
from quizzes.blocks import AnswersBlock, ScreenBlock
from quizzes.question_forms import QuestionForm


class Kind(models.TextChoices):
    """What a question asks for. Only a reflection is not scored."""

    SINGLE = "single", _("One answer")
    MULTIPLE = "multiple", _("Several answers")
    TRUE_FALSE = "true_false", _("True or false")
    ORDERING = "ordering", _("Put in order")
    MATCHING = "matching", _("Match")
    MARKING = "marking", _("Mark the words")
    REFLECTION = "reflection", _("Reflection")


class Credit(models.TextChoices):
    """What a question with several answers gives for an answer that is partly right."""

    ALL = "all", _("All or nothing")
    PARTIAL = "partial", _("Partial credit")


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
        return self.questions.filter(live=True).count()


class Question(PreviewableMixin, DraftStateMixin, RevisionMixin, models.Model):
    """One item as its authors see it. Only a published one is drawn; attempts keep the versions that they hold."""

    pool = models.ForeignKey(
        QuestionPool,
        on_delete=models.PROTECT,
        related_name="questions",
        help_text=_("A question may move to another pool of its course."),
    )
    key = models.SlugField(
        max_length=80, help_text=_("Its name in text files. Left empty, it is made from the question at publishing.")
    )
    stem = models.TextField(
        _("question"), max_length=1000, help_text=_("One clear problem, readable without the answers. Avoid “not”.")
    )
    screen = StreamField(
        [("simulation", ScreenBlock())],
        blank=True,
        max_num=1,
        verbose_name=_("simulated screen"),
        help_text=_("A fictitious post, thread or message that the question is about."),
    )
    answers = StreamField(
        AnswersBlock(), max_num=1, help_text=_("The block that you choose makes the kind of the question.")
    )
    explanation = models.TextField(
        max_length=2000, help_text=_("The rule that the question teaches, shown once feedback may be seen.")
    )
    module_key = models.SlugField(_("module"), max_length=80, help_text=_("Where a learner reads it up."))
    outcome_key = models.SlugField(
        _("outcome"), max_length=80, help_text=_("The learning outcome that it tests; papers cover every outcome.")
    )
    reference_text = models.TextField(
        _("source"), max_length=500, help_text=_("The guideline, law or study that the explanation rests on.")
    )
    reference_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    from_text = models.BooleanField(
        default=False, editable=False, help_text="A file of the course as text owns it: when that is gone, so is it."
    )

    base_form_class = QuestionForm
    preview_modes: ClassVar = [("asked", _("As asked")), ("feedback", _("With feedback"))]
    panels: ClassVar = [
        FieldPanel("stem"),
        FieldPanel("screen"),
        FieldPanel("answers"),
        FieldPanel("explanation"),
        MultiFieldPanel([FieldPanel("reference_text"), FieldPanel("reference_url")], heading=_("Source")),
        MultiFieldPanel(
            [
                FieldPanel("pool"),
                FieldRowPanel(
                    [
                        FieldPanel("module_key", required_on_save=False),
                        FieldPanel("outcome_key", required_on_save=False),
                    ]
                ),
                FieldPanel("key"),
            ],
            heading=_("Place in the course"),
        ),
        PublishingPanel(),
    ]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "key"], name="question_key_once_in_pool")]

    def __str__(self) -> str:
        return Truncator(self.stem).chars(60) or self.key

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to publish, by whatever way, what cannot be graded: `ValidationError` with every reason."""
        whole = kwargs.get("update_fields") is None  # Noting a draft writes a few columns of a live row.
        if self.live and whole:
            self._refuse_faults(self)
        super().save(*args, **kwargs)

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """The same before anything is planned: a date set for a faulty question is refused now, not then."""
        self._refuse_faults(revision.as_object())
        super().publish(revision, *args, **kwargs)

    @staticmethod
    def _refuse_faults(question: "Question") -> None:
        if faults := items.faults(question.content()):
            raise ValidationError(faults)

    def content(self) -> items.QuestionContent:
        """What a version freezes of the question as it is in memory."""
        return items.content_of(self)

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        """The question as a learner sees it; it may be unfinished and need not be saved."""
        from quizzes.cms.previews import preview  # noqa: PLC0415 -- the pages know the models

        return preview(request, self, mode_name)


class QuestionVersion(models.Model):
    """What a question said and how it was graded, at one time. Immutable (a database trigger holds it).

    `options`, each with `id`, `text` and `feedback`; the rest depends on the kind:
    single, multiple, true_false: `correct`. ordering: stored in the right order. matching: `target`, an id of
    `targets` (each `id`, `text`; some may fit nothing). marking: `identifier`, and the id is the number of its pin in
    the simulation. reflection: the boxes to write in, `text` is their label. Ids are stable within a question.
    """

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    credit = models.CharField(max_length=8, choices=Credit, default=Credit.ALL)
    stem = models.TextField()
    simulation = models.JSONField(null=True, help_text="A simulated post, thread or message, or nothing.")
    options = models.JSONField()
    targets = models.JSONField(default=list)
    explanation = models.TextField()
    reference = models.JSONField(default=dict, help_text="`text` and `url`.")
    module_key = models.SlugField(max_length=80)
    outcome_key = models.SlugField(max_length=80)
    content_hash = models.CharField(max_length=64)
    current = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    Kind: ClassVar = Kind
    Credit: ClassVar = Credit

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="question_version_number_once"),
            models.UniqueConstraint(fields=["question"], condition=Q(current=True), name="one_current_version"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} version {self.number}"
