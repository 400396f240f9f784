"""What nobody types: every address and form answers it with a clean refusal."""

import pytest
from django.test import Client

from accounts.models import User
from organizations.models import Membership
from tests.factories.coordination import Ward

pytestmark = pytest.mark.django_db

NUL = "\x00"
#: 119 characters to type, three times as many once they are normalized.
SWELLING = "\ufb2c" * 118 + "a"
LONG = "9" * 5000


@pytest.fixture
def ward(client: Client) -> Ward:
    ward = Ward()
    client.force_login(ward.user)
    return ward


@pytest.mark.parametrize(
    "address",
    [
        "/?q=%00",
        "/accounts/login/?next=%00",
        "/accounts/signup/?%00=1",
        "/invitations/%00/",
        "/v/?code=%00",
        "/v/%00/",
        "/v/%00.json",
    ],
)
def test_a_nul_in_an_address_is_a_bad_request(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 400
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize("query", ["people/?q=", "people/?course=", "people.csv?team=", "assign/?course=", "?course="])
def test_a_nul_in_a_query_is_a_bad_request(client: Client, ward: Ward, query: str) -> None:
    assert client.get(f"/organizations/{ward.organization.slug}/{query}%00").status_code == 400


@pytest.mark.parametrize("field", ["search", "course", "teams", "people", "note", "due_on", "form", "step"])
def test_a_nul_in_a_field_is_a_bad_request(client: Client, ward: Ward, field: str) -> None:
    assert client.post(f"/organizations/{ward.organization.slug}/assign/", {field: NUL}).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        *("?sort=nonsense", "?page=nonsense", "?team=nonsense", "?status=nonsense", "?due=nonsense"),
        *(f"?{name}={LONG}" for name in ("sort", "page", "team", "status", "due", "course", "q")),
    ],
)
def test_the_list_shows_itself_whatever_is_asked(client: Client, ward: Ward, query: str) -> None:
    assert client.get(f"/organizations/{ward.organization.slug}/people/{query}").status_code == 200


@pytest.mark.parametrize("field", ["teams", "people", "course", "due_on", "note", "search"])
@pytest.mark.parametrize("value", ["nonsense", LONG])
def test_the_assignment_says_what_to_put_right(client: Client, ward: Ward, field: str, value: str) -> None:
    response = client.post(f"/organizations/{ward.organization.slug}/assign/", {field: value})
    assert response.status_code == 200
    assert response.context["form"].errors


def test_a_name_that_swells_is_refused_wherever_it_is_typed(client: Client, ward: Ward) -> None:
    invite = {"email": "lena@ward.example", "name": SWELLING}
    pages = {
        "/accounts/name/": {"certificate_name": SWELLING},
        "/accounts/profile/": {"name": SWELLING, "time_zone": "America/Denver"},
        f"/organizations/{ward.organization.slug}/invite/": invite,
    }
    for page, sent in pages.items():
        assert "Use a shorter name" in client.post(page, sent).content.decode()
    assert User.objects.get(pk=ward.user.pk).name == ward.user.name
    assert not Membership.objects.filter(email=invite["email"]).exists()
