from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enrollments.domain import reminders
from enrollments.domain.enrolling import withdraw
from enrollments.domain.reminders import send_reminders
from enrollments.mails import reminder
from enrollments.models import Enrollment, Reminder
from enrollments.reminding import SCHEDULE, name_of, offset_of
from modules.models import CoursePage
from notices.models import Message
from tests.factories.enrollments import NOW, finish, make_course, make_enrollment, make_learner

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def course() -> CoursePage:
    return make_course(lessons=(1,))


def due(course: CoursePage, day: date, *, time_zone: str = "America/New_York", **fields: Any) -> Enrollment:
    enrollment = make_enrollment(course=course, learner=make_learner(time_zone=time_zone), started=False, now=LONG_AGO)
    for name, value in ({"due_on": day} | fields).items():
        setattr(enrollment, name, value)
    enrollment.save()
    return enrollment


def at(day: str, hour: int, zone: str = "America/New_York") -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=ZoneInfo(zone))


def steps() -> list[str]:
    return list(Reminder.objects.order_by("pk").values_list("step", flat=True))


def test_a_step_is_told_once(course: CoursePage) -> None:
    enrollment = due(course, date(2026, 12, 16))
    now = at("2026-12-02", 9)

    assert send_reminders(now=now) == 1
    assert send_reminders(now=now + timedelta(minutes=15)) == 0

    message = Message.objects.get(kind="enrollments.reminder")
    assert message.key == f"enrollments.reminder:{enrollment.pk}:2026-12-16:before-14"
    assert message.payload == {"enrollment": enrollment.pk, "due_on": "2026-12-16", "step": "before-14"}
    assert (message.to, message.recipient_id) == (enrollment.learner.email, enrollment.learner_id)


@pytest.mark.parametrize(("hour", "told"), [(0, 0), (7, 0), (8, 1), (17, 1), (18, 0), (23, 0)])
def test_nobody_is_woken(course: CoursePage, hour: int, told: int) -> None:
    due(course, date(2026, 12, 16))

    assert send_reminders(now=at("2026-12-02", hour)) == told


def test_everybody_has_their_own_day(course: CoursePage) -> None:
    # 20:00 on December 1 in New York is the morning of December 2 in Tokyo.
    due(course, date(2026, 12, 16), time_zone="America/New_York")
    tokyo = due(course, date(2026, 12, 16), time_zone="Asia/Tokyo")

    send_reminders(now=at("2026-12-01", 20))

    assert Reminder.objects.get().enrollment == tokyo


def test_weekends_are_left_alone_unless_it_is_urgent(course: CoursePage) -> None:
    due(course, date(2026, 12, 19))  # Saturday, December 5 is fourteen days before it.
    due(course, date(2026, 12, 6))

    send_reminders(now=at("2026-12-05", 9))
    assert steps() == ["before-1"]
    send_reminders(now=at("2026-12-06", 9))
    assert steps() == ["before-1"]
    send_reminders(now=at("2026-12-07", 9))
    assert sorted(steps()) == ["after-1", "before-1", "before-14"]


def test_what_an_outage_delayed_by_more_than_two_days_is_not_told(course: CoursePage) -> None:
    due(course, date(2026, 12, 16))

    assert send_reminders(now=at("2026-12-04", 9)) == 1
    Reminder.objects.all().delete()
    Message.objects.all().delete()
    assert send_reminders(now=at("2026-12-05", 9)) == 0


def test_who_was_enrolled_after_the_step_is_not_reminded_of_it(course: CoursePage) -> None:
    due(course, date(2026, 12, 16), enrolled_at=at("2026-12-02", 8))

    assert send_reminders(now=at("2026-12-02", 9)) == 0
    assert send_reminders(now=at("2026-12-15", 9)) == 1


@pytest.mark.parametrize("end", [finish, lambda enrollment: withdraw(enrollment=enrollment, actor=None, now=NOW)])
def test_who_is_done_or_gone_hears_nothing(course: CoursePage, end: Any) -> None:
    enrollment = make_enrollment(course=course)
    Enrollment.objects.filter(pk=enrollment.pk).update(due_on=date(2026, 12, 16), enrolled_at=LONG_AGO)
    end(enrollment)

    assert send_reminders(now=at("2026-12-02", 9)) == 0


