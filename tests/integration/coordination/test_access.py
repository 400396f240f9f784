"""Who may open what: coordinators and owners of the organization, nobody else."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from organizations.models import Membership
from tests.factories.coordination import Ward
from tests.factories.organizations import MembershipFactory, TeamFactory

pytestmark = pytest.mark.django_db
PAGES = ("overview", "people", "people_csv", "invite", "assign")


def addresses(member: Membership) -> list[str]:
    slug = member.organization.slug
    pages = [reverse(f"coordination:{page}", args=[slug]) for page in PAGES]
    return [*pages, reverse("coordination:person", args=[slug, member.public_id])]


def statuses(client: Client, member: Membership) -> set[int]:
    resend = reverse("coordination:resend", args=[member.organization.slug, member.public_id])
    answers = [client.get(address) for address in addresses(member)]
    return {answer.status_code for answer in answers} | {client.post(resend).status_code}


def test_the_rights_matrix(client: Client) -> None:
    ward = Ward(course=None)
    member, invited = ward.member(), ward.invited()
    assert statuses(client, invited) == {302}
    assert "/login/" in client.get(addresses(member)[0]).headers["Location"]
    elsewhere = MembershipFactory.create(coordinator=True)
    left = MembershipFactory.create(organization=ward.organization, coordinator=True, left_at=ward.now)
    for stranger in (member, elsewhere, left):
        client.force_login(stranger.user)
        assert statuses(client, invited) == {404}
    owner = MembershipFactory.create(organization=ward.organization, owner=True)
    for allowed in (ward.coordinator, owner):
        client.force_login(allowed.user)
        answers = [client.get(address) for address in addresses(invited)]
        assert {answer.status_code for answer in answers} == {200}
        resend = reverse("coordination:resend", args=[ward.organization.slug, invited.public_id])
        assert client.post(resend).status_code == 302
        assert client.get(resend).status_code == 405


def test_people_and_teams_of_elsewhere_do_not_exist(client: Client) -> None:
    ward, other = Ward(), Ward(course=None)
    stranger, team = other.member(), TeamFactory(organization=other.organization)
    client.force_login(ward.user)
    slug = ward.organization.slug
    for public_id in (stranger.public_id, uuid4()):
        assert client.get(reverse("coordination:person", args=[slug, public_id])).status_code == 404
    chosen = {
        "people": str(stranger.public_id), "course": ward.course.key, "due_on": ward.today.isoformat(), "step": "check"
    }  # fmt: skip
    assert "Error:" in client.post(reverse("coordination:assign", args=[slug]), chosen).content.decode()
    listed = client.get(reverse("coordination:people", args=[slug]), {"team": team.pk}).content.decode()
    assert team.name not in listed


def test_the_masthead_offers_the_pages(client: Client) -> None:
    ward, second = Ward(course=None), Ward(course=None)
    learner = ward.member()
    MembershipFactory.create(organization=second.organization, user=ward.user, coordinator=True)
    client.force_login(ward.user)
    html = client.get(reverse("coordination:invite", args=[second.organization.slug])).content.decode()
    own = reverse("coordination:assign", args=[second.organization.slug])
    assert f'<a href="{own}"' in html
    overview = client.get(reverse("coordination:overview", args=[second.organization.slug])).content.decode()
    assert reverse("coordination:overview", args=[ward.organization.slug]) in overview
    client.force_login(learner.user)
    assert "/organizations/" not in client.get("/accounts/profile/").content.decode()
