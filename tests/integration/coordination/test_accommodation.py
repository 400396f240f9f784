"""The page on which a coordinator gives more time or more attempts."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from enrollments.domain import enrolling
from organizations.models import Membership
from quizzes.domain.accommodations import give_accommodation
from quizzes.models import Accommodation, Attempt
from tests.factories import quizzes
from tests.factories.coordination import Ward
from tests.factories.enrollments import make_enrollment, make_learner
from tests.factories.organizations import MembershipFactory

pytestmark = pytest.mark.django_db
GIVEN = {"extra_time": "50", "extra_attempts": "1", "reason": "Agreed with employee relations"}


class Desk:
    """A ward whose course has a test, a person who takes it, and the coordinator's page about them."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.taught = quizzes.taught(time_limit=30, attempts_allowed=2)
        self.ward = Ward(course=self.taught.course)
        self.member = MembershipFactory.create(
            organization=self.ward.organization, user=make_learner(name="Priya Nandakumar, RN")
        )
        self.ward.assign(self.member)
        self.enrollment = self.ward.enrollment(self.member, started=True)
        client.force_login(self.ward.user)

    def url(self, name: str = "accommodation", **other: Any) -> str:
        ids = {"member": self.member, "enrollment": self.enrollment, "organization": self.ward.organization} | other
        return reverse(
            f"coordination:{name}",
            args=[ids["organization"].slug, ids["member"].public_id, ids["enrollment"].public_id],
        )

    def page(self) -> str:
        return text_of(self.client.get(self.url()))

    def person(self) -> str:
        args = [self.ward.organization.slug, self.member.public_id]
        return text_of(self.client.get(reverse("coordination:person", args=args)))


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def desk(client: Client) -> Desk:
    return Desk(client)


def test_from_the_person_to_the_accommodation_and_back(desk: Desk) -> None:
    assert desk.url() in desk.person()
    page = desk.page()
    assert "Nothing beyond what the tests give everybody" in page
    assert "Give the accommodation" in page
    attempt = quizzes.attempt_at(desk.taught.quiz, desk.enrollment, now=clock.now())
    reply = desk.client.post(desk.url(), GIVEN, follow=True)
    assert reply.redirect_chain == [(desk.url(), 302)]
    page = text_of(reply)
    assert "The accommodation applies now" in page
    assert "50% more time and 1 more attempt" in page
    assert f"by {desk.ward.user.name}." in page
    assert "Reason: Agreed with employee relations" in page
    assert "Change the accommodation" in page
    attempt.refresh_from_db()
    assert attempt.due_at == attempt.started_at + timedelta(minutes=45)
    person = desk.person()
    assert "50% more time and 1 more attempt" in person
    assert "Accommodation given" in person
    assert "employee relations" not in person


def test_a_change_and_the_end_stay_to_be_read(desk: Desk) -> None:
    desk.client.post(desk.url(), GIVEN)
    desk.client.post(desk.url(), GIVEN | {"extra_time": "25", "reason": "Agreed anew"})
    page = desk.page()
    assert page.index("25% more time and 1 more attempt") < page.index("50% more time and 1 more attempt")
    assert 'value="25"' in page
    ended = text_of(desk.client.post(desk.url("end_accommodation"), follow=True))
    assert "The accommodation has ended" in ended
    assert "Nothing beyond what the tests give everybody" in ended
    assert ended.count("Ended ") == 2
    assert "Accommodation ended" in desk.person()
    again = text_of(desk.client.post(desk.url("end_accommodation"), follow=True))
    assert "there was nothing to end" in again
    assert desk.client.get(desk.url("end_accommodation")).status_code == 405


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"extra_time": "0", "extra_attempts": "0"}, "Give more time, more attempts or both"),
        ({"extra_time": "-1"}, "Enter 0 or more as the extra time"),
        ({"extra_time": "401"}, "Enter 400 or less as the extra time"),
        ({"extra_attempts": "21"}, "Enter 20 or less as the extra attempts"),
        ({"extra_time": "NaN"}, "Enter a number, in digits"),
        ({"extra_attempts": "1e9999"}, "Enter a number, in digits"),
        ({"extra_time": ""}, "Fill in “Extra time, in percent”"),
        ({"reason": "  "}, "Say why, such as"),
        ({"reason": "x" * 10_000}, "at most 300 characters"),
    ],
)
def test_errors_name_the_field_and_the_remedy(desk: Desk, wrong: dict[str, str], told: str) -> None:
    page = text_of(desk.client.post(desk.url(), GIVEN | wrong))
    assert told in page
    assert "<title>Error:" in page.replace("<title> ", "<title>")
    assert not Accommodation.objects.exists()


