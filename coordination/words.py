"""What the coordinator reads: sentences made of figures and facts."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coordination import standing
from coordination.domain.figures import GOAL, Figures, Tally
from core import clock
from enrollments import progress
from enrollments.words import day_words
from notices.models import Message
from quizzes.models import Accommodation

HISTORY: dict[str, str | Promise] = {
    "organizations.invite": gettext_lazy("Invitation sent"),
    "organizations.join": gettext_lazy("Invitation accepted"),
    "enrollments.enroll": gettext_lazy("Enrolled in the course"),
    "enrollments.start": gettext_lazy("Course started"),
    "enrollments.complete_activity": gettext_lazy("Step completed"),
    "enrollments.complete": gettext_lazy("Course completed"),
    "enrollments.withdraw": gettext_lazy("Withdrawn from the course"),
    "enrollments.expire": gettext_lazy("The course closed before it was completed"),
    "quizzes.give_accommodation": gettext_lazy("Accommodation given"),
    "quizzes.end_accommodation": gettext_lazy("Accommodation ended"),
    "certificates.issue": gettext_lazy("Certificate issued"),
    "certificates.refuse": gettext_lazy("No certificate: the course had closed"),
}
MAIL_STATES: dict[str, tuple[str, str | Promise]] = {
    Message.State.QUEUED: ("due", gettext_lazy("Waiting to be sent")),
    Message.State.SENT: ("completed", gettext_lazy("Sent")),
    Message.State.SKIPPED: ("withdrawn", gettext_lazy("Not sent: no longer needed")),
    Message.State.FAILED: ("attention", gettext_lazy("Could not be delivered")),
}
MAIL_KINDS: dict[str, str | Promise] = {
    "organizations.invitation": gettext_lazy("Invitation"),
    "enrollments.assigned": gettext_lazy("Course assigned"),
    "enrollments.reminder": gettext_lazy("Reminder"),
    "certificates.issued": gettext_lazy("Certificate"),
}


def goal_words(figures: Figures) -> str:
    """How far the goal is, and which teams hold most of those who still have to finish."""
    missing = figures.goal_people - figures.all.completed
    if missing <= 0:
        return _("Your goal of %(goal)s%% is reached.") % {"goal": GOAL}
    first = ngettext(
        "%(count)s more completion reaches your goal of %(goal)s%%.",
        "%(count)s more completions reach your goal of %(goal)s%%.",
        missing,
    ) % {"count": missing, "goal": GOAL}
    return f"{first} {_holders(figures)}".strip()


def _holders(figures: Figures) -> str:
    """The two teams with the most people still to finish, when there are teams to tell apart."""
    ranked = sorted(figures.teams, key=lambda team: -team.unfinished)[:2]
    if len(ranked) < 2 or not ranked[1].unfinished:
        return ""
    return _("%(first)s and %(second)s hold %(count)s of the %(all)s people still to finish.") % {
        "first": team_words(ranked[0]),
        "second": team_words(ranked[1]),
        "count": ranked[0].unfinished + ranked[1].unfinished,
        "all": figures.all.unfinished,
    }


def team_words(team: Tally) -> str:
    """The team's name."""
    return team.name or _("People without a team")


def days_words(days: float | None) -> str:
    """A number of days as a figure: "6", "under 1", or a dash without any."""
    if days is None:
        return "\N{EN DASH}"
    return _("under 1") if days < 1 else f"{days:g}"


def active_words(moment: datetime | None, today: date, zone: str) -> str:
    """The day of the last activity: "Today", "Nov 18", "Nov 18, 2025" or "never"."""
    if moment is None:
        return _("never")
    day = clock.local_date(moment, zone)
    return _("Today") if day == today else short_day(day, today)


def short_day(day: date | None, today: date) -> str:
    """ "Nov 18", with the year when it is not this one; empty without a day."""
    if day is None:
        return ""
    return date_format(day, "M j" if day.year == today.year else "M j, Y")


def rule_words(status: str, facts: dict[str, str]) -> str:
    """Why the status is what it is. `facts`: `due`, `started`, `completed`, `withdrawn`, `steps`, as words."""
    rules = {
        standing.OVERDUE: _("Due %(due)s, and not finished by the end of that day. %(steps)s"),
        progress.ASSIGNED: _("Assigned and not begun. The course begins once its requirements are acknowledged."),
        progress.IN_PROGRESS: _("Begun %(started)s. %(steps)s"),
        progress.COMPLETED: _("Completed %(completed)s: every required step is done and the evaluation is handed in."),
        progress.EXPIRED: _("The course closed before it was completed."),
        progress.WITHDRAWN: _("Withdrawn %(withdrawn)s. What was done before stays on record."),
        standing.INVITED: _("Assigned. The course opens once the invitation is accepted."),
    }
    return (rules[status] % facts).strip()


def long_day(moment: datetime | None, today: date, zone: str) -> str:
    """ "November 18", with the year when it is not this one; empty without a moment."""
    return day_words(clock.local_date(moment, zone), today) if moment else ""


def accommodation_words(given: Accommodation) -> str:
    """What it gives: "50% more time and 2 more attempts"."""
    time = _("%(extra)s%% more time") % {"extra": given.extra_time}
    attempts = ngettext("%(extra)s more attempt", "%(extra)s more attempts", given.extra_attempts) % {
        "extra": given.extra_attempts
    }
    if given.extra_time and given.extra_attempts:
        return _("%(time)s and %(attempts)s") % {"time": time, "attempts": attempts}
    return time if given.extra_time else attempts
