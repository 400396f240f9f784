"""Simulated screens. Lengths here and beside are those of the pages' fields."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from authoring.values import Form, Line, MaybeLine, Text
from modules.simulation import PINNED, pin_faults


class Group(Form):
    """The bar of a group."""

    name: Line = Field(max_length=80)
    detail: MaybeLine = Field("", max_length=120)


class Post(Form):
    """A post or a reply."""

    author: Line = Field(max_length=80)
    meta: MaybeLine = Field("", max_length=120)
    text: Text
    stats: list[Annotated[Line, Field(max_length=40)]] = []
    reply: bool = False
    you: bool = False


class Message(Form):
    """A message, or a time between messages."""

    at: Annotated[Line, Field(max_length=40)] | None = None
    sender: Literal["them", "me"] | None = Field(None, alias="from")
    text: Text | None = None

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        parts = [self.at is not None, self.sender is not None, self.text is not None]
        if parts not in ([True, False, False], [False, True, True]):
            raise ValueError("A line of messages has either “at”, or “from” and “text”.")
        return self


class Note(Form):
    """A numbered note beside the screen."""

    title: Line = Field(max_length=60)
    text: Text
    tone: Literal["risk", "good"] = "risk"


class Screen(Form):
    """A simulated post, thread or exchange of messages."""

    label: Line = Field(max_length=80)
    screen: Literal["post", "thread", "messages"]
    group: Group | None = None
    posts: list[Post] = []
    messages: list[Message] = []
    caption: MaybeLine = Field("", max_length=200)

    @model_validator(mode="after")
    def _screen_fits(self) -> Self:
        if self.screen == "messages" and (self.posts or not self.messages):
            raise ValueError("A screen of messages has “messages” and no “posts”.")
        if self.screen != "messages" and (self.messages or not self.posts):
            raise ValueError(f"A screen “{self.screen}” has “posts” and no “messages”.")
        if self.screen == "post" and (len(self.posts) > 1 or self.group):
            raise ValueError("A screen “post” has one post and no group. Make it a “thread”.")
        return self

    def broken_pins(self) -> list[str]:
        """A sentence when a pin in the texts is badly written."""
        texts = [part.text for part in self.posts] + [part.text or "" for part in self.messages]
        if any("]{" in PINNED.sub("", text) for text in texts):
            return ["A pin looks like this: [these words]{1}. One here does not."]
        return []


class Simulation(Screen):
    """A screen with notes on it, or without."""

    notes: list[Note] = Field([], max_length=5)

    @model_validator(mode="after")
    def _pins_fit(self) -> Self:
        if len(self.notes) == 1:
            raise ValueError("Write at least two notes, or none.")
        wrong = [*pin_faults(self.model_dump()), *self.broken_pins()]
        if wrong:
            raise ValueError(" ".join(wrong))
        return self


class MarkedScreen(Screen):
    """The screen of a question for marking words: its pins are the key, and it has no notes."""

    @model_validator(mode="after")
    def _pins_fit(self) -> Self:
        wrong = self.broken_pins()
        if wrong:
            raise ValueError(wrong[0])
        return self
