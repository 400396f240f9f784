"""The public check: what it says, what it hides, how often it answers."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from certificates.models import Certificate
from certificates.views import MOST_CHECKS
from tests.factories.certificates import NOON, certificate, confirmed_learner

pytestmark = pytest.mark.django_db

UNKNOWN = "BYP-2222-2222-2222"


@pytest.fixture
def issued() -> Certificate:
    """A certificate of a learner whose address must never show."""
    return certificate(learner=confirmed_learner(email="secret.person@example.org"))


def page_of(client: Client, code: str) -> Any:
    """The answer of the code's page."""
    return client.get(reverse("certificates:verify", args=[code]))


def test_a_valid_certificate(client: Client, issued: Certificate) -> None:
    response = page_of(client, issued.code)
    page = response.content.decode()
    assert response.status_code == 200
    assert "This certificate is valid" in page
    for fact in (
        issued.code, "Priya Nandakumar, RN", "Building a responsible online presence", "edition 1", "<dd>0.75</dd>",
        "November 22, 2026", "Alder Valley Health, provider number A-7",
    ):  # fmt: skip
        assert fact in page
    assert page.count("<h1") == 1
    assert "btn--line" in page


def test_nothing_else_is_told(client: Client, issued: Certificate) -> None:
    page = page_of(client, issued.code).content.decode()
    told = client.get(reverse("certificates:verify_json", args=[issued.code])).content.decode()
    for answer in (page, told):
        assert "secret.person" not in answer
        assert str(issued.public_id) not in answer
        assert str(issued.enrollment.public_id) not in answer
        assert issued.edition_hash not in answer


def test_a_revoked_certificate(client: Client, issued: Certificate) -> None:
    Certificate.objects.filter(pk=issued.pk).update(revoked_at=NOON, revocation_reason="issued in error")
    page = page_of(client, issued.code).content.decode()
    assert "This certificate was revoked" in page
    assert "is valid" not in page
    assert "0.75, withdrawn" in page
    assert "status-plate--void" in page
    assert "issued in error" not in page


def test_an_unknown_code_says_what_to_check(client: Client) -> None:
    response = page_of(client, UNKNOWN)
    page = response.content.decode()
    assert response.status_code == 404
    assert "No certificate has this code" in page
    assert "What to check" in page
    assert UNKNOWN in page


def test_what_is_typed_is_never_markup(client: Client) -> None:
    response = client.get("/v/%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert "<script>alert" not in response.content.decode()
    assert response.status_code in (301, 404)
    response = client.get("/v/%3Cb%3Ebold/")
    assert response.status_code == 404
    assert "<b>bold" not in response.content.decode()


@pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", " "), lambda code: code[4:]])
def test_a_loosely_typed_code_leads_to_the_one_address(client: Client, issued: Certificate, change: Any) -> None:
    response = page_of(client, change(issued.code))
    assert response.status_code == 302
    assert response["Location"] == f"/v/{issued.code}/"


def test_the_form_leads_to_the_page(client: Client, issued: Certificate) -> None:
    assert "Verify a certificate" in client.get("/v/").content.decode()
    response = client.get("/v/", {"code": issued.code.lower()})
    assert response["Location"] == f"/v/{issued.code}/"


@pytest.mark.parametrize(
    ("typed", "error"), [("", "Enter the code that is printed"), ("BYP-1", "Enter the whole code")]
)
def test_the_form_says_what_to_do(client: Client, typed: str, error: str) -> None:
    response = client.get("/v/", {"code": typed})
    page = response.content.decode()
    assert response.status_code == 400
    assert error in page
    assert "<title>Error:" in page


def test_a_program_gets_the_same_facts(client: Client, issued: Certificate) -> None:
    by_address = client.get(f"/v/{issued.code}.json")
    by_header = client.get(f"/v/{issued.code}/", headers={"accept": "application/json"})
    facts = by_address.json()
    assert set(facts) == {
        "code", "state", "holder", "course", "edition", "contact_hours", "completed_on", "provider", "revoked_on",
        "checked_at",
    }  # fmt: skip
    assert (facts["code"], facts["state"], facts["holder"]) == (issued.code, "valid", "Priya Nandakumar, RN")
    assert (facts["contact_hours"], facts["completed_on"]) == ("0.75", "2026-11-22")
    assert facts["provider"] == {"name": "Alder Valley Health", "number": "A-7"}
    assert {**by_header.json(), "checked_at": ""} == {**facts, "checked_at": ""}
    assert "Accept" in by_header["Vary"]
    unknown = client.get(f"/v/{UNKNOWN}.json")
    assert (unknown.status_code, unknown.json()) == (404, {"state": "unknown"})


def test_neither_search_engines_nor_caches_keep_it(client: Client, issued: Certificate) -> None:
    for address in (f"/v/{issued.code}/", f"/v/{issued.code}.json", f"/v/{UNKNOWN}/"):
        response = client.get(address)
        assert "noindex" in response["X-Robots-Tag"]
        assert "no-store" in response["Cache-Control"]


def test_one_address_may_check_a_stack_but_not_guess(client: Client, issued: Certificate) -> None:
    for number in range(MOST_CHECKS):
        response = client.get(f"/v/{UNKNOWN}.json" if number % 2 else f"/v/{issued.code}/")
        assert response.status_code in (200, 404)
    assert page_of(client, issued.code).status_code == 429
    elsewhere = client.get(f"/v/{issued.code}/", REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 200


def test_a_valid_page_takes_one_query(client: Client, issued: Certificate, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        page_of(client, issued.code)


def test_visitors_find_the_check_in_the_masthead(client: Client) -> None:
    page = client.get("/v/").content.decode()
    assert '<a href="/v/" aria-current="page">Verify a certificate</a>' in page
    client.force_login(confirmed_learner())
    assert '<a href="/v/"' not in client.get("/v/").content.decode()


def test_the_drawing_for_other_pages_shows_the_facts(issued: Certificate) -> None:
    html = render_to_string("certificates/_certificate.html", {"certificate": issued})
    assert '<h2 class="cert__name">Priya Nandakumar, RN</h2>' in html
    for fact in ("0.75 contact hours", "November 22, 2026", "M. Ferreira-Hale", issued.code, "testserver/v"):
        assert fact in html
    assert "<h1" in render_to_string("certificates/_certificate.html", {"certificate": issued, "level": 1})
