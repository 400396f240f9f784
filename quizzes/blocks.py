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
        choices=[("post", _("Post")), ("thread", _("Thread")), ("messages", _("Messages"))],
        default="post",
        help_text=_("A post and a thread are written under Posts, messages under Messages."),
    )
    group = GroupBlock(required=False, label=_("Group or conversation"))
    posts = blocks.ListBlock(PostBlock(), default=[])
    messages = blocks.ListBlock(ChatLineBlock(), default=[])
    caption = blocks.CharBlock(max_length=200, required=False, help_text=_("A line under the screen."))

    class Meta:
        icon = "mobile-alt"
        label = _("Simulated screen")
        help_text = _(
            "Everybody on it is fictitious. Only a question of the kind “Mark the words” has pins: write "
            "[these words]{1} around the first words to be marked, [others]{2} around the next, and so on."
        )


class OptionBlock(blocks.StructBlock):
    """An answer on offer."""

    text = blocks.TextBlock(rows=2, max_length=400, label=_("Text"))
    correct = blocks.BooleanBlock(required=False, label=_("Right"))
    feedback = blocks.TextBlock(rows=2, max_length=600, help_text=_("Why it is right or not, to whoever chose it."))

    class Meta:
        icon = "check"
        label = _("Answer")


class ItemBlock(blocks.StructBlock):
    """One of the things to put in order."""

    text = blocks.TextBlock(rows=2, max_length=400, label=_("What to place"))
    feedback = blocks.TextBlock(rows=2, max_length=600, help_text=_("Why it stands in this place."))

    class Meta:
        icon = "list-ol"
        label = _("Place")


class PairBlock(blocks.StructBlock):
    """Something and what belongs to it."""

    text = blocks.TextBlock(rows=2, max_length=400, label=_("Prompt"))
    match = blocks.CharBlock(
        max_length=200, label=_("Belongs to"), help_text=_("Written the same way, two prompts share one answer.")
    )
    feedback = blocks.TextBlock(rows=2, max_length=600, help_text=_("Why the two belong together."))

    class Meta:
        icon = "link"
        label = _("Pair")


class SpanBlock(blocks.StructBlock):
    """What the words of one pin give away."""

    identifier = blocks.ChoiceBlock(choices=IDENTIFIERS, label=_("What they are"))
    feedback = blocks.TextBlock(rows=2, max_length=600, help_text=_("How these words lead to the patient."))

    class Meta:
        icon = "edit"
        label = _("Words to mark")


class ChoiceAnswers(blocks.StructBlock):
    """Answers to choose among. The first option gets the letter a, and so on: append new ones, do not reorder."""

    options = blocks.ListBlock(
        OptionBlock(),
        min_num=2,
        max_num=8,
        default=[{}, {}, {}],
        label=_("Answers"),
        help_text=_(
            "Mark one as right; three good answers are enough. Learners see them shuffled. Add new ones at the end and "
            "leave the others in place: statistics tell answers apart by their place."
        ),
    )


class MultipleAnswers(blocks.StructBlock):
    """The same, with more than one right."""

    options = blocks.ListBlock(
        OptionBlock(),
        min_num=2,
        max_num=8,
        default=[{}, {}, {}, {}],
        label=_("Answers"),
        help_text=_(
            "Mark two or more as right. Learners see them shuffled. Add new ones at the end and leave the others in "
            "place: statistics tell answers apart by their place."
        ),
    )
    credit = blocks.ChoiceBlock(
        choices=[("all", _("All or nothing")), ("partial", _("Partial credit, never below zero"))],
        default="all",
        help_text=_("Partial credit: the share of the right answers chosen, less the share of the wrong ones chosen."),
    )


class TrueFalseAnswers(blocks.StructBlock):
    """A statement that is one or the other, always offered in this order."""

    options = blocks.ListBlock(
        OptionBlock(),
        min_num=2,
        max_num=2,
        default=[{"text": "True"}, {"text": "False"}],
        label=_("Answers"),
        help_text=_("Two answers, one of them right, shown in this order."),
    )


class OrderingAnswers(blocks.StructBlock):
    """Things to put in order, written in the right order."""

    items = blocks.ListBlock(
        ItemBlock(),
        min_num=3,
        max_num=8,
        default=[{}, {}, {}],
        label=_("In the right order"),
        help_text=_("Learners see them shuffled. Credit is the share of neighbors that follow one another rightly."),
    )


class MatchingAnswers(blocks.StructBlock):
    """Pairs, and answers that belong to nothing."""

    pairs = blocks.ListBlock(
        PairBlock(),
        min_num=2,
        max_num=8,
        default=[{}, {}],
        label=_("Pairs"),
        help_text=_("Credit is the share of prompts that get their own answer."),
    )
    distractors = blocks.ListBlock(
        blocks.CharBlock(max_length=200, label=_("Answer")),
        default=[],
        max_num=4,
        label=_("Answers that belong to nothing"),
        help_text=_("One or two keep the last pair from being a gift."),
    )


class MarkingAnswers(blocks.StructBlock):
    """Spans of the simulated screen, pinned there as [these words]{1}."""

    spans = blocks.ListBlock(
        SpanBlock(),
        min_num=1,
        max_num=9,
        default=[{}],
        label=_("Words to mark"),
        help_text=_(
            "The first is for the words pinned as [these words]{1} in the simulated screen, and so on. Credit is the "
            "overlap of the words marked with the words pinned."
        ),
    )


class ReflectionAnswers(blocks.StructBlock):
    """Boxes to write in: one for a free text, two for an if–then plan."""

    boxes = blocks.ListBlock(
        blocks.CharBlock(max_length=200, label=_("Label")),
        min_num=1,
        max_num=2,
        label=_("Boxes"),
        help_text=_(
            "The label of each box: one for a free text, two for an if–then plan. Nobody but the learner reads it."
        ),
    )


class AnswersBlock(blocks.StreamBlock):
    """Exactly one of these makes the kind of the question."""

    single = ChoiceAnswers(label=_("One answer"), icon="radio-full")
    multiple = MultipleAnswers(label=_("Several answers"), icon="tasks")
    true_false = TrueFalseAnswers(label=_("True or false"), icon="check")
    ordering = OrderingAnswers(label=_("Put in order"), icon="list-ol")
    matching = MatchingAnswers(label=_("Match"), icon="link")
    marking = MarkingAnswers(label=_("Mark the words"), icon="edit")
    reflection = ReflectionAnswers(label=_("Reflection, not scored"), icon="pilcrow")
