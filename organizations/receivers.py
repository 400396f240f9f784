"""What follows from signing in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from organizations.joining import take_up_pending


@receiver(user_logged_in)
def accept_pending_invitation(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """The invitation opened before signing in is taken up now."""
    take_up_pending(request, user)
