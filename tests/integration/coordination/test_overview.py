"""The overview."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.coordination import Ward
from tests.factories.enrollments import complete, finish, make_course, steps_of

pytestmark = pytest.mark.django_db


def overview(client: Client, ward: Ward, **query: str) -> str:
    client.force_login(ward.user)
    response = client.get(reverse("coordination:overview", args=[ward.organization.slug]), query)
    assert response.status_code == 200
    return response.content.decode()


def test_figures(client: Client) -> None:
    ward = Ward()
    done, going, late, waiting = (ward.member(name) for name in ("Ada", "Bo", "Cy", "Di"))
    ward.assign(done, going, waiting, ward.invited())
    ward.assign(late, due_in=-3)
    finish(ward.enrollment(done, started=True))
    begun = ward.enrollment(going, started=True)
    complete(begun, steps_of(begun)[0])
    html = overview(client, ward)
    open("/tmp/prep/overview.html", "w").write(html)
    assert "<dt>people assigned</dt><dd>5</dd>" in html
    assert "<dt>completed</dt><dd>20%<small> 1</small></dd>" in html
