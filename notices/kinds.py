"""What a kind of message says: a registry that the upper apps fill when they start.

`build(payload, now)` loads what the payload's ids name and returns the mail as it is true now, or None when nobody
needs it any more: who has finished gets no reminder.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    content: bytes
    mimetype: str


@dataclass(frozen=True)
class Mail:
    """One mail, ready to be rendered from `<template>.html` and `<template>.txt` with `context`."""

    subject: str
    template: str
    context: Mapping[str, Any]
    attachments: tuple[Attachment, ...] = field(default=())


Build = Callable[[Mapping[str, Any], datetime], Mail | None]


@dataclass(frozen=True)
class Kind:
    """How to build the messages of one kind. A secret payload is wiped once the message is sent or given up."""

    build: Build
    secret: bool = False


_KINDS: dict[str, Kind] = {}


def register(kind: str, build: Build, *, secret: bool = False) -> None:
    """Tell how messages of `kind` (`app.noun`) are built. Called from `AppConfig.ready`."""
    _KINDS[kind] = Kind(build, secret)


def is_secret(kind: str) -> bool:
    """Whether messages of this kind carry what must not be kept."""
    return kind in _KINDS and _KINDS[kind].secret


def get(kind: str) -> Kind:
    """The registered kind; `KeyError` names one that nobody registered."""
    return _KINDS[kind]
