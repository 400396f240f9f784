"""Issuing: the facts of the pinned edition, once, for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from certificates.domain.issuing import issue_certificate
from certificates.domain.queries import find_by_code
from certificates.models import Certificate
from core.audit import events_of
from core.errors import DomainError
from enrollments.models import Enrollment
from enrollments.signals import course_completed
from notices.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.certificates import NOON, certificate, completed_enrollment, confirmed_learner

pytestmark = pytest.mark.django_db


def test_the_facts_come_from_the_pinned_edition_and_the_confirmed_name() -> None:
    enrollment = completed_enrollment(statements={"accreditation": "Approved by the Board."})

    issued = issue_certificate(enrollment=enrollment, now=NOON)

    assert issued is not None
    issued.refresh_from_db()
    assert issued.enrollment == enrollment
    assert issued.holder_name == "Priya Nandakumar, RN"
    assert issued.course_title == "Building a responsible online presence"
    assert (issued.edition_number, issued.edition_hash) == (1, "c" * 64)
    assert issued.contact_hours == Decimal("0.75")
    assert issued.completed_on == date(2026, 11, 22)
    assert issued.provider["name"] == "Alder Valley Health"
    assert issued.signatory == {"name": "M. Ferreira-Hale", "title": "Course director"}
    assert issued.accreditation_statement == "Approved by the Board."
    assert issued.issued_at == NOON
    assert (issued.state, issued.rendered_at, issued.pdf_sha256) == ("valid", None, "")
    assert [event.verb for event in events_of(issued)] == ["certificates.issue"]


def test_an_account_without_a_confirmed_name_lends_its_own() -> None:
    learner = UserFactory.create(name="Jonah Leith, RN")
    assert certificate(learner=learner).holder_name == "Jonah Leith, RN"


def test_the_day_is_the_learners() -> None:
    late_evening = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
    learner = confirmed_learner(time_zone="America/New_York")
    issued = issue_certificate(
        enrollment=completed_enrollment(learner=learner, completed_at=late_evening), now=late_evening
    )
    assert issued is not None
    assert issued.completed_on == date(2026, 11, 22)


def test_a_second_call_gives_the_same_certificate_and_one_message() -> None:
    enrollment = completed_enrollment()
    first = issue_certificate(enrollment=enrollment, now=NOON)
    again = issue_certificate(enrollment=enrollment, now=NOON + timedelta(hours=1))
    assert first == again
    assert Certificate.objects.count() == 1
    assert first is not None
    message = Message.objects.get()
    assert (message.kind, message.key) == ("certificates.issued", f"certificates.issued:{first.public_id}")
    assert (message.to, message.recipient_id) == (enrollment.learner.email, enrollment.learner_id)
    assert message.payload == {"certificate_id": first.pk}


@pytest.mark.django_db(transaction=True)
def test_two_completions_at_once_give_one_certificate() -> None:
    enrollment = completed_enrollment()

    def issue() -> int:
        try:
            issued = issue_certificate(enrollment=enrollment, now=NOON)
            assert issued is not None
            return issued.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        made = {future.result() for future in [pool.submit(issue), pool.submit(issue)]}

    assert made == {Certificate.objects.get().pk}
    assert Message.objects.count() == 1


def test_the_last_day_of_an_edition_counts_and_the_next_does_not() -> None:
    dates = {"expires_on": "2026-11-22"}
    assert issue_certificate(enrollment=completed_enrollment(dates=dates), now=NOON) is not None

    late = completed_enrollment(dates=dates, completed_at=NOON + timedelta(days=1))
    assert issue_certificate(enrollment=late, now=NOON + timedelta(days=1)) is None
    assert not Certificate.objects.filter(enrollment=late).exists()
    event = events_of(late).get()
    assert (event.verb, event.after) == ("certificates.refuse", {"edition_expired_on": "2026-11-22"})


def test_nothing_is_given_before_the_course_is_complete() -> None:
    enrollment = completed_enrollment()
    Enrollment.objects.filter(pk=enrollment.pk).update(status="in_progress", completed_at=None)
    with pytest.raises(DomainError, match="Complete the course first"):
        issue_certificate(enrollment=enrollment, now=NOON)


def test_a_completion_issues_through_the_signal() -> None:
    enrollment = completed_enrollment()
    course_completed.send(sender=Enrollment, enrollment=enrollment, now=NOON)
    assert Certificate.objects.get().enrollment == enrollment


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("holder_name", "Somebody Else"),
        ("course_title", "Another course"),
        ("contact_hours", Decimal("9.75")),
        ("completed_on", date(2020, 1, 1)),
        ("code", "BYP-2222-2222-2222"),
        ("provider", {}),
        ("signatory", {}),
        ("accreditation_statement", "Accredited."),
        ("edition_hash", "x"),
    ],
)
def test_the_database_refuses_to_change_a_fact(column: str, value: object) -> None:
    issued = certificate()
    with pytest.raises(DatabaseError, match="history is not overwritten"), transaction.atomic():
        Certificate.objects.filter(pk=issued.pk).update(**{column: value})


def test_revoking_is_not_a_change_of_facts() -> None:
    issued = certificate()
    Certificate.objects.filter(pk=issued.pk).update(revoked_at=NOON)
    issued.refresh_from_db()
    assert issued.state == "revoked"


def test_found_by_its_code_however_typed() -> None:
    issued = certificate()
    assert find_by_code(issued.code) == issued
    assert find_by_code(issued.code.lower().replace("-", " ")) == issued
    assert find_by_code("BYP-2222-2222-2222") is None
    assert find_by_code("?") is None


@pytest.mark.parametrize(
    ("hours", "digits", "words"),
    [
        ("0.75", "0.75", "0.75 contact hours"),
        ("1.50", "1.5", "1.5 contact hours"),
        ("1.00", "1", "1 contact hour"),
        ("10.00", "10", "10 contact hours"),
        ("10", "10", "10 contact hours"),
    ],
)
def test_hours_as_printed(hours: str, digits: str, words: str) -> None:
    unsaved = Certificate(contact_hours=Decimal(hours))
    assert (unsaved.hours, unsaved.hours_in_words) == (digits, words)
