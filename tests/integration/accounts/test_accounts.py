"""Signing in, and one's own settings."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import audit, clock
from notices.domain.delivery import deliver_message
from notices.models import Message
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def test_sign_in_by_address_whatever_its_case(client: Client) -> None:
    UserFactory(email="rosa@ward.example")
    response = client.post(reverse("account_login"), {"login": "Rosa@Ward.example", "password": PASSWORD})
    assert response.status_code == 302
    assert "_auth_user_id" in client.session


def test_wrong_password_is_explained_without_saying_which_was_wrong(client: Client) -> None:
    UserFactory(email="rosa@ward.example")
    response = client.post(reverse("account_login"), {"login": "rosa@ward.example", "password": "wrong"})
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_name_is_confirmed_and_leads_on(client: Client) -> None:
    user = UserFactory(name="Rosa Ibarra, RN")
    client.force_login(user)
    page = client.get(reverse("accounts:name") + "?next=/v/")
    assert "Rosa Ibarra, RN" in page.content.decode()
    response = client.post(reverse("accounts:name"), {"certificate_name": "Rosa M. Ibarra, RN", "next": "/v/"})
    user.refresh_from_db()
    assert (response.status_code, response.url) == (302, "/v/")
    assert user.certificate_name == "Rosa M. Ibarra, RN"


def test_name_page_never_leads_to_another_site(client: Client) -> None:
    client.force_login(UserFactory())
    response = client.post(reverse("accounts:name"), {"certificate_name": "Rosa", "next": "https://evil.example/"})
    assert response.url == "/my-learning/"


def test_name_that_does_not_print_is_explained(client: Client) -> None:
    client.force_login(UserFactory())
    response = client.post(reverse("accounts:name"), {"certificate_name": "Rosa\u202e"})
    assert response.status_code == 200
    assert "Use only letters" in response.content.decode()


def test_password_reset_mail_goes_through_the_outbox(client: Client) -> None:
    user = UserFactory(email="rosa@ward.example")
    client.post(reverse("account_reset_password"), {"email": user.email})
    message = Message.objects.get()
    assert (message.to, message.recipient_id) == (user.email, user.pk)
    deliver_message(message_id=message.pk, now=clock.now())
    assert "/accounts/password/reset/key/" in str(mail.outbox[0].body)
    assert Message.objects.get().payload == {}


def test_pages_of_the_account_want_a_sign_in(client: Client) -> None:
    for name in ("accounts:name", "accounts:profile"):
        assert client.get(reverse(name)).url.startswith(reverse("account_login"))


def test_the_cms_keeps_addresses_in_lower_case(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root@ward.example", PASSWORD, name="Root"))
    fields = {"email": "Lena@Ward.example", "name": "Lena Fischer", "password1": PASSWORD, "password2": PASSWORD}
    response = client.post(reverse("wagtailusers_users:add"), fields)
    assert response.status_code == 302
    assert User.objects.filter(email="lena@ward.example").exists()


def test_profile_saves_name_and_time_zone(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    response = client.post(reverse("accounts:profile"), {"name": "Rosa Ibarra", "time_zone": "America/Denver"})
    user.refresh_from_db()
    assert response.status_code == 302
    assert (user.name, user.time_zone) == ("Rosa Ibarra", "America/Denver")
    assert [event.verb for event in audit.events_of(user)] == ["accounts.change_profile"]
