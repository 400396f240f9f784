"""Inviting and assigning through the pages, without a script."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from enrollments.models import Assignment, Enrollment
from notices.domain.delivery import deliver_message
from notices.models import Message
from organizations.models import Membership, Team
from tests.factories.coordination import Ward
from tests.factories.enrollments import finish
from tests.factories.organizations import TeamFactory

pytestmark = pytest.mark.django_db


def post(client: Client, ward: Ward, page: str, data: dict[str, Any], *, follow: bool = True) -> Any:
    client.force_login(ward.user)
    return client.post(reverse(f"coordination:{page}", args=[ward.organization.slug]), data, follow=follow)


def test_an_invitation_by_mail(client: Client) -> None:
    ward = Ward(course=None)
    response = post(
        client, ward, "invite", {"email": "Sam@example.org", "name": "Sam Whitlock, RM", "new_team": "Maternity"}
    )
    html = response.content.decode()
    assert "An invitation is on its way to sam@example.org." in html
    membership = Membership.objects.get(email="sam@example.org")
    assert (membership.team.name, membership.role, membership.name) == ("Maternity", "learner", "Sam Whitlock, RM")
    assert f"?person={membership.public_id}" in html
    message = Message.objects.get(kind="organizations.invitation")
    deliver_message(message_id=message.pk, now=message.created_at)
    assert mail.outbox[0].to == ["sam@example.org"]
    again = post(client, ward, "invite", {"email": "sam@example.org", "name": ""}).content.decode()
    assert "The earlier link has ended." in again


def test_the_invitation_says_what_will_apply(client: Client) -> None:
    ward = Ward()
    team = TeamFactory(organization=ward.organization)
    ward.assign(teams=[team])
    told = f"On joining, this applies to them too: {ward.course.title}."
    assert told in post(client, ward, "invite", {"email": "a@example.org", "team": team.pk}).content.decode()
    assert told not in post(client, ward, "invite", {"email": "b@example.org"}).content.decode()


def test_invitations_refused_in_the_form(client: Client) -> None:
    ward = Ward(course=None)
    member, team = ward.member(), TeamFactory(organization=ward.organization)
    cases: list[tuple[dict[str, Any], str]] = [
        ({"email": member.email}, "is a member already"),
        ({"email": "nobody"}, "Enter an email address with an @ in it"),
        ({"email": ""}, "Fill in “Work email”"),
        ({"email": "a@example.org", "team": team.pk, "new_team": "B"}, "Choose a team or name a new one, not both"),
        ({"email": "a@example.org", "name": "12"}, "Enter a name with letters in it."),
    ]
    for data, sentence in cases:
        html = post(client, ward, "invite", data).content.decode()
        assert sentence in html, data
        assert "<title>Error: " in html
    assert Team.objects.count() == 1
    assert ward.organization.memberships.count() == 2


def test_the_role_is_for_owners_to_give(client: Client) -> None:
    ward, owned = Ward(course=None), Ward(owner=True, course=None)
    post(client, ward, "invite", {"email": "a@example.org", "role": "coordinator"})
    post(client, owned, "invite", {"email": "b@example.org", "role": "coordinator"})
    post(client, owned, "invite", {"email": "c@example.org", "role": "owner"})
    roles = dict(Membership.objects.filter(user=None).values_list("email", "role"))
    assert roles == {"a@example.org": "learner", "b@example.org": "coordinator"}


def chosen(ward: Ward, **fields: Any) -> dict[str, Any]:
    due_on = (ward.today + timedelta(days=20)).isoformat()
    return {"course": ward.course.key, "due_on": due_on, "note": "On the clock, please.", "step": "check"} | fields


def hidden(html: str) -> dict[str, Any]:
    """The hidden inputs of the check page, as a browser would send them."""
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html):
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(value)
    return found


def test_choose_check_confirm(client: Client) -> None:
    ward = Ward()
    team = TeamFactory(organization=ward.organization)
    first, second, single = ward.member(team=team), ward.member(team=team), ward.member("Lena Fischer, RN")
    ward.assign(first)
    finish(ward.enrollment(first, started=True))
    ward.invited(team=team)
    data = chosen(ward, teams=[team.pk], people=[str(single.public_id)])
    html = post(client, ward, "assign", data).content.decode()
    assert '<dt>New assignments</dt><dd class="num">2</dd>' in html
    assert '<dt>Already finished</dt><dd class="num">1</dd>' in html
    assert '<dt>Invited, follow on joining</dt><dd class="num">1</dd>' in html
    assert "Assign to 3 people" in html
    assert "Lena Fischer, RN" in html
    assert Assignment.objects.count() == 1

    confirm = hidden(html) | {"step": "confirm"}
    response = post(client, ward, "assign", confirm)
    told = response.content.decode()
    assert response.redirect_chain[0][0].endswith(f"?course={ward.course.key}")
    assert "2 people are enrolled; 1 person follows on accepting the invitation." in told
    post(client, ward, "assign", confirm)
    assert Assignment.objects.count() == 2
    made = Assignment.objects.latest("created_at")
    assert (made.note, made.created_by, list(made.teams.all())) == ("On the clock, please.", ward.user, [team])
    assert Enrollment.objects.filter(learner__in=[second.user, single.user]).count() == 2
    assert Message.objects.filter(kind="enrollments.assigned", recipient_id=second.user.pk).count() == 1


def test_assignments_refused_in_the_form(client: Client) -> None:
    ward = Ward()
    member = ward.member()
    person = {"people": [str(member.public_id)]}
    cases: list[tuple[dict[str, Any], str]] = [
        ({}, "Choose at least one team or one person"),
        ({"people": ["nonsense"]}, "nonsense"),
        (person | {"due_on": (ward.today - timedelta(days=1)).isoformat()}, "Choose today or a later day"),
        (person | {"due_on": ""}, "Fill in “Due date”"),
        (person | {"due_on": "2099-01-01", "step": "confirm", "form": "0" * 32}, "before the course closes"),
        (person | {"course": "unknown"}, "Course"),
        (person | {"note": "x" * 301}, "300"),
    ]
    for data, sentence in cases:
        response = post(client, ward, "assign", chosen(ward, **data))
        assert "<title>Error: " in response.content.decode(), data
        assert sentence in response.content.decode(), data
    assert not Assignment.objects.exists()
    unsigned = post(client, ward, "assign", chosen(ward, **person, step="confirm", form="odd"))
    assert "Check the assignment" in unsigned.content.decode()
    assert not Assignment.objects.exists()


def test_finding_people_keeps_what_was_ticked(client: Client) -> None:
    ward = Ward()
    ticked, wanted, other = ward.member("Ada"), ward.member("Bo"), ward.member("Cy")
    data = chosen(ward, step="find", search="bo", people=[str(ticked.public_id)], note="Kept.")
    html = post(client, ward, "assign", data).content.decode()
    assert re.search(rf'value="{ticked.public_id}"[^>]* checked', html)
    assert str(wanted.public_id) in html
    assert str(other.public_id) not in html
    assert "Kept." in html
    assert "Error" not in html
    edited = post(client, ward, "assign", chosen(ward, step="edit", everyone="on")).content.decode()
    assert re.search(r'name="everyone"[^>]* checked', edited)


def test_the_form_begins_with_sixty_days_and_the_person_of_the_link(client: Client) -> None:
    ward = Ward()
    member = ward.member()
    client.force_login(ward.user)
    url = reverse("coordination:assign", args=[ward.organization.slug])
    html = client.get(url, {"person": str(member.public_id)}).content.decode()
    assert f'value="{(ward.today + timedelta(days=60)).isoformat()}"' in html
    assert re.search(rf'value="{member.public_id}"[^>]* checked', html)
    assert client.get(url, {"person": "odd", "course": "odd"}).status_code == 200


def test_without_a_course_there_is_nothing_to_assign(client: Client) -> None:
    ward = Ward(course=None)
    client.force_login(ward.user)
    url = reverse("coordination:assign", args=[ward.organization.slug])
    assert "No course to assign yet" in client.get(url).content.decode()
