"""What writing and reading a file of questions tells."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.errors import DomainError
from quizzes.items import QuestionContent


class UnreadableError(DomainError):
    """Nothing can be read from the file; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about one question. `name` is its key, or what its file calls it; `place` is where it stands there."""

    name: str
    sentence: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A file and its report: `keys` are in it, of which `different` look or count otherwise there; `left` are not."""

    text: str
    keys: tuple[str, ...]
    different: tuple[Remark, ...]
    left: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A question that was read, and what of it was lost on the way."""

    key: str
    content: QuestionContent
    place: str
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: questions to use, those that cannot be, and sentences about the file as a whole."""

    questions: tuple[Found, ...]
    left: tuple[Remark, ...]
    notes: tuple[str, ...] = ()


def no_counterpart(kind: str) -> str:
    """Why a question of one of Moodle's types is left."""
    if kind == "description":
        return _("It is a text without a question.")
    return _("Questions of the type “%(type)s” have no counterpart here.") % {"type": kind[:40]}


def categories_note(count: int) -> list[str]:
    """What becomes of several categories."""
    return [_("The file has %(count)s categories. All go into this pool.") % {"count": count}] if count > 1 else []
