"""One person."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coordination import standing, words
from coordination.domain import person as dossier
from coordination.domain.person import Record
from core import clock, limits
from core.errors import DomainError
from enrollments.words import day_words, minutes_words, steps_words
from notices.models import Message
from organizations.domain.invitations import resend_invitation
from organizations.models import Membership, Organization
from organizations.rules import coordinator_only
from quizzes.models import Accommodation


@require_safe
@coordinator_only
def person(request: HttpRequest, organization: Organization, membership: UUID) -> HttpResponse:
    """Where the person stands and why, attempts, certificate, mails, and what happened."""
    found = _get(organization, membership)
    today = clock.local_date(clock.now(), organization.time_zone)
    records = dossier.records_of(found, today)
    given = dossier.current_accommodations(records)
    invitation = dossier.last_invitation(found)
    context = {
        "organization": organization,
        "membership": found,
        "records": [
            _shown(record, today, organization.time_zone) | {"accommodation": _accommodation(record, given)}
            for record in records
        ],
        "invitation": invitation,
        "invitation_over": bool(invitation and invitation.expires_at <= clock.now()),
        "mails": [_mail(message) for message in dossier.mails_of(found, records)],
        "events": [(event, words.HISTORY.get(event.verb, event.verb)) for event in dossier.history_of(found, records)],
    }
    return render(request, "coordination/person.html", context)


@require_POST
@coordinator_only
def resend(request: HttpRequest, organization: Organization, membership: UUID) -> HttpResponse:
    """Send the invitation again, with a fresh link."""
    found = _get(organization, membership)
    limits.check(scope="resend-invitation", who=str(found.public_id), most=5, seconds=3600)
    try:
        resend_invitation(membership=found, actor=request.user, now=clock.now())
    except DomainError as error:
        messages.warning(request, error.message)
    else:
        messages.success(
            request,
            _("A new invitation is on its way to %(email)s. The earlier link has ended.") % {"email": found.email},
        )
    return redirect("coordination:person", organization.slug, found.public_id)


def _get(organization: Organization, public_id: UUID) -> Membership:
    found = dossier.find(organization, public_id)
    if found is None:
        raise Http404
    return found


def _shown(record: Record, today: date, zone: str) -> dict[str, Any]:
    """A record with the words of the page."""
    enrollment = record.enrollment
    facts = {
        "due": day_words(record.due_on, today) if record.due_on else "",
        "started": words.long_day(enrollment.started_at if enrollment else None, today, zone),
        "completed": words.long_day(enrollment.completed_at if enrollment else None, today, zone),
        "withdrawn": words.long_day(enrollment.withdrawn_at if enrollment else None, today, zone),
        "steps": _steps(record),
    }
    return {
        "record": record,
        "mark": standing.mark_of(record.standing),
        "words": standing.words_of(record.standing, record.due_on, today),
        "rule": words.rule_words(record.standing, facts),
    }


def _accommodation(record: Record, given: dict[int, Accommodation]) -> str:
    """What the person has more of in the tests, if anything."""
    current = given.get(record.enrollment.pk) if record.enrollment else None
    return words.accommodation_words(current) if current else ""


def _steps(record: Record) -> str:
    reached = record.progress
    if reached is None:
        return _("It has not been begun.")
    done = steps_words(reached.steps_done, reached.steps_total)
    if reached.activities_done:
        return _("%(steps)s; the evaluation is still to come.") % {"steps": done}
    return _("%(steps)s; %(left)s left.") % {"steps": done, "left": minutes_words(reached.minutes_left)}


def _mail(message: Message) -> dict[str, Any]:
    mark, state = words.MAIL_STATES[message.state]
    return {
        "subject": message.subject or words.MAIL_KINDS.get(message.kind, _("Mail about the course")),
        "at": message.sent_at or message.created_at,
        "mark": mark,
        "state": state,
    }
