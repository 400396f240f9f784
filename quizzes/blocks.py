"""The parts of a question in the editor: the simulated screen, and one block for each kind of answers."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from modules.blocks.simulation import ChatLineBlock, GroupBlock, PostBlock

#: What in a post can tell who the patient is: the classes that a marked span is named by.
#: Source: the identifiers of 45 CFR § 164.514(b)(2), grouped as they occur in posts.
IDENTIFIERS = [
    ("name", _("Name")),
    ("place", _("Place")),
    ("date", _("Date or time")),
    ("age", _("Age")),
    ("contact", _("Number, address or account")),
    ("image", _("Picture of the person")),
    ("condition", _("Rare condition or treatment")),
    ("event", _("Event that others heard of")),
    ("relation", _("Family, work or role")),
    ("other", _("Any other unique detail")),
]


class ScreenBlock(blocks.StructBlock):
    """The simulated post, thread or message that a question is about. It has no notes: they would give it away."""

    label = blocks.CharBlock(max_length=80, help_text=_("The kind of post, for example “Public feed post”."))
    screen = blocks.ChoiceBlock(
        choices=[("post", _("Post")), ("thread", _("Thread")), ("messages", _("Messages"))], default="post"
    )
    group = GroupBlock(required=False)
    posts = blocks.ListBlock(PostBlock(), default=[])
    messages = blocks.ListBlock(ChatLineBlock(), default=[])
    caption = blocks.CharBlock(max_length=200, required=False)

    class Meta:
        icon = "mobile-alt"
        label = _("Simulated screen")


class OptionBlock(blocks.StructBlock):
    """An answer on offer."""

    text = blocks.TextBlock(rows=2, max_length=400)
    correct = blocks.BooleanBlock(required=False)
    feedback = blocks.TextBlock(rows=2, max_length=600, help_text=_("Why it is right or not, to whoever chose it."))


class ItemBlock(blocks.StructBlock):
    """One of the things to put in order."""

    text = blocks.TextBlock(rows=2, max_length=400)
    feedback = blocks.TextBlock(rows=2, max_length=600, help_text=_("Why it stands in this place."))


class PairBlock(blocks.StructBlock):
    """Something and what belongs to it."""

    text = blocks.TextBlock(rows=2, max_length=400)
    match = blocks.CharBlock(max_length=200, label=_("Belongs to"))
    feedback = blocks.TextBlock(rows=2, max_length=600)


class SpanBlock(blocks.StructBlock):
    """What the words of one pin give away."""

    identifier = blocks.ChoiceBlock(choices=IDENTIFIERS)
    feedback = blocks.TextBlock(rows=2, max_length=600, help_text=_("How these words lead to the patient."))


class ChoiceAnswers(blocks.StructBlock):
    """Answers to choose among. The first option gets the letter a, and so on: append new ones, do not reorder."""

    options = blocks.ListBlock(OptionBlock(), min_num=2, max_num=8)


class MultipleAnswers(ChoiceAnswers):
    """The same, with more than one right."""

    credit = blocks.ChoiceBlock(
        choices=[("all", _("All or nothing")), ("partial", _("Partial credit, never below zero"))], default="all"
    )


class OrderingAnswers(blocks.StructBlock):
    """Things to put in order, written in the right order."""

    items = blocks.ListBlock(ItemBlock(), min_num=3, max_num=8, help_text=_("In the right order."))


class MatchingAnswers(blocks.StructBlock):
    """Pairs, and answers that belong to nothing."""

    pairs = blocks.ListBlock(PairBlock(), min_num=2, max_num=8)
    distractors = blocks.ListBlock(blocks.CharBlock(max_length=200), default=[], max_num=4)


class MarkingAnswers(blocks.StructBlock):
    """Spans of the simulated screen, pinned there as [these words]{1}."""

    spans = blocks.ListBlock(
        SpanBlock(), min_num=1, max_num=9, help_text=_("The first is for the words pinned with {1}, and so on.")
    )


class ReflectionAnswers(blocks.StructBlock):
    """Boxes to write in: one for a free text, two for an if–then plan."""

    boxes = blocks.ListBlock(blocks.CharBlock(max_length=200), min_num=1, max_num=2, help_text=_("Labels."))


class AnswersBlock(blocks.StreamBlock):
    """Exactly one of these makes the kind of the question."""

    single = ChoiceAnswers(label=_("One answer"), icon="radio-full")
    multiple = MultipleAnswers(label=_("Several answers"), icon="tasks")
    true_false = ChoiceAnswers(label=_("True or false"), icon="check")
    ordering = OrderingAnswers(label=_("Put in order"), icon="list-ol")
    matching = MatchingAnswers(label=_("Match"), icon="link")
    marking = MarkingAnswers(label=_("Mark the words"), icon="edit")
    reflection = ReflectionAnswers(label=_("Reflection, not scored"), icon="pilcrow")
