"""Reading people."""

from accounts.models import User


def account_of(email: str) -> User | None:
    """The account with this address, whatever its case, or None."""
    return User.objects.filter(email=email.strip().lower()).first()
