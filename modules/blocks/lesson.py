"""The teaching blocks."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from modules.blocks.simulation import SimulationBlock
from modules.blocks.text import InlineText


class TermBlock(blocks.StructBlock):
    """A key term, in the margin."""

    term = blocks.CharBlock(max_length=60)
    definition = blocks.TextBlock(rows=2)

    class Meta:
        icon = "tag"
        label = _("Key term")
        template = "modules/blocks/term.html"


class CalloutBlock(blocks.StructBlock):
    """What the law says, or where the risk lies."""

    tone = blocks.ChoiceBlock(choices=[("law", _("Law")), ("risk", _("Risk"))], default="law")
    title = blocks.CharBlock(max_length=120)
    text = InlineText()
    source = blocks.CharBlock(max_length=200, required=False)

    class Meta:
        icon = "warning"
        label = _("Callout")
        template = "modules/blocks/callout.html"


class RevealBlock(blocks.StructBlock):
    """Something to think about first, and its answer behind a button."""

    summary = blocks.CharBlock(max_length=120, help_text=_("What the button says."))
    text = InlineText()
    simulation = blocks.ListBlock(SimulationBlock(), default=[], max_num=1, label=_("Simulation"))

    class Meta:
        icon = "view"
        label = _("Reveal")
        template = "modules/blocks/reveal.html"


class ChecklistBlock(blocks.StructBlock):
    """Boxes to tick before posting. Nothing is stored."""

    title = blocks.CharBlock(max_length=80)
    items = blocks.ListBlock(
        blocks.StructBlock(
            [("text", blocks.CharBlock(max_length=120)), ("detail", blocks.CharBlock(max_length=200, required=False))]
        ),
        min_num=2,
        max_num=8,
    )
    end = blocks.CharBlock(max_length=200, help_text=_("Shown when every box is ticked."))

    class Meta:
        icon = "tasks"
        label = _("Checklist")
        template = "modules/blocks/checklist.html"


class WorkedExampleBlock(blocks.StructBlock):
    """One case with the reasoning shown in full."""

    title = blocks.CharBlock(max_length=120)
    situation = InlineText()
    simulation = blocks.ListBlock(SimulationBlock(), default=[], max_num=1, label=_("Simulation"))
    steps = blocks.ListBlock(
        blocks.StructBlock([("title", blocks.CharBlock(max_length=120)), ("text", InlineText())]), min_num=1, max_num=8
    )
    result = InlineText()

    class Meta:
        icon = "list-ol"
        label = _("Worked example")
        template = "modules/blocks/worked_example.html"


class RecallBlock(blocks.StructBlock):
    """A question about an earlier module, answered for oneself. Not graded, not stored."""

    prompt = blocks.TextBlock(rows=2)
    options = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("text", blocks.CharBlock(max_length=240)),
                ("correct", blocks.BooleanBlock(required=False)),
                ("feedback", blocks.TextBlock(rows=2)),
            ]
        ),
        min_num=2,
        max_num=4,
    )

    class Meta:
        icon = "help"
        label = _("Recall question")
        template = "modules/blocks/recall.html"


class PlanBlock(blocks.StructBlock):
    """An if–then plan in the learner's own words. Stored for the learner alone."""

    prompt = blocks.TextBlock(rows=2)
    if_hint = blocks.CharBlock(max_length=160)
    then_hint = blocks.CharBlock(max_length=160)

    class Meta:
        icon = "edit"
        label = _("If–then plan")
        template = "modules/blocks/plan.html"


class LessonBody(blocks.StreamBlock):
    """What a lesson is made of."""

    heading = blocks.CharBlock(max_length=120, icon="title", template="modules/blocks/heading.html")
    text = InlineText(template="modules/blocks/text.html")
    simulation = SimulationBlock()
    term = TermBlock()
    callout = CalloutBlock()
    reveal = RevealBlock()
    checklist = ChecklistBlock()
    worked_example = WorkedExampleBlock()
    recall = RecallBlock()
    plan = PlanBlock(max_num=1)

    class Meta:
        block_counts = {"plan": {"max_num": 1}}
