"""Dates, times and amounts as people say them."""

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.numbers import digits


def day_words(day: date, today: date) -> str:
    """ "December 5", with the year when it is not this one."""
    return date_format(day, "F j" if day.year == today.year else "F j, Y")


def due_words(due_on: date, today: date) -> str:
    """ "Due December 5"."""
    return _("Due %(day)s") % {"day": day_words(due_on, today)}


def overdue_words(due_on: date, today: date) -> str:
    """ "Overdue by 3 days", for a day that is past."""
    days = (today - due_on).days
    return ngettext("Overdue by %(days)s day", "Overdue by %(days)s days", days) % {"days": days}


def distance_words(due_on: date, today: date) -> str:
    """What is left until the day: "due in 14 days", "due tomorrow", "due today", "3 days overdue"."""
    days = (due_on - today).days
    if days == 0:
        return _("due today")
    if days == 1:
        return _("due tomorrow")
    if days < 0:
        return ngettext("%(days)s day overdue", "%(days)s days overdue", -days) % {"days": -days}
    return ngettext("due in %(days)s day", "due in %(days)s days", days) % {"days": days}


def hours_words(hours: Decimal) -> str:
    """ "1.5 contact hours"."""
    return ngettext("%(hours)s contact hour", "%(hours)s contact hours", 1 if hours == 1 else 2) % {
        "hours": digits(hours)
    }


def minutes_words(minutes: int) -> str:
    """ "46 minutes"."""
    return ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}


def steps_words(done: int, total: int) -> str:
    """ "7 of 18 steps complete"."""
    return _("%(done)s of %(total)s steps complete") % {"done": done, "total": total}
