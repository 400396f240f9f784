"""What follows from joining an organization."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from enrollments.domain.assigning import enroll_newcomer
from organizations.models import Membership
from organizations.signals import member_joined


@receiver(member_joined)
def enroll_who_joined(sender: Any, membership: Membership, now: datetime, **kwargs: Any) -> None:
    """The newcomer is enrolled for what is assigned to them."""
    enroll_newcomer(membership=membership, now=now)
