"""A simulated post, thread or exchange of messages: the picture that teaches."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from modules.simulation import pin_faults


class PostBlock(blocks.StructBlock):
    """One post or reply on the simulated screen."""

    author = blocks.CharBlock(max_length=80)
    meta = blocks.CharBlock(
        max_length=120, required=False, help_text=_("Audience and time, for example “Everyone · 2 days ago”.")
    )
    text = blocks.TextBlock(rows=4, help_text=_("Write [these words]{1} to pin note 1 to “these words”."))
    stats = blocks.ListBlock(blocks.CharBlock(max_length=40), required=False, default=[])
    reply = blocks.BooleanBlock(required=False, help_text=_("Indented under the post above."))
    you = blocks.BooleanBlock(required=False, help_text=_("Written by the learner."))

    class Meta:
        icon = "comment"


class ChatLineBlock(blocks.StructBlock):
    """A message, or a time between messages."""

    at = blocks.CharBlock(max_length=40, required=False, label=_("Time line"))
    sender = blocks.ChoiceBlock(choices=[("them", _("They")), ("me", _("You"))], required=False, label=_("From"))
    text = blocks.TextBlock(rows=2, required=False)

    class Meta:
        icon = "comment"


class NoteBlock(blocks.StructBlock):
    """A numbered note beside the screen."""

    title = blocks.CharBlock(max_length=60, help_text=_("What it is, in two or three words."))
    text = blocks.TextBlock(rows=2, help_text=_("Why it matters, in one or two sentences."))
    tone = blocks.ChoiceBlock(choices=[("risk", _("Risk")), ("good", _("Good"))], default="risk")


class GroupBlock(blocks.StructBlock):
    """The bar at the top of a group or a conversation."""

    name = blocks.CharBlock(max_length=80, required=False)
    detail = blocks.CharBlock(max_length=120, required=False)


class SimulationBlock(blocks.StructBlock):
    """Fictitious people and places, and marked so on every screen."""

    label = blocks.CharBlock(max_length=80, help_text=_("The kind of post, for example “Public feed post”."))
    screen = blocks.ChoiceBlock(
        choices=[("post", _("Post")), ("thread", _("Thread")), ("messages", _("Messages"))], default="post"
    )
    group = GroupBlock(required=False)
    posts = blocks.ListBlock(PostBlock(), default=[])
    messages = blocks.ListBlock(ChatLineBlock(), default=[])
    notes = blocks.ListBlock(NoteBlock(), default=[], max_num=5)
    caption = blocks.CharBlock(max_length=200, required=False)

    def clean(self, value: Any) -> Any:
        """Every note pinned exactly once, in reading order."""
        cleaned = super().clean(value)
        faults = pin_faults(cleaned)
        if faults:
            raise blocks.StructBlockValidationError({"notes": ValidationError(" ".join(faults))})
        return cleaned

    class Meta:
        icon = "mobile-alt"
        template = "modules/blocks/simulation.html"
