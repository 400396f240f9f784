"""The invitation that waits in the session while its owner signs in or signs up."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from core import clock
from core.errors import DomainError
from organizations.domain.invitations import accept_invitation, invitation_from_token

SESSION_KEY = "invitation"


def take_up_pending(request: HttpRequest, user: Any) -> None:
    """Accept the invitation that waits in the session, if any; a refusal is shown as a message."""
    token = request.session.pop(SESSION_KEY, None) if hasattr(request, "session") else None
    if token is None:
        return
    try:
        accept_invitation(invitation=invitation_from_token(token=token, now=clock.now()), user=user, now=clock.now())
    except DomainError as error:
        messages.warning(request, error.message)
