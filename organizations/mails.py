"""How the mails of this app read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from notices.kinds import Mail
from organizations.domain.invitations import token_of
from organizations.models import Invitation


def invitation(payload: Mapping[str, Any], now: datetime) -> Mail | None:
    """The link to take up a membership; nothing when it was used, withdrawn or has run out meanwhile."""
    found = Invitation.objects.select_related("membership__organization", "invited_by").get(pk=payload["invitation"])
    if found.accepted_at or found.revoked_at or found.expires_at <= now:
        return None
    organization = found.membership.organization
    return Mail(
        subject=_("%(organization)s invites you to %(site)s")
        % {"organization": organization.name, "site": settings.SITE_NAME},
        template="organizations/mail/invitation",
        context={
            "organization": organization,
            "name": found.membership.name,
            "invited_by": found.invited_by.name,
            "expires_at": clock.local_date(found.expires_at, organization.time_zone),
            "url": settings.BASE_URL + reverse("organizations:invitation", args=[token_of(found)]),
        },
    )
