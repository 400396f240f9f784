"""People for tests."""

from typing import Any

import factory
from allauth.account.models import EmailAddress
from factory.django import DjangoModelFactory

from accounts.models import User

PASSWORD = "before-you-post"


class UserFactory(DjangoModelFactory[User]):
    """A person who can sign in with `PASSWORD`; `verified=False` leaves the address unconfirmed."""

    class Meta:
        model = User

    verified = True
    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}, RN")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        """Hash the password as sign-up does, and confirm the address."""
        verified = kwargs.pop("verified")
        user = User.objects.create_user(kwargs.pop("email"), kwargs.pop("password", PASSWORD), **kwargs)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
        return user
