"""Tests and scenarios as pages of the course."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField

from modules.blocks import InlineText, SimulationBlock
from modules.blocks.text import ReferenceBlock
from modules.models import ActivityPage
from modules.models.pages import PROSE
from quizzes.forms import QuizForm, ScenarioForm
from quizzes.models.questions import QuestionPool
from quizzes.policy import Policy

OUTCOMES = [("good", _("Good")), ("acceptable", _("Acceptable")), ("harmful", _("Harmful"))]
KEY = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class QuizPage(ActivityPage):
    """A test: the policy. The questions are in its pools."""

    class Counting(models.TextChoices):
        HIGHEST = "highest", _("The best attempt")
        LAST = "last", _("The latest attempt")
        FIRST = "first", _("The first attempt; later ones are practice")

    class Reveal(models.TextChoices):
        DURING = "during", _("After each answer, which then stands")
        AFTER = "after", _("After handing in, the right answers included")
        PASSED = "passed", _("After handing in; the right answers only once passed")

    class Layout(models.TextChoices):
        ONE = "one", _("One question a page")
        ALL = "all", _("All questions on one page")

    intro = RichTextField(features=PROSE)
    pools = ParentalManyToManyField(QuestionPool, related_name="quizzes")
    draw = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)], help_text=_("Questions in a paper."))
    per_outcome = models.PositiveSmallIntegerField(
        default=0, help_text=_("At least this many for each learning outcome that the pools cover. 0 = no minimum.")
    )
    pass_mark = models.PositiveSmallIntegerField(
        default=80, validators=[MinValueValidator(1), MaxValueValidator(100)], help_text=_("Per cent.")
    )
    counting = models.CharField(_("which attempt counts"), max_length=8, choices=Counting, default=Counting.HIGHEST)
    attempts_allowed = models.PositiveSmallIntegerField(default=0, help_text=_("0 = unlimited."))
    wait_minutes = models.PositiveIntegerField(
        _("wait between attempts"), default=0, help_text=_("Minutes from handing in to the next start. 0 = none.")
    )
    time_limit = models.PositiveSmallIntegerField(default=0, help_text=_("Minutes for an attempt. 0 = no limit."))
    grace_seconds = models.PositiveSmallIntegerField(
        default=60,
        validators=[MaxValueValidator(600)],
        help_text=_("How long after the end an answer on its way is still taken."),
    )
    reveal = models.CharField(_("feedback is shown"), max_length=8, choices=Reveal, default=Reveal.PASSED)
    layout = models.CharField(max_length=4, choices=Layout, default=Layout.ONE)

    activity_kind = "test"
    parent_page_types: ClassVar = ["modules.CoursePage", "modules.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "quizzes/quiz_page.html"
    base_form_class = QuizForm
    content_panels: ClassVar = [
        *ActivityPage.activity_panels,
        FieldPanel("intro"),
        MultiFieldPanel(
            [
                FieldPanel("pools", widget=CheckboxSelectMultiple),
                FieldRowPanel([FieldPanel("draw"), FieldPanel("per_outcome")]),
            ],
            heading=_("Paper"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("counting")]),
                FieldRowPanel([FieldPanel("attempts_allowed"), FieldPanel("wait_minutes")]),
                FieldRowPanel([FieldPanel("time_limit"), FieldPanel("grace_seconds")]),
                FieldRowPanel([FieldPanel("reveal"), FieldPanel("layout")]),
            ],
            heading=_("Policy"),
        ),
    ]

    def policy(self) -> Policy:
        """The policy as the page states it."""
        return Policy.of({name: getattr(self, name) for name in Policy.names()})

    def requirements(self) -> dict[str, Any]:
        """The policy that an edition freezes."""
        return self.policy().stated()

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
    says = blocks.TextBlock(
        rows=2,
        required=False,
        max_length=600,
        help_text=_("The learner’s own words, shown on a screen that continues."),
    )
    next = blocks.RegexBlock(regex=KEY, help_text=_("Key of a step or an ending."))


class StepBlock(blocks.StructBlock):
    """A scene and the decision it asks for."""

    key = blocks.RegexBlock(regex=KEY)
    title = blocks.CharBlock(max_length=120)
    text = InlineText()
    simulations = blocks.ListBlock(SimulationBlock(), default=[], max_num=3)
    continues = blocks.BooleanBlock(
        required=False, help_text=_("The first screen goes on from the last one on the way here.")
    )
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
