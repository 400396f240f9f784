"""From the invitation mail to the account."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from notices.domain.delivery import deliver_message
from notices.models import Message
from organizations.domain.invitations import VALID_FOR, invite, token_of
from organizations.models import Invitation, Membership
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.organizations import MembershipFactory

pytestmark = pytest.mark.django_db
EMAIL = "lena@ward.example"


@pytest.fixture
def invitation() -> Invitation:
    boss = MembershipFactory(coordinator=True)
    return invite(organization=boss.organization, email=EMAIL, name="Lena Fischer", actor=boss.user, now=clock.now())


@pytest.fixture
def link(invitation: Invitation) -> str:
    deliver_message(message_id=Message.objects.get().pk, now=clock.now())
    found = re.search(r"http://testserver(/invitations/\S+)", str(mail.outbox[0].body))
    assert found
    return found.group(1)


def sign_up(client: Client, response: Any, **fields: str) -> Any:
    data = {"email": EMAIL, "name": "Lena Fischer, RN", "password1": "four quiet words here"} | fields
    return client.post(response.url, data, follow=True)


def test_link_leads_through_sign_up_to_the_name_and_joins(client: Client, link: str) -> None:
    assert client.get(link).status_code == 200
    response = client.post(link)
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_signup"))
    response = sign_up(client, response)
    assert response.redirect_chain[-1][0].startswith(reverse("accounts:name"))
    user = User.objects.get(email=EMAIL)
    assert user.emailaddress_set.get().verified
    assert Membership.objects.get(email=EMAIL).user == user


def test_the_last_day_is_that_of_the_organization(client: Client, invitation: Invitation) -> None:
    late = datetime(2031, 12, 6, 2, 0, tzinfo=UTC)  # The evening before, in New York.
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=late)
    deliver_message(message_id=Message.objects.get().pk, now=clock.now())
    assert "December 5" in str(mail.outbox[0].body)
    page = client.get(reverse("organizations:invitation", args=[token_of(invitation)])).content.decode()
    assert "December 5, 2031" in page


def test_used_link_says_so(client: Client, link: str) -> None:
    sign_up(client, client.post(link))
    response = Client().get(link)
    assert response.status_code == 410
    assert "used already" in response.content.decode()


def test_expired_link_says_so(client: Client, invitation: Invitation) -> None:
    with clock.at(clock.now() + VALID_FOR + timedelta(minutes=1)):
        response = client.get(reverse("organizations:invitation", args=[token_of(invitation)]))
    assert response.status_code == 410
    assert "expired" in response.content.decode()


def test_who_has_an_account_signs_in_and_joins(client: Client, link: str) -> None:
    user = UserFactory(email=EMAIL)
    response = client.post(link)
    assert response.url.startswith(reverse("account_login"))
    client.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
    assert Membership.objects.get(email=EMAIL).user == user


def test_second_account_for_the_same_address_is_not_made(client: Client) -> None:
    UserFactory(email=EMAIL)
    data = {"email": EMAIL.upper(), "name": "Other", "password1": "four quiet words here"}
    response = client.post(reverse("account_signup"), data)
    assert response.status_code in {200, 302}
    assert User.objects.filter(email__iexact=EMAIL).count() == 1


def test_invited_address_cannot_be_exchanged_for_another(client: Client, link: str) -> None:
    sign_up(client, client.post(link), email="somebody@else.example")
    assert not User.objects.filter(email="somebody@else.example").exists()
    assert Membership.objects.get(email=EMAIL).user == User.objects.get(email=EMAIL)


def test_wrong_account_is_told_to_sign_out(client: Client, link: str) -> None:
    client.force_login(UserFactory())
    assert "Sign out first" in client.get(link).content.decode()
    assert client.post(link).status_code == 403
