"""Tests and scenarios as pages of the course."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import RichTextField, StreamField

from modules.blocks import InlineText, SimulationBlock
from modules.blocks.text import ReferenceBlock
from modules.models import ActivityPage
from modules.models.pages import PROSE
from quizzes.forms import QuizForm, ScenarioForm
from quizzes.models.questions import QuestionPool

OUTCOMES = [("good", _("Good")), ("acceptable", _("Acceptable")), ("harmful", _("Harmful"))]
KEY = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class QuizPage(ActivityPage):
    """A test: the policy. The questions are in its pool."""

    intro = RichTextField(features=PROSE)
    pool = models.ForeignKey(QuestionPool, on_delete=models.PROTECT, related_name="+")
    pass_mark = models.PositiveSmallIntegerField(
        default=80, validators=[MinValueValidator(1), MaxValueValidator(100)], help_text=_("Per cent.")
    )
    draw = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)], help_text=_("Questions in a paper."))
    attempts_allowed = models.PositiveSmallIntegerField(default=0, help_text=_("0 = unlimited."))

    activity_kind = "test"
    parent_page_types: ClassVar = ["modules.CoursePage", "modules.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "quizzes/quiz_page.html"
    base_form_class = QuizForm
    content_panels: ClassVar = [
        *ActivityPage.activity_panels,
        FieldPanel("intro"),
        FieldPanel("pool"),
        FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("draw"), FieldPanel("attempts_allowed")]),
    ]

    def requirements(self) -> dict[str, Any]:
        """The policy that an edition freezes."""
        return {"pass_mark": self.pass_mark, "draw": self.draw, "attempts_allowed": self.attempts_allowed}

    def test_items(self) -> int:
        """The items of one paper."""
        return self.draw


class ChoiceBlock(blocks.StructBlock):
    """One way to go on, what it leads to, and why."""

    key = blocks.RegexBlock(regex=KEY)
    label = blocks.CharBlock(max_length=120)
    detail = blocks.CharBlock(max_length=200, required=False)
    verdict = blocks.ChoiceBlock(choices=OUTCOMES)
    consequence = InlineText(help_text=_("What happens next, as a story."))
    feedback = InlineText(help_text=_("Why, to the learner; never shaming."))
    next = blocks.RegexBlock(regex=KEY, help_text=_("Key of a step or an ending."))


class StepBlock(blocks.StructBlock):
    """A scene and the decision it asks for."""

    key = blocks.RegexBlock(regex=KEY)
    title = blocks.CharBlock(max_length=120)
    text = InlineText()
    simulations = blocks.ListBlock(SimulationBlock(), default=[], max_num=3)
    prompt = blocks.CharBlock(max_length=200)
    hint = blocks.CharBlock(max_length=240, required=False)
    choices = blocks.ListBlock(ChoiceBlock(), min_num=2, max_num=4)

    class Meta:
        icon = "decimal"


class EndingBlock(blocks.StructBlock):
    """Where a path ends."""

    key = blocks.RegexBlock(regex=KEY)
    outcome = blocks.ChoiceBlock(choices=OUTCOMES)
    title = blocks.CharBlock(max_length=120)
    text = InlineText()

    class Meta:
        icon = "flag"


class ScenarioPage(ActivityPage):
    """A short story with decisions. Its graph is checked before it may be published."""

    start = models.SlugField(max_length=80, help_text=_("Key of the first step."))
    steps = StreamField([("step", StepBlock())])
    endings = StreamField([("ending", EndingBlock())])
    debrief = RichTextField(
        features=PROSE, help_text=_("The better path and its reasons, shown to everybody at the end.")
    )
    references = StreamField([("reference", ReferenceBlock())], blank=True)

    activity_kind = "scenario"
    parent_page_types: ClassVar = ["modules.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "quizzes/scenario_page.html"
    base_form_class = ScenarioForm
    content_panels: ClassVar = [
        *ActivityPage.activity_panels,
        FieldPanel("start"),
        FieldPanel("steps"),
        FieldPanel("endings"),
        FieldPanel("debrief"),
        FieldPanel("references"),
    ]
