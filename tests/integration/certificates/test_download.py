"""The holder's own file."""

import hashlib
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from certificates.domain.rendering import ensure_rendered
from certificates.models import Certificate
from tests.factories.accounts import UserFactory
from tests.factories.certificates import NOON, certificate

pytestmark = pytest.mark.django_db


def download(client: Client, issued: Certificate) -> Any:
    """The answer to a download of this certificate."""
    return client.get(reverse("certificates:download", args=[issued.public_id]))


def test_the_holder_gets_the_printed_bytes(client: Client) -> None:
    issued = ensure_rendered(certificate_id=certificate().pk, now=NOON)
    client.force_login(issued.enrollment.learner)
    response = download(client, issued)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="certificate-{issued.code}.pdf"'
    assert "no-store" in response["Cache-Control"]
    assert hashlib.sha256(response.content).hexdigest() == issued.pdf_sha256


def test_before_it_is_printed_a_page_says_so(client: Client) -> None:
    issued = certificate()
    client.force_login(issued.enrollment.learner)
    response = download(client, issued)
    page = response.content.decode()
    assert response.status_code == 202
    assert "Your certificate is being prepared" in page
    assert issued.code in page
    assert f'href="{reverse("certificates:download", args=[issued.public_id])}"' in page


def test_somebody_elses_certificate_does_not_exist(client: Client) -> None:
    issued = ensure_rendered(certificate_id=certificate().pk, now=NOON)
    client.force_login(UserFactory.create())
    assert download(client, issued).status_code == 404


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    issued = certificate()
    response = download(client, issued)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse(settings.LOGIN_URL))


def test_a_revoked_certificate_is_not_handed_out(client: Client) -> None:
    issued = ensure_rendered(certificate_id=certificate().pk, now=NOON)
    Certificate.objects.filter(pk=issued.pk).update(revoked_at=now())
    client.force_login(issued.enrollment.learner)
    response = download(client, issued)
    assert response.status_code == 410
    assert "This certificate was revoked" in response.content.decode()
