"""From a due date to a mail."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from core import clock
from enrollments import tasks
from enrollments.domain.assigning import assign
from enrollments.domain.enrolling import start
from enrollments.models import Enrollment
from notices.domain.delivery import deliver_message
from notices.models import Message
from organizations.domain.invitations import accept_invitation, invite
from tests.factories.accounts import UserFactory
from tests.factories.enrollments import (
    NOW,
    complete,
    finish,
    make_course,
    make_enrollment,
    make_learner,
    steps_of,
)
from tests.factories.organizations import MembershipFactory, OrganizationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def assigned() -> Enrollment:
    """Assigned by Tomas Okafor, due in two weeks at NOW."""
    organization = OrganizationFactory.create(name="Alder Valley Health")
    member = MembershipFactory.create(organization=organization, user=make_learner())
    assign(
        organization=organization,
        course=make_course(title="Presence & privacy"),
        memberships=[member],
        due_on=date(2026, 9, 28),
        note="Do it on the clock.",
        actor=UserFactory.create(name="Tomas Okafor"),
        now=NOW - timedelta(days=60),
    )
    return Enrollment.objects.get()


def deliver(kind: str, now: datetime = NOW) -> str:
    """Deliver the newest message of a kind; its state afterwards."""
    newest = Message.objects.filter(kind=kind).latest("pk")
    deliver_message(message_id=newest.pk, now=now)
    newest.refresh_from_db()
    return newest.state


def parts() -> tuple[str, str]:
    sent: Any = mail.outbox[-1]
    return str(sent.body), str(sent.alternatives[0][0])


def test_an_assignment_is_told(assigned: Enrollment) -> None:
    assert deliver("enrollments.assigned") == "sent"

    sent = mail.outbox[0]
    assert sent.to == [assigned.learner.email]
    assert sent.subject == "Assigned to you: Presence & privacy"
    text, html = parts()
    for part in (text, html):
        assert "Hello Priya." in part
        assert "Alder Valley Health has assigned you" in part
        assert "September 28" in part
        assert "Do it on the clock." in part
        assert "Tomas Okafor, your coordinator at Alder Valley Health" in part
        assert f"http://testserver/learn/{assigned.public_id}/" in part
    assert "Presence & privacy" in text
    assert "Presence &amp; privacy" in html


def test_an_assignment_that_was_begun_meanwhile_is_not_told(assigned: Enrollment) -> None:
    start(enrollment=assigned, now=NOW)

    assert deliver("enrollments.assigned") == "skipped"
    assert not mail.outbox


def remind(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    tasks.task_remind()


def test_a_reminder_tells_one_fact(assigned: Enrollment, monkeypatch: pytest.MonkeyPatch) -> None:
    enrollment = start(enrollment=assigned, now=NOW - timedelta(days=1))
    complete(enrollment, steps_of(enrollment)[0])

    remind(NOW, monkeypatch)

    assert deliver("enrollments.reminder") == "sent"
    assert mail.outbox[0].subject == "Presence & privacy: due in 14 days"
    text, html = parts()
    for part in (text, html):
        assert "2 steps are left" in part
        assert "1 of 3 steps complete" in part
        assert "About 8 minutes remain" in part
        assert "Due Monday, September 28" in part
        assert "Resume the course" in part
        assert "the day before it is due" in part
    assert 'width="33%"' in html


def test_a_reminder_of_what_has_not_begun(assigned: Enrollment, monkeypatch: pytest.MonkeyPatch) -> None:
    remind(NOW + timedelta(days=15), monkeypatch)

    assert deliver("enrollments.reminder", NOW + timedelta(days=15)) == "sent"
    assert mail.outbox[0].subject == "Presence & privacy: 1 day overdue"
    text, _html = parts()
    assert "Your course has not begun yet" in text
    assert "Was due Monday, September 28" in text
    assert "Start the course" in text


def test_who_finishes_in_between_gets_no_reminder(assigned: Enrollment, monkeypatch: pytest.MonkeyPatch) -> None:
    enrollment = start(enrollment=assigned, now=NOW - timedelta(days=1))
    remind(NOW, monkeypatch)
    finish(enrollment)

    assert deliver("enrollments.reminder", NOW + timedelta(hours=2)) == "skipped"


def test_the_task_is_safe_to_run_twice(assigned: Enrollment, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        remind(NOW, monkeypatch)

    assert Message.objects.filter(kind="enrollments.reminder").count() == 1


def test_the_task_closes_what_has_expired(monkeypatch: pytest.MonkeyPatch) -> None:
    enrollment = make_enrollment()

    remind(datetime.fromisoformat("2028-01-03T12:00:00+00:00"), monkeypatch)

    enrollment.refresh_from_db()
    assert enrollment.status == "expired"


def test_an_accepted_invitation_enrolls() -> None:
    organization, coordinator = OrganizationFactory.create(), UserFactory.create()
    newcomer = make_learner()
    invitation = invite(organization=organization, email=newcomer.email, name="", actor=coordinator, now=NOW)
    assign(
        organization=organization,
        course=make_course(),
        memberships=[invitation.membership],
        due_on=date(2026, 12, 1),
        actor=coordinator,
        now=NOW,
    )
    assert not Enrollment.objects.exists()

    accept_invitation(invitation=invitation, user=newcomer, now=NOW + timedelta(days=1))

    enrollment = Enrollment.objects.get()
    assert (enrollment.learner, enrollment.due_on) == (newcomer, date(2026, 12, 1))
    assert Message.objects.filter(kind="enrollments.assigned", to=newcomer.email).exists()