def test_a_closed_account_hears_nothing(course: CoursePage) -> None:
    enrollment = due(course, date(2026, 12, 16))
    enrollment.learner.is_active = False
    enrollment.learner.save()

    assert send_reminders(now=at("2026-12-02", 9)) == 0


def test_a_changed_due_date_is_told_anew(course: CoursePage) -> None:
    enrollment = due(course, date(2026, 12, 16))
    send_reminders(now=at("2026-12-02", 9))
    Enrollment.objects.filter(pk=enrollment.pk).update(due_on=date(2026, 12, 17))

    assert send_reminders(now=at("2026-12-03", 9)) == 1
    assert list(Reminder.objects.order_by("pk").values_list("due_on", flat=True)) == [
        date(2026, 12, 16),
        date(2026, 12, 17),
    ]


def test_batches_reach_everybody(monkeypatch: pytest.MonkeyPatch, course: CoursePage) -> None:
    monkeypatch.setattr(reminders, "BATCH", 2)
    for _ in range(5):
        due(course, date(2026, 12, 16))

    assert send_reminders(now=at("2026-12-02", 9)) == 5


def test_statements_do_not_grow_with_people(course: CoursePage) -> None:
    counts = []
    for people in (1, 6):
        for _ in range(people):
            due(course, date(2026, 12, 16))
        with CaptureQueriesContext(connection) as captured:
            assert send_reminders(now=at("2026-12-02", 9)) == people
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_a_year_of_sweeps(course: CoursePage) -> None:
    """Every nine hours, so at every hour of the day: each step once, none at night, none after the end."""
    zones = ("America/New_York", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Auckland")
    open_ones = [due(course, date(2026, 9, 30) + timedelta(days=n), time_zone=zone) for n, zone in enumerate(zones)]
    leaver = due(course, date(2026, 9, 30))
    now, end = datetime(2026, 8, 20, tzinfo=UTC), datetime(2027, 8, 20, tzinfo=UTC)
    while now < end:
        send_reminders(now=now)
        if now.date() == date(2026, 10, 3):
            Enrollment.objects.filter(pk=leaver.pk).update(status="withdrawn", withdrawn_at=now)
        now += timedelta(hours=9)

    for told in Reminder.objects.select_related("enrollment__learner"):
        local = told.created_at.astimezone(ZoneInfo(told.enrollment.learner.time_zone))
        assert 8 <= local.hour < 18
        assert local.weekday() < 5 or told.step in {"before-1", "after-1"}
        assert 0 <= (local.date() - told.due_on).days - offset_of(told.step) <= 2
    for enrollment in open_ones:
        told_of = steps_of(enrollment)
        assert told_of == [name_of(n) for n in SCHEDULE[: len(told_of)]]
        assert (end.date() - enrollment.due_on).days - offset_of(told_of[-1]) < 7 + 3
    assert steps_of(leaver) == ["before-30", "before-14", "before-1", "after-1"]
    assert Message.objects.filter(kind="enrollments.reminder").count() == Reminder.objects.count()


def steps_of(enrollment: Enrollment) -> list[str]:
    return list(Reminder.objects.filter(enrollment=enrollment).order_by("pk").values_list("step", flat=True))


@pytest.mark.parametrize(
    ("change", "now", "sent"),
    [
        ({}, at("2026-12-02", 9), True),
        ({"due_on": date(2026, 12, 20)}, at("2026-12-02", 9), False),
        ({"status": "withdrawn", "withdrawn_at": NOW}, at("2026-12-02", 9), False),
        ({"status": "completed", "completed_at": NOW}, at("2026-12-02", 9), False),
        ({"status": "expired"}, at("2026-12-02", 9), False),
        ({}, at("2026-12-09", 9), False),
    ],
)
def test_what_is_no_longer_true_is_not_sent(
    course: CoursePage, change: dict[str, Any], now: datetime, sent: bool
) -> None:
    enrollment = due(course, date(2026, 12, 16), **change)

    mail = reminder({"enrollment": enrollment.pk, "due_on": "2026-12-16", "step": "before-14"}, now)

    assert (mail is not None) is sent
