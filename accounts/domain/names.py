"""Names, and the name on certificates."""

import unicodedata
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from core.errors import DomainError

#: Control, formatting, private and surrogate characters could hide or turn around what is read.
HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs"})
#: Zero-width joiners, which some scripts need.
JOINERS = "\u200c\u200d"
#: Of a name, as the columns have it.
LONGEST = 120


def check_name(name: str) -> str:
    """The name with white space folded; raises `DomainError` for one that is empty, too long, or has
    characters that don't print.
    """
    folded = " ".join(unicodedata.normalize("NFC", name).split())
    bad = [char for char in folded if unicodedata.category(char) in HIDDEN and char not in JOINERS]
    if len(folded) > LONGEST:  # Normalizing may have taken letters apart.
        raise DomainError("Use a shorter name: it has to fit on one line of the certificate.")
    if not folded or not any(char.isalpha() for char in folded):
        raise DomainError("Enter a name with letters in it.")
    if bad or any(char in "<>{}" for char in folded):
        raise DomainError("Use only letters, spaces, hyphens, apostrophes, periods and commas in the name.")
    return folded


@transaction.atomic
def confirm_certificate_name(*, user: User, name: str, now: datetime) -> User:
    """Store the name that later certificates carry. Certificates already issued keep theirs."""
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    locked.certificate_name = check_name(name)
    locked.certificate_name_confirmed_at = now
    locked.save(update_fields=["certificate_name", "certificate_name_confirmed_at"])
    audit.record(verb="accounts.confirm_name", obj=locked, actor=user)
    return locked


@transaction.atomic
def change_profile(*, user: User, name: str, time_zone: str) -> User:
    """Store the name that others see and the time zone that due dates follow."""
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    before = {"time_zone": locked.time_zone}
    locked.name, locked.time_zone = check_name(name), time_zone
    locked.save(update_fields=["name", "time_zone"])
    audit.record(
        verb="accounts.change_profile", obj=locked, actor=user, before=before, after={"time_zone": locked.time_zone}
    )
    return locked
