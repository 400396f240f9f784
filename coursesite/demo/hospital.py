"""Alder Valley Health: its people, its assignment, its weeks of history."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.domain.names import confirm_certificate_name
from accounts.models import User
from core import clock
from coursesite.demo.people import PEOPLE, TEAMS, Person
from coursesite.demo.playing import take_course
from enrollments.domain.assigning import assign
from enrollments.models import Enrollment
from modules.models import CoursePage
from notices.models import Message
from organizations.domain.invitations import accept_invitation, invite
from organizations.domain.organizations import add_team, create_organization
from organizations.models import Invitation, Membership, Organization, Team

SLUG = "alder-valley"
PASSWORD = "before-you-post"  # noqa: S105 -- of the demo, printed for everybody to use
ZONE = "America/New_York"


def exists() -> bool:
    """Whether the demo was made already."""
    return Organization.objects.filter(slug=SLUG).exists()


@transaction.atomic
def build(*, course: CoursePage, now: datetime, tell: Callable[[str], None]) -> Organization:
    """Make the hospital with everybody in it, as if seven weeks had passed. `tell` hears of the progress.

    The mails of that history were never sent and are kept as no longer needed; the certificates are rendered by the
    worker like any others.
    """
    rng = Random(20261101)  # noqa: S311 -- a story, the same each time
    opened = now - timedelta(days=49)
    with clock.at(opened):
        owner = _account("owner@demo.example", "Ruth Adeyemi, MSN, RN")
        organization = create_organization(
            name="Alder Valley Health", slug=SLUG, owner=owner, now=opened, time_zone=ZONE
        )
        teams = {name: add_team(organization=organization, name=name, actor=owner) for name in TEAMS}
        coordinator = join(
            organization, "coordinator@demo.example", "Tomas Okafor", None, Membership.Role.COORDINATOR, owner, opened
        )
        learner = Membership.Role.LEARNER
        clinician = join(
            organization,
            "clinician@demo.example",
            "Priya Nandakumar, RN",
            teams["Medical ICU"],
            learner,
            coordinator,
            opened,
        )
        _editor()
        for person in PEOPLE:
            _add(person, organization, teams[person.team], coordinator, opened)
    assigned = now - timedelta(days=42)
    today = clock.local_date(now, ZONE)
    with clock.at(assigned):
        _assign(organization, course, coordinator, [teams["Night float pool"]], today - timedelta(days=3), assigned)
        _assign(organization, course, coordinator, [], today + timedelta(days=13), assigned)
    tell(f"{len(PEOPLE) + 4} people in {len(TEAMS)} teams, course assigned")
    for person in (person for person in PEOPLE if person.share):
        _play(person, now, rng)
    enrollment = Enrollment.objects.get(learner=clinician)
    take_course(enrollment, share=0.4, fails=0, began=now - timedelta(days=4), rng=rng, pace=timedelta(minutes=20))
    tell(f"{sum(person.share == 1 for person in PEOPLE)} people finished, others are on the way")
    Message.objects.filter(state=Message.State.QUEUED).update(
        state=Message.State.SKIPPED, error="Part of the demo's history, never sent."
    )
    return organization


def _account(email: str, name: str) -> User:
    user = User.objects.create_user(email, PASSWORD, name=name, time_zone=ZONE)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    confirm_certificate_name(user=user, name=name, now=clock.now())
    return user


def _invite(
    organization: Organization, email: str, name: str, team: Team | None, role: str, actor: User, now: datetime
) -> Invitation:
    return invite(organization=organization, email=email, name=name, team=team, role=role, actor=actor, now=now)


def join(
    organization: Organization, email: str, name: str, team: Team | None, role: str, actor: User, now: datetime
) -> User:
    invitation = _invite(organization, email, name, team, role, actor, now)
    user = _account(email, name)
    accept_invitation(invitation=invitation, user=user, now=now)
    return user


def _add(person: Person, organization: Organization, team: Team, coordinator: User, now: datetime) -> None:
    arguments = (organization, person.email, person.name, team, Membership.Role.LEARNER, coordinator, now)
    if person.share is None:
        _invite(*arguments)
    else:
        join(*arguments)


def _editor() -> None:
    user = _account("editor@demo.example", "Mina Castellano")
    user.groups.set(Group.objects.filter(name__in=["Authors", "Publishers"]))


def _assign(
    organization: Organization, course: CoursePage, actor: User, teams: list[Team], due_on: date, now: datetime
) -> None:
    assign(
        organization=organization,
        course=course,
        memberships=[],
        teams=teams,
        everyone=not teams,
        due_on=due_on,
        note="Two of our groups asked for this after the summer. Do it on the clock, in small pieces.",
        actor=actor,
        now=now,
    )


def _play(person: Person, now: datetime, rng: Random) -> None:
    enrollment = Enrollment.objects.get(learner__email=person.email)
    began = now - timedelta(days=person.began, hours=rng.randrange(1, 9))
    # Between an evening and a week for the whole course, and never past today.
    pace = min(timedelta(hours=rng.choice((1, 4, 9, 14, 17))), (now - began) / 12)
    take_course(enrollment, share=person.share or 0, fails=person.fails, began=began, rng=rng, pace=pace)
