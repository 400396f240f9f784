"""The people list, its file, and one person."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from enrollments.domain.completion import save_plan
from notices.domain.delivery import deliver_message
from notices.models import Message
from organizations.models import Invitation
from quizzes.domain.submitting import submit_attempt
from tests.factories import quizzes
from tests.factories.coordination import Ward
from tests.factories.enrollments import NOW, complete_steps, evaluate, finish, make_enrollment, make_learner, steps_of
from tests.factories.organizations import MembershipFactory, TeamFactory

pytestmark = pytest.mark.django_db


def people(client: Client, ward: Ward, **query: Any) -> Any:
    client.force_login(ward.user)
    return client.get(reverse("coordination:people", args=[ward.organization.slug]), query)


def names(client: Client, ward: Ward, **query: Any) -> list[str]:
    return [line.person.title for line in people(client, ward, **query).context["page_obj"]]


def exported(client: Client, ward: Ward, **query: Any) -> list[dict[str, str]]:
    client.force_login(ward.user)
    response = client.get(reverse("coordination:people_csv", args=[ward.organization.slug]), query)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


@pytest.fixture
def ward() -> Ward:
    """Ada has finished, Bo is late, Cy is invited, Di has nothing assigned."""
    made = Ward()
    team = TeamFactory(organization=made.organization, name="Maternity")
    ada, bo = made.member("Ada Obi, RN", team=team), made.member("Bo Lind, MD")
    made.assign(ada, made.invited("Cy Roe"))
    made.assign(bo, due_in=-3)
    made.member("Di Wu, OT")
    finish(made.enrollment(ada, started=True))
    return made


EVERYBODY = ["Ada Obi, RN", "Bo Lind, MD", "Cy Roe", "Di Wu, OT", "Tomas Okafor"]


def test_filters_sorting_and_the_file_agree(client: Client, ward: Ward) -> None:
    soon = (ward.today + timedelta(days=1)).isoformat()
    team = ward.organization.teams.get().pk
    expected: list[tuple[dict[str, Any], list[str]]] = [
        ({}, EVERYBODY),
        ({"sort": "-name"}, EVERYBODY[::-1]),
        ({"sort": "nonsense"}, EVERYBODY),
        ({"q": "lind"}, ["Bo Lind, MD"]),
        ({"q": "example.org", "status": "completed"}, ["Ada Obi, RN"]),
        ({"team": team}, ["Ada Obi, RN"]),
        ({"team": "none"}, EVERYBODY[1:]),
        ({"status": "overdue"}, ["Bo Lind, MD"]),
        ({"status": "invited"}, ["Cy Roe"]),
        ({"status": "not_assigned"}, ["Di Wu, OT", "Tomas Okafor"]),
        ({"due": soon}, ["Bo Lind, MD"]),
        ({"sort": "status"}, ["Bo Lind, MD", "Cy Roe", "Ada Obi, RN", "Di Wu, OT", "Tomas Okafor"]),
        ({"sort": "due"}, ["Bo Lind, MD", "Ada Obi, RN", "Cy Roe", "Di Wu, OT", "Tomas Okafor"]),
        ({"sort": "-progress", "status": "completed"}, ["Ada Obi, RN"]),
        ({"sort": "-active"}, EVERYBODY),
        ({"sort": "team"}, EVERYBODY),
    ]
    for query, found in expected:
        assert names(client, ward, **query) == found, query
        assert [row["Name"] for row in exported(client, ward, **query)] == found, query


def test_a_wrong_filter_is_named_and_leaves_the_list(client: Client, ward: Ward) -> None:
    response = people(client, ward, due="tomorrow", status="odd")
    assert len(response.context["page_obj"]) == 5
    assert "Enter a real date, such as 12/18/2026" in response.content.decode()
    assert "Nobody matches these filters" in people(client, ward, q="zzz").content.decode()


def test_headings_keep_the_filters(client: Client, ward: Ward) -> None:
    html = people(client, ward, q="o", sort="name", page="2").content.decode()
    assert 'aria-sort="ascending"><a href="?q=o&amp;sort=-name">' in html
    assert '<a href="?q=o&amp;sort=due">' in html
    assert "people.csv?q=o&amp;sort=name" in html


def test_the_file_is_safe_and_complete(client: Client, ward: Ward) -> None:
    ward.invited("=HYPERLINK(1)", email="evil@example.org")
    rows = {row["Name"]: row for row in exported(client, ward)}
    assert rows["'=HYPERLINK(1)"]["Email"] == "evil@example.org"
    ada = rows["Ada Obi, RN"]
    assert (ada["Team"], ada["Role"], ada["Status"], ada["Progress (%)"]) == (
        "Maternity",
        "Learner",
        "Completed",
        "100",
    )
    assert ada["Course"] == ward.course.title
    assert ada["Due"] == (ward.today + timedelta(days=30)).isoformat()
    assert ada["Completed on"] == "2026-09-14"
    assert rows["Bo Lind, MD"]["Status"] == "Overdue"


@pytest.mark.parametrize("count", [3, 30])
def test_pages_and_queries(client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ward = Ward()
    for number in range(count):
        ward.invited(f"Person {number:02}")
    ward.assign(everyone=True)
    client.force_login(ward.user)
    url = reverse("coordination:people", args=[ward.organization.slug])
    with django_assert_num_queries(11):
        response = client.get(url)
    assert len(response.context["page_obj"]) == min(25, count + 1)
    with django_assert_num_queries(13):
        client.get(url, {"status": "invited"})
    assert ("Page 1 of 2" in response.content.decode()) == (count == 30)
    assert len(names(client, ward, page=2)) == (6 if count == 30 else 4)


def test_alone(client: Client) -> None:
    assert "No people yet" in people(client, Ward(course=None)).content.decode()


def person(client: Client, ward: Ward, member: Any) -> str:
    client.force_login(ward.user)
    response = client.get(reverse("coordination:person", args=[ward.organization.slug, member.public_id]))
    assert response.status_code == 200
    return response.content.decode()


def test_a_person_in_words(client: Client, ward: Ward) -> None:
    members = {member.name: member for member in ward.organization.memberships.all()}
    late = person(client, ward, members["Bo Lind, MD"])
    assert "Overdue by 3 days" in late
    assert "and not finished by the end of that day. It has not been begun." in late
    done = person(client, ward, members["Ada Obi, RN"])
    assert "every required step is done and the evaluation is handed in" in done
    assert "Course completed" in done
    assert "Step completed" in done
    assert "Course assigned" in done
    code = ward.enrollment(members["Ada Obi, RN"]).certificate.code
    assert reverse("certificates:verify", args=[code]) in done
    assert "Your organization has assigned nothing" in person(client, ward, members["Di Wu, OT"])


def test_answers_plans_and_evaluations_stay_the_learners(client: Client) -> None:
    taught = quizzes.taught()
    ward = Ward(course=taught.course)
    member = MembershipFactory.create(organization=ward.organization, user=make_learner())
    ward.assign(member)
    enrollment = ward.enrollment(member, started=True)
    attempt = quizzes.attempt_at(taught.quiz, enrollment)
    quizzes.answer(attempt, correct=1)
    submit_attempt(attempt=attempt, now=quizzes.NOW)
    html = person(client, ward, member)
    assert "Attempt 1" in html
    assert "25%" in html
    assert "Not passed yet" in html
    for secret in ("option 1", "feedback", "stem"):
        assert secret not in html
    row = next(row for row in exported(client, ward) if row["Email"] == member.email)
    assert row["Score (%)"] == "25"


def test_the_plan_and_the_evaluation_are_not_told(client: Client) -> None:
    ward = Ward()
    member = ward.member()
    ward.assign(member)
    enrollment = ward.enrollment(member, started=True)
    save_plan(enrollment=enrollment, activity=steps_of(enrollment)[0], if_text="my if", then_text="my then", now=NOW)
    complete_steps(enrollment)
    evaluate(enrollment)
    html = person(client, ward, member)
    for secret in ("my if", "my then", "I pause.", "save_plan", "submit_evaluation"):
        assert secret not in html


def test_what_is_taken_alone_is_not_shown(client: Client) -> None:
    ward = Ward()
    member = ward.member()
    finish(make_enrollment(course=ward.course, learner=member.user))
    html = person(client, ward, member)
    assert ward.course.title not in html
    assert "Course completed" not in html


def test_the_invitation_is_sent_again_up_to_a_limit(client: Client) -> None:
    ward = Ward(course=None)
    member = ward.invited()
    url = reverse("coordination:resend", args=[ward.organization.slug, member.public_id])
    client.force_login(ward.user)
    html = client.post(url, follow=True).content.decode()
    assert "A new invitation is on its way to" in html
    assert "The invitation is not accepted yet" in html
    assert Invitation.objects.filter(membership=member, revoked_at=None).count() == 1
    message = Message.objects.get(to=member.email)
    deliver_message(message_id=message.pk, now=message.created_at)
    message.refresh_from_db()
    assert message.subject in person(client, ward, member)
    assert {client.post(url).status_code for _ in range(4)} == {302}
    assert client.post(url).status_code == 429
    joined = ward.member()
    refused = client.post(reverse("coordination:resend", args=[ward.organization.slug, joined.public_id]), follow=True)
    assert "has joined already" in refused.content.decode()
