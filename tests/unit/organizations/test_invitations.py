"""An invitation works once, for one address, for a while."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from core.errors import DomainError, Forbidden, Gone
from notices.models import Message
from organizations.domain.invitations import (
    VALID_FOR,
    accept_invitation,
    invitation_from_token,
    invite,
    resend_invitation,
    token_of,
)
from organizations.models import Invitation, Membership
from organizations.signals import member_joined
from tests.factories.accounts import UserFactory
from tests.factories.organizations import MembershipFactory, OrganizationFactory

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EMAIL = "lena@ward.example"


@pytest.fixture
def invitation(db: None) -> Invitation:
    boss = MembershipFactory(coordinator=True)
    return invite(organization=boss.organization, email="Lena@Ward.example", actor=boss.user, now=NOW)


def test_inviting_puts_the_person_on_the_roster_and_queues_one_mail(invitation: Invitation) -> None:
    membership = invitation.membership
    assert (membership.email, membership.user, membership.role) == (EMAIL, None, "learner")
    message = Message.objects.get()
    assert (message.to, message.payload) == (EMAIL, {"invitation": invitation.pk})


def test_inviting_again_replaces_the_open_invitation(invitation: Invitation) -> None:
    second = invite(organization=invitation.membership.organization, email=EMAIL, actor=invitation.invited_by, now=NOW)
    assert Membership.objects.filter(email=EMAIL).count() == 1
    with pytest.raises(Gone, match="replaced"):
        invitation_from_token(token=token_of(invitation), now=NOW)
    assert invitation_from_token(token=token_of(second), now=NOW) == second


def test_accepting_joins_once_and_tells_the_upper_floors(invitation: Invitation) -> None:
    joined: list[Any] = []
    member_joined.connect(lambda membership, **kwargs: joined.append(membership.pk), weak=False, dispatch_uid="test")
    user = UserFactory(email=EMAIL)
    try:
        membership = accept_invitation(invitation=invitation, user=user, now=NOW)
        with pytest.raises(Gone):
            accept_invitation(invitation=invitation, user=user, now=NOW)
    finally:
        member_joined.disconnect(dispatch_uid="test")
    assert (membership.user, membership.joined_at) == (user, NOW)
    assert joined == [membership.pk]
    with pytest.raises(Gone, match="used already"):
        invitation_from_token(token=token_of(invitation), now=NOW)


def test_another_account_is_refused(invitation: Invitation) -> None:
    with pytest.raises(Forbidden, match="another email address"):
        accept_invitation(invitation=invitation, user=UserFactory(), now=NOW)
    assert not Membership.objects.filter(email=EMAIL, user__isnull=False).exists()


def test_expired_and_forged_links_are_refused_with_the_remedy(invitation: Invitation) -> None:
    with pytest.raises(Gone, match="expired"):
        invitation_from_token(token=token_of(invitation), now=NOW + VALID_FOR)
    with pytest.raises(Gone, match="whole link"):
        invitation_from_token(token=token_of(invitation)[:-1], now=NOW)


def test_member_cannot_be_invited_again(db: None) -> None:
    member = MembershipFactory()
    with pytest.raises(DomainError, match="member already"):
        invite(organization=member.organization, email=member.email, actor=member.user, now=NOW)
    assert Invitation.objects.count() == 0


def test_who_left_can_come_back(db: None) -> None:
    member = MembershipFactory(left_at=NOW)
    boss = MembershipFactory(coordinator=True, organization=member.organization)
    fresh = invite(organization=member.organization, email=member.email, actor=boss.user, now=NOW)
    back = accept_invitation(invitation=fresh, user=member.user, now=NOW + timedelta(days=1))
    assert (back.pk, back.left_at) == (member.pk, None)


def test_resending_is_for_those_who_have_not_joined(invitation: Invitation) -> None:
    fresh = resend_invitation(membership=invitation.membership, actor=invitation.invited_by, now=NOW)
    assert fresh.pk != invitation.pk
    with pytest.raises(DomainError, match="joined already"):
        resend_invitation(membership=MembershipFactory(), actor=invitation.invited_by, now=NOW)


def test_database_refuses_a_second_open_invitation(invitation: Invitation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            membership=invitation.membership,
            invited_by=invitation.invited_by,
            created_at=NOW,
            expires_at=NOW + VALID_FOR,
        )


@pytest.mark.django_db(transaction=True)
def test_two_tabs_accept_once() -> None:
    boss = MembershipFactory(coordinator=True, organization=OrganizationFactory())
    invitation = invite(organization=boss.organization, email=EMAIL, actor=boss.user, now=NOW)
    user, start, refused = UserFactory(email=EMAIL), Barrier(2), []

    def work() -> None:
        start.wait()
        try:
            accept_invitation(invitation=invitation, user=user, now=NOW)
        except Gone as error:
            refused.append(error.message)
        connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert Membership.objects.filter(user=user).count() == 1
