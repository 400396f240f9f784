from datetime import date, datetime, timedelta

import pytest

from core import audit
from core.errors import DomainError
from enrollments.domain.enrolling import NameNotConfirmed, enroll_self, expire_closed, start, withdraw
from enrollments.models import Enrollment
from modules.domain.editions import release_edition
from tests.factories.accounts import UserFactory
from tests.factories.enrollments import NOW, add_module, finish, make_course, make_enrollment, make_learner

pytestmark = pytest.mark.django_db


def verbs_of(enrollment: Enrollment) -> list[str]:
    return [event.verb for event in audit.events_of(enrollment)]


def test_enrolling_makes_an_open_enrollment_without_a_due_date() -> None:
    course, learner = make_course(), make_learner()

    enrollment = enroll_self(learner=learner, course=course, now=NOW)

    assert (enrollment.status, enrollment.cycle, enrollment.due_on) == ("assigned", 1, None)
    assert verbs_of(enrollment) == ["enrollments.enroll"]


def test_enrolling_twice_is_once() -> None:
    enrollment = make_enrollment(started=False)

    again = enroll_self(learner=enrollment.learner, course=enrollment.course, now=NOW)

    assert again == enrollment
    assert verbs_of(enrollment) == ["enrollments.enroll"]


def test_a_completed_course_is_not_begun_again() -> None:
    enrollment = finish(make_enrollment())

    assert enroll_self(learner=enrollment.learner, course=enrollment.course, now=NOW) == enrollment


def test_after_a_withdrawal_a_new_cycle_begins() -> None:
    first = withdraw(enrollment=make_enrollment(), actor=None, now=NOW)

    second = enroll_self(learner=first.learner, course=first.course, now=NOW)

    assert (second.cycle, second.status, second.edition) == (2, "assigned", None)
    assert Enrollment.objects.get(pk=first.pk).status == "withdrawn"


def test_nobody_enrolls_after_the_last_day_where_they_live() -> None:
    course = make_course(expires_on=date(2026, 9, 13))  # NOW is the 14th in New York.

    with pytest.raises(DomainError, match="closed"):
        enroll_self(learner=make_learner(), course=course, now=NOW)


def test_the_last_day_is_a_day_of_the_learner() -> None:
    course = make_course(expires_on=date(2026, 9, 14))
    midnight_in_new_york = datetime.fromisoformat("2026-09-15T04:00:00+00:00")

    assert enroll_self(learner=make_learner(), course=course, now=midnight_in_new_york - timedelta(seconds=1))
    with pytest.raises(DomainError):
        enroll_self(learner=make_learner(), course=course, now=midnight_in_new_york)
    assert enroll_self(learner=make_learner(time_zone="America/Los_Angeles"), course=course, now=midnight_in_new_york)


def test_starting_pins_the_latest_edition() -> None:
    course = make_course()
    add_module(course, "Later", 1)
    latest = release_edition(course=course, actor=None, reason="", now=NOW)

    enrollment = make_enrollment(course=course)

    assert (enrollment.edition, enrollment.started_at, enrollment.status) == (latest, NOW, "in_progress")
    assert latest.number == 2
    started = audit.events_of(enrollment).last()
    assert started is not None
    assert started.after["content_hash"] == latest.content_hash


def test_a_later_edition_changes_nothing_for_who_has_started() -> None:
    enrollment = make_enrollment()
    add_module(enrollment.course, "Later", 1)
    release_edition(course=enrollment.course, actor=None, reason="", now=NOW)

    again = start(enrollment=enrollment, now=NOW + timedelta(days=1))

    assert (again.edition, again.started_at) == (enrollment.edition, NOW)
    assert verbs_of(enrollment) == ["enrollments.enroll", "enrollments.start"]


def test_the_name_for_the_certificate_comes_first() -> None:
    enrollment = make_enrollment(learner=UserFactory.create(), started=False)

    with pytest.raises(NameNotConfirmed):
        start(enrollment=enrollment, now=NOW)


def test_a_course_without_an_edition_does_not_start() -> None:
    enrollment = make_enrollment(course=make_course(release=False), started=False)

    with pytest.raises(DomainError, match="not published"):
        start(enrollment=enrollment, now=NOW)


def test_a_closed_course_does_not_start() -> None:
    enrollment = make_enrollment(started=False)

    with pytest.raises(DomainError, match="closed"):
        start(enrollment=enrollment, now=datetime.fromisoformat("2028-01-02T12:00:00+00:00"))


def test_withdrawing_ends_an_open_enrollment_once() -> None:
    enrollment = withdraw(enrollment=make_enrollment(), actor=None, now=NOW)

    again = withdraw(enrollment=enrollment, actor=None, now=NOW + timedelta(days=1))

    assert (again.status, again.withdrawn_at) == ("withdrawn", NOW)
    assert verbs_of(enrollment).count("enrollments.withdraw") == 1


def test_a_completed_enrollment_is_not_withdrawn() -> None:
    with pytest.raises(DomainError, match="over"):
        withdraw(enrollment=finish(make_enrollment()), actor=None, now=NOW)


def test_a_withdrawn_enrollment_does_not_start() -> None:
    enrollment = withdraw(enrollment=make_enrollment(started=False), actor=None, now=NOW)

    with pytest.raises(DomainError, match="over"):
        start(enrollment=enrollment, now=NOW)


def test_what_is_open_after_the_last_day_expires() -> None:
    course = make_course(expires_on=date(2026, 9, 20))
    waiting, begun = make_enrollment(course=course, started=False), make_enrollment(course=course)
    done = finish(make_enrollment(course=course))
    elsewhere = make_enrollment()

    assert expire_closed(now=datetime.fromisoformat("2026-09-21T11:59:00+00:00")) == 0
    assert expire_closed(now=datetime.fromisoformat("2026-09-21T12:00:00+00:00")) == 2

    status = dict(Enrollment.objects.values_list("pk", "status"))
    assert (status[waiting.pk], status[begun.pk]) == ("expired", "expired")
    assert (status[done.pk], status[elsewhere.pk]) == ("completed", "in_progress")
    for enrollment, before in ((waiting, "assigned"), (begun, "in_progress")):
        event = audit.events_of(enrollment).last()
        assert event is not None
        assert (event.verb, event.before, event.after) == (
            "enrollments.expire",
            {"status": before},
            {"status": "expired"},
        )
