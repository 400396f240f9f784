"""An organization at work: a coordinator, people, a course assigned to them."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import User
from core import clock
from enrollments.domain.assigning import assign
from enrollments.domain.enrolling import start
from enrollments.models import Assignment, Enrollment
from organizations.models import Membership, Organization
from tests.factories.enrollments import NOW, make_course, make_learner
from tests.factories.organizations import MembershipFactory, OrganizationFactory


def today(organization: Organization) -> date:
    """The organization's day."""
    return clock.local_date(clock.now(), organization.time_zone)


@dataclass
class Ward:
    """One organization with its coordinator (or owner) and a course of three lessons, or `course=None`."""

    owner: bool = False
    organization: Organization = field(default_factory=OrganizationFactory.create)
    course: Any = field(default_factory=make_course)
    now: datetime = field(default_factory=clock.now)

    def __post_init__(self) -> None:
        role = {"owner": True} if self.owner else {"coordinator": True}
        name = {"name": "Tomas Okafor"}
        self.coordinator: Membership = MembershipFactory.create(organization=self.organization, **role, **name)
        self.user: User = self.coordinator.user
        self.today = today(self.organization)

    def member(self, name: str = "Priya Nandakumar, RN", **fields: Any) -> Membership:
        """A person who has joined and confirmed the name for the certificate."""
        return MembershipFactory.create(organization=self.organization, user=make_learner(name=name), **fields)

    def invited(self, name: str = "Sam Whitlock, RM", **fields: Any) -> Membership:
        """A person on the roster without an account."""
        return MembershipFactory.create(organization=self.organization, user=None, name=name, **fields)

    def assign(self, *people: Membership, due_in: int = 30, **fields: Any) -> Assignment:
        """Assign the course to these people, due in so many days; it may lie in the past."""
        given = {"course": self.course, "memberships": people, "due_on": self.today + timedelta(days=due_in)} | fields
        made = clock.now() if due_in >= 0 else clock.now() + timedelta(days=due_in - 10)
        return assign(organization=self.organization, actor=self.user, now=made, **given)

    def enrollment(self, member: Membership, *, started: bool = False) -> Enrollment:
        """The enrollment that an assignment made, begun if so said."""
        found = Enrollment.objects.get(learner=member.user, course=self.course)
        return start(enrollment=found, now=NOW) if started else found
