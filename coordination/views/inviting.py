"""Inviting one person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coordination.domain.inviting import Invited, invite_person
from coordination.domain.queries import assignments_for_newcomer, role_of
from coordination.forms import InviteForm
from core import clock, limits
from core.errors import DomainError
from organizations.models import Membership, Organization
from organizations.rules import coordinator_only


@require_http_methods(["GET", "POST"])
@coordinator_only
def invite(request: HttpRequest, organization: Organization) -> HttpResponse:
    """Ask for the address; on POST send the invitation."""
    is_owner = role_of(organization, request.user) == Membership.Role.OWNER
    form = InviteForm(request.POST or None, organization=organization, is_owner=is_owner)
    if request.method == "POST" and form.is_valid():
        limits.check(scope="invite", who=str(request.user.pk), most=300, seconds=3600)
        try:
            invited = invite_person(organization=organization, actor=request.user, now=clock.now(), **form.cleaned_data)
        except DomainError as error:
            form.add_error("email", error.message)
        else:
            messages.success(request, _told(organization, invited))
            return redirect("coordination:people", organization.slug)
    return render(request, "coordination/invite.html", {"organization": organization, "form": form})


def _told(organization: Organization, invited: Invited) -> str:
    """Where the mail goes, and what the person will find after joining."""
    membership = invited.membership
    today = clock.local_date(clock.now(), organization.time_zone)
    sent = (
        _("A new invitation is on its way to %(email)s. The earlier link has ended.")
        if invited.again
        else _("An invitation is on its way to %(email)s.")
    ) % {"email": membership.email}
    courses = assignments_for_newcomer(organization, membership.team, today)
    if courses:
        follows = _("On joining, this applies to them too: %(courses)s.") % {"courses": ", ".join(courses)}
        return f"{sent} {follows}"
    url = f"{reverse('coordination:assign', args=[organization.slug])}?person={membership.public_id}"
    return format_html('{} <a href="{}">{}</a>', sent, url, _("Assign a course"))
