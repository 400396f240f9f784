"""Organizations and their people for tests."""

import factory
from factory.django import DjangoModelFactory

from core import clock
from organizations.models import Membership, Organization, Team
from tests.factories.accounts import UserFactory


class OrganizationFactory(DjangoModelFactory[Organization]):
    """An organization without people."""

    class Meta:
        model = Organization

    name = factory.Sequence(lambda n: f"Northgate Hospital {n}")
    slug = factory.Sequence(lambda n: f"northgate-{n}")


class TeamFactory(DjangoModelFactory[Team]):
    """A team of a new organization, or of the one given."""

    class Meta:
        model = Team

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"Team {n}")


class MembershipFactory(DjangoModelFactory[Membership]):
    """A learner who has joined; `user=None` is only invited. `coordinator=True`, `owner=True` set the role."""

    class Meta:
        model = Membership

    class Params:
        coordinator = factory.Trait(role=Membership.Role.COORDINATOR)
        owner = factory.Trait(role=Membership.Role.OWNER)

    organization = factory.SubFactory(OrganizationFactory)
    user = factory.SubFactory(UserFactory)
    email = factory.Maybe(
        "user", factory.SelfAttribute("user.email"), factory.Sequence(lambda n: f"invited{n}@example.org")
    )
    name = factory.Maybe("user", factory.SelfAttribute("user.name"), factory.Sequence(lambda n: f"Invited {n}, RN"))
    added_at = factory.LazyFunction(clock.now)
    joined_at = factory.LazyAttribute(lambda made: made.added_at if made.user else None)
