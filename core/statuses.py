"""The mark, the word and the tone of each status: shape and word come before color."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Mark(NamedTuple):
    """How a status is shown; `tone` is `done`, `late` or nothing."""

    icon: str
    word: str | Promise
    tone: str = ""


MARKS: dict[str, Mark] = {
    "assigned": Mark("ring", _("Not started")),
    "not_started": Mark("ring", _("Not started")),
    "in_progress": Mark("half", _("In progress")),
    "completed": Mark("check", _("Completed"), "done"),
    "overdue": Mark("warn", _("Overdue"), "late"),
    "due": Mark("clock", _("Due")),
    "expired": Mark("hourglass", _("Expired"), "late"),
    "withdrawn": Mark("minus", _("Withdrawn")),
    "invited": Mark("mail", _("Invited")),
    "active": Mark("check", _("Active"), "done"),
    "suspended": Mark("pause", _("Suspended")),
    # Answers and checks
    "passed": Mark("check", _("Passed"), "done"),
    "failed": Mark("wrong", _("Not passed yet"), "late"),
    "ready": Mark("check", _("Ready"), "done"),
    "attention": Mark("warn", _("Needs attention"), "late"),
    "info": Mark("info", _("Note")),
    # Certificates
    "valid": Mark("check", _("Valid"), "done"),
    "renewal_due": Mark("renew", _("Renewal due"), "late"),
    "superseded": Mark("minus", _("Superseded")),
    "revoked": Mark("wrong", _("Revoked"), "late"),
}