def test_after_the_course_there_is_only_the_history(desk: Desk) -> None:
    desk.client.post(desk.url(), GIVEN)
    enrolling.withdraw(enrollment=desk.enrollment, actor=None, now=clock.now())
    page = desk.page()
    assert "there is no test left to change" in page
    assert "Give the accommodation" not in page
    assert "no test left" in text_of(desk.client.post(desk.url(), GIVEN | {"extra_time": "100"}))
    assert Accommodation.objects.get().extra_time == 50


def test_only_what_the_organization_assigned_to_its_own_people(desk: Desk) -> None:
    alone = make_enrollment(learner=desk.member.user)
    other = desk.ward.member()
    elsewhere = Ward(course=None)
    stranger = MembershipFactory.create(organization=elsewhere.organization, user=desk.member.user)
    wrong = [
        {"enrollment": alone},
        {"member": other},
        {"member": stranger},
        {"enrollment": type("Forged", (), {"public_id": uuid4()})},
        {"organization": elsewhere.organization},
    ]
    for ids in wrong:
        for name in ("accommodation", "end_accommodation"):
            assert desk.client.post(desk.url(name, **ids), GIVEN).status_code == 404
    desk.client.force_login(elsewhere.user)
    assert desk.client.get(desk.url(organization=elsewhere.organization, member=stranger)).status_code == 404
    assert not Accommodation.objects.exists()


def test_the_rights_matrix(desk: Desk) -> None:
    desk.client.post(desk.url(), GIVEN)
    left = MembershipFactory.create(organization=desk.ward.organization, coordinator=True, left_at=clock.now())
    strangers: list[Membership] = [desk.member, desk.ward.member(), left, Ward(course=None).coordinator]
    for stranger in strangers:
        desk.client.force_login(stranger.user)
        assert desk.client.get(desk.url()).status_code == 404
        assert desk.client.post(desk.url(), GIVEN | {"extra_time": "75"}).status_code == 404
        assert desk.client.post(desk.url("end_accommodation")).status_code == 404
    desk.client.logout()
    assert desk.client.get(desk.url()).status_code == 302
    desk.client.force_login(MembershipFactory.create(organization=desk.ward.organization, owner=True).user)
    assert desk.client.get(desk.url()).status_code == 200
    assert Accommodation.objects.get().extra_time == 50


def test_the_reason_stays_in_the_organization_that_gave_it(desk: Desk) -> None:
    other = Ward(course=desk.taught.course)
    member = MembershipFactory.create(organization=other.organization, user=desk.member.user)
    other.assign(member)
    desk.client.post(desk.url(), GIVEN)
    MembershipFactory.create(organization=other.organization, user=desk.ward.user)  # Only a learner there.
    desk.client.force_login(other.user)
    page = text_of(desk.client.get(desk.url(organization=other.organization, member=member)))
    assert "50% more time and 1 more attempt" in page
    assert f"by {desk.ward.user.name}" in page
    assert "employee relations" not in page


def test_the_learner_never_reads_the_reason(desk: Desk) -> None:
    give_accommodation(
        enrollment=desk.enrollment,
        extra_time=50,
        extra_attempts=1,
        reason="Secret",
        actor=desk.ward.user,
        now=clock.now(),
    )
    desk.client.force_login(desk.member.user)
    quizzes.attempt_at(desk.taught.quiz, desk.enrollment, now=clock.now())
    attempt = Attempt.objects.get()
    pages = [desk.taught.quiz.url, reverse("quizzes:question", args=[attempt.public_id, 1]), reverse("learning:home")]
    for url in pages:
        assert "Secret" not in desk.client.get(url).content.decode()


def test_the_words_of_a_reason_are_text(desk: Desk) -> None:
    page = text_of(desk.client.post(desk.url(), GIVEN | {"reason": "<img src=x> & “y”"}, follow=True))
    assert "<img src=x>" not in page
    assert "&lt;img src=x&gt; &amp; “y”" in page
