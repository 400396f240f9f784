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
from quizzes import graph
from quizzes.forms import QuizForm, ScenarioForm
from quizzes.models.questions import QuestionPool
from quizzes.panels import PoolSizesPanel
from quizzes.policy import Policy
from quizzes.refusals import NotPublishable

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
    pools = ParentalManyToManyField(
        QuestionPool, related_name="quizzes", help_text=_("Every paper is drawn from the published questions of these.")
    )
    draw = models.PositiveSmallIntegerField(
        _("questions in a paper"),
        validators=[MinValueValidator(1)],
        help_text=_("Questions not seen before come first. More in the pools than in a paper makes attempts differ."),
    )
    per_outcome = models.PositiveSmallIntegerField(
        _("for each outcome"),
        default=0,
        help_text=_("At least this many for each learning outcome that the pools cover. 0 = no minimum."),
    )
    pass_mark = models.PositiveSmallIntegerField(
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Per cent of the points. Scores are rounded down: 79.99 is not 80."),
    )
    counting = models.CharField(
        _("which attempt counts"),
        max_length=8,
        choices=Counting,
        default=Counting.HIGHEST,
        help_text=_(
            "“The first attempt” measures what learners knew before: who fails it cannot pass later, so it fits only a "
            "test that is not required."
        ),
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        default=0,
        help_text=_("0 = unlimited. A coordinator can give one learner more."),
    )
    wait_minutes = models.PositiveIntegerField(
        _("wait between attempts"), default=0, help_text=_("Minutes from handing in to the next start. 0 = none.")
    )
    time_limit = models.PositiveSmallIntegerField(
        default=0, help_text=_("Minutes for an attempt; then it is handed in as saved. 0 = no limit.")
    )
    grace_seconds = models.PositiveSmallIntegerField(
        _("seconds of grace"),
        default=60,
        validators=[MaxValueValidator(600)],
        help_text=_("How long after the end an answer on its way is still taken."),
    )
    reveal = models.CharField(
        _("feedback is shown"),
        max_length=8,
        choices=Reveal,
        default=Reveal.PASSED,
        help_text=_("Right answers that are shown early can be passed on while the same questions are still drawn."),
    )
    layout = models.CharField(
        max_length=4, choices=Layout, default=Layout.ONE, help_text=_("One a page saves each answer on its own.")
    )

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
                FieldPanel("pools", widget=CheckboxSelectMultiple, required_on_save=False),
                PoolSizesPanel(heading=_("Published questions")),
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
        """The items of one paper; practice earns no contact hours."""
        return self.draw if self.required else 0


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
    preview_modes: ClassVar = [
        ("", _("As the learner begins")),
        ("steps", _("Every step")),
        ("graph", _("Graph")),
    ]
    content_panels: ClassVar = [
        *ActivityPage.activity_panels,
        FieldPanel("start"),
        FieldPanel("steps"),
        FieldPanel("endings"),
        FieldPanel("debrief"),
        FieldPanel("references"),
    ]

    def nodes(self) -> tuple[list[Any], list[Any]]:
        """The steps and the endings, as `quizzes.graph` reads them."""
        return [block.value for block in self.steps], [block.value for block in self.endings]

    def faults(self) -> list[graph.Fault]:
        """Everything that keeps the scenario, as it is in memory, from being published."""
        return graph.faults(self.start, *self.nodes())

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Refuse a revision with faults now, though it may be planned for later: `NotPublishable` with every reason."""
        revision.as_object().refuse_faults()
        return super().publish(revision, *args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to make a scenario with faults live, by whatever way: `NotPublishable` with every reason."""
        if self.live and kwargs.get("update_fields") is None:  # Noting a draft writes a few columns of a live row.
            self.refuse_faults()
        super().save(*args, **kwargs)

    def refuse_faults(self) -> None:
        """Raise `NotPublishable` with every fault; nothing happens when there is none."""
        if found := self.faults():
            raise NotPublishable([str(fault) for fault in found])

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        """A page of its own for each mode."""
        pages = {"steps": "quizzes/scenario_steps.html", "graph": "quizzes/scenario_graph.html"}
        return pages.get(mode_name, self.template)

    def make_preview_request(
        self, original_request: Any = None, preview_mode: Any = None, extra_request_attrs: Any = None
    ) -> Any:
        """The preview knows the address that was asked for, as the author explores by it."""
        asked = {"GET": original_request.GET} if original_request else {}
        return super().make_preview_request(original_request, preview_mode, {**asked, **(extra_request_attrs or {})})
