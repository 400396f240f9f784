"""Inviting and assigning, once each."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from coordination.domain.assigning import Assigned, assign_once
from coordination.domain.inviting import Invited, invite_person
from core.errors import DomainError, Forbidden
from enrollments.models import Assignment, Enrollment
from organizations.models import Invitation, Membership, Team
from tests.factories.coordination import Ward
from tests.factories.organizations import OrganizationFactory, TeamFactory

pytestmark = pytest.mark.django_db


def invite(ward: Ward, **fields: Any) -> Invited:
    """Invite with the usual values."""
    usual = {"email": "new@example.org", "name": "", "team": None, "new_team": "", "role": "learner"}
    return invite_person(organization=ward.organization, actor=ward.user, now=ward.now, **usual | fields)


def test_an_invitation_sent_twice_replaces_the_first() -> None:
    ward = Ward(course=None)
    assert not invite(ward).again
    assert invite(ward, email="NEW@example.org").again
    membership = Membership.objects.get(email="new@example.org")
    assert Invitation.objects.filter(membership=membership).count() == 2
    assert Invitation.objects.filter(membership=membership, revoked_at=None).count() == 1


def test_a_new_team_is_made_once() -> None:
    ward = Ward(course=None)
    first = invite(ward, new_team="Night float pool")
    second = invite(ward, email="other@example.org", new_team="night float pool")
    assert first.membership.team == second.membership.team == Team.objects.get(organization=ward.organization)


def test_only_an_owner_invites_coordinators() -> None:
    ward, owned = Ward(course=None), Ward(owner=True, course=None)
    with pytest.raises(Forbidden):
        invite(ward, role="coordinator")
    assert not Membership.objects.filter(email="new@example.org").exists()
    assert invite(owned, role="coordinator").membership.role == "coordinator"


def test_a_refused_invitation_leaves_no_team_behind() -> None:
    ward = Ward(course=None)
    with pytest.raises(DomainError, match="member already"):
        invite(ward, email=ward.user.email, new_team="Ghosts")
    assert not Team.objects.filter(organization=ward.organization).exists()


def test_one_form_assigns_once() -> None:
    ward, form = Ward(), uuid4()
    team = TeamFactory(organization=ward.organization)
    ward.member(team=team)
    ward.invited(team=team)

    def press(token: Any, *, later: int = 0) -> Assigned:
        return assign_once(
            form=token, organization=ward.organization, course=ward.course, memberships=[], teams=[team],
            everyone=False, due_on=ward.today + timedelta(days=9), note="", actor=ward.user,
            now=ward.now + timedelta(minutes=later),
        )  # fmt: skip

    first = press(form)
    assert press(form, later=1) == first
    assert (first.enrolled, first.waiting) == (1, 1)
    assert Assignment.objects.count() == Enrollment.objects.count() == 1
    assert press(uuid4(), later=2).enrolled == 0
    assert Assignment.objects.count() == 2


def test_people_of_another_organization_are_refused() -> None:
    ward = Ward()
    with pytest.raises(DomainError):
        assign_once(
            form=uuid4(), organization=ward.organization, course=ward.course, memberships=[],
            teams=[TeamFactory(organization=OrganizationFactory())], everyone=False, due_on=ward.today, note="",
            actor=ward.user, now=ward.now,
        )  # fmt: skip
    assert not Assignment.objects.exists()
