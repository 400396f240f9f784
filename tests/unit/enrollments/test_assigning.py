from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core import audit
from enrollments.domain import assigning
from enrollments.domain.assigning import AssignmentError, assign, enroll_newcomer, preview_assignment
from enrollments.domain.enrolling import enroll_self, withdraw
from enrollments.models import Assignee, Assignment, Enrollment
from modules.models import CoursePage
from notices.models import Message
from organizations.models import Membership, Organization
from tests.factories.accounts import UserFactory
from tests.factories.enrollments import NOW, finish, make_course, make_enrollment
from tests.factories.organizations import MembershipFactory, OrganizationFactory, TeamFactory

pytestmark = pytest.mark.django_db
DUE = date(2026, 12, 1)


@pytest.fixture
def organization() -> Organization:
    return OrganizationFactory.create()


@pytest.fixture
def course() -> CoursePage:
    return make_course(lessons=(1,))


def assign_to(
    organization: Organization, course: CoursePage, memberships: Sequence[Membership] = (), **options: Any
) -> Assignment:
    actor = options.pop("actor", None) or UserFactory.create()
    values: dict[str, Any] = {"due_on": DUE, "now": NOW} | options
    return assign(organization=organization, course=course, memberships=memberships, actor=actor, **values)


def enrollment_of(membership: Membership) -> Enrollment:
    return Enrollment.objects.get(learner=membership.user)


def test_named_people_are_enrolled_and_told(organization: Organization, course: CoursePage) -> None:
    people = MembershipFactory.create_batch(2, organization=organization)
    outsider = MembershipFactory.create(organization=organization)

    assignment = assign_to(organization, course, people, note="  On the clock. ")

    assert assignment.note == "On the clock."
    for person in people:
        enrollment = enrollment_of(person)
        assert (enrollment.status, enrollment.due_on, enrollment.enrolled_at) == ("assigned", DUE, NOW)
        assert Assignee.objects.get(membership=person).enrollment == enrollment
    assert not Enrollment.objects.filter(learner=outsider.user).exists()
    assert set(Message.objects.values_list("kind", "to")) == {
        ("enrollments.assigned", person.email) for person in people
    }
    assert set(Message.objects.values_list("organization_id", flat=True)) == {organization.pk}
    event = audit.events_of(assignment).get()
    assert (event.after["people"], event.after["enrolled"]) == (2, 2)


def test_a_team_and_a_person_are_one_audience(organization: Organization, course: CoursePage) -> None:
    team = TeamFactory.create(organization=organization)
    member = MembershipFactory.create(organization=organization, team=team)

    assign_to(organization, course, [member], teams=[team])

    assert Assignee.objects.count() == 1
    assert Message.objects.count() == 1


def test_everyone_is_everyone_who_has_not_left(organization: Organization, course: CoursePage) -> None:
    member = MembershipFactory.create(organization=organization)
    MembershipFactory.create(organization=organization, left_at=NOW)
    MembershipFactory.create()

    assign_to(organization, course, everyone=True)

    assert [each.membership for each in Assignee.objects.all()] == [member]


def test_who_has_no_account_is_only_noted(organization: Organization, course: CoursePage) -> None:
    invited = MembershipFactory.create(organization=organization, user=None)

    assign_to(organization, course, [invited])

    assert Assignee.objects.get(membership=invited).enrollment is None
    assert not Enrollment.objects.exists()
    assert not Message.objects.exists()


def test_an_open_enrollment_is_kept_with_the_earliest_due_date(organization: Organization, course: CoursePage) -> None:
    member = MembershipFactory.create(organization=organization)
    own = enroll_self(learner=member.user, course=course, now=NOW)

    assign_to(organization, course, [member])
    assert enrollment_of(member).due_on == DUE
    assign_to(organization, course, [member], due_on=DUE + timedelta(days=9))
    assert enrollment_of(member).due_on == DUE
    assign_to(organization, course, [member], due_on=DUE - timedelta(days=9))

    enrollment = enrollment_of(member)
    assert enrollment == own
    assert enrollment.due_on == DUE - timedelta(days=9)
    assert Assignee.objects.filter(enrollment=own).count() == 3
    assert not Message.objects.exists()


def test_who_has_completed_the_course_is_left_alone(organization: Organization) -> None:
    done = finish(make_enrollment())
    member = MembershipFactory.create(organization=organization, user=done.learner)
    Message.objects.all().delete()

    assign_to(organization, done.course, [member])

    assert Assignee.objects.get().enrollment == done
    assert enrollment_of(member).due_on is None
    assert not Message.objects.exists()


def test_after_a_withdrawal_an_assignment_begins_a_new_cycle(organization: Organization) -> None:
    first = withdraw(enrollment=make_enrollment(), actor=None, now=NOW)
    member = MembershipFactory.create(organization=organization, user=first.learner)

    assign_to(organization, first.course, [member])

    second = Enrollment.objects.get(status="assigned")
    assert (second.learner, second.cycle, second.due_on) == (first.learner, 2, DUE)
    assert Assignee.objects.get().enrollment == second


@pytest.mark.parametrize(("due_on", "word"), [(date(2026, 9, 13), "today"), (date(2028, 1, 2), "closes")])
def test_a_due_date_lies_between_today_and_the_last_day(
    organization: Organization, course: CoursePage, due_on: date, word: str
) -> None:
    with pytest.raises(AssignmentError, match=word) as refused:
        assign_to(organization, course, everyone=True, due_on=due_on)

    assert refused.value.field == "due_on"
    assert not Assignment.objects.exists()


def test_today_is_the_organizations_today(course: CoursePage) -> None:
    tokyo = OrganizationFactory.create(time_zone="Asia/Tokyo")
    late = NOW.replace(hour=16)  # The 15th has begun in Tokyo.

    with pytest.raises(AssignmentError):
        assign_to(tokyo, course, everyone=True, due_on=date(2026, 9, 14), now=late)


def test_an_assignment_needs_somebody(organization: Organization, course: CoursePage) -> None:
    with pytest.raises(AssignmentError) as refused:
        assign_to(organization, course)
    assert refused.value.field == "audience"


def test_people_of_elsewhere_are_refused(organization: Organization, course: CoursePage) -> None:
    with pytest.raises(AssignmentError, match="this organization"):
        assign_to(organization, course, [MembershipFactory.create()])
    with pytest.raises(AssignmentError, match="this organization"):
        preview_assignment(organization=organization, course=course, teams=[TeamFactory.create()])


def test_preview_counts_without_writing(organization: Organization) -> None:
    done = finish(make_enrollment(course=make_course(lessons=(1,))))
    course = done.course
    MembershipFactory.create(organization=organization, user=done.learner)
    MembershipFactory.create(organization=organization, user=make_enrollment(course=course).learner)
    MembershipFactory.create(organization=organization, user=None)
    MembershipFactory.create_batch(2, organization=organization)

    preview = preview_assignment(organization=organization, course=course, everyone=True)

    assert (preview.people, preview.already_in, preview.finished, preview.without_account) == (5, 1, 1, 1)
    assert preview.new == 2
    assert not Assignment.objects.exists()


def test_statements_do_not_grow_with_people(course: CoursePage) -> None:
    assert statements(course, 3) == statements(course, 300)


def statements(course: CoursePage, people: int) -> int:
    organization, actor = OrganizationFactory.create(), UserFactory.create()
    crowd(organization, people)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assign_to(organization, course, everyone=True, actor=actor)
    assert Enrollment.objects.filter(assignees__assignment__organization=organization).count() == people
    return len(captured)


def crowd(organization: Organization, people: int) -> None:
    """Many members, without the price of their passwords."""
    users = User.objects.bulk_create(
        User(email=f"{organization.slug}-{number}@example.org", name=f"Person {number}") for number in range(people)
    )
    Membership.objects.bulk_create(
        Membership(organization=organization, user=user, email=user.email, added_at=NOW, joined_at=NOW)
        for user in users
    )


def test_batches_reach_everybody(
    monkeypatch: pytest.MonkeyPatch, organization: Organization, course: CoursePage
) -> None:
    monkeypatch.setattr(assigning, "BATCH", 4)
    crowd(organization, 10)

    assign_to(organization, course, everyone=True)

    assert Enrollment.objects.filter(due_on=DUE).count() == 10
    assert Message.objects.count() == 10


def test_a_newcomer_follows_what_covers_them(organization: Organization, course: CoursePage) -> None:
    team = TeamFactory.create(organization=organization)
    other = make_course(lessons=(1,))
    elsewhere = make_course(lessons=(1,))
    assign_to(organization, course, everyone=True)
    assign_to(organization, other, teams=[team])
    assign_to(organization, elsewhere, teams=[TeamFactory.create(organization=organization)])
    member = MembershipFactory.create(organization=organization, team=team)

    assert enroll_newcomer(membership=member, now=NOW) == 2
    assert enroll_newcomer(membership=member, now=NOW) == 0

    enrolled = Enrollment.objects.filter(learner=member.user)
    assert {each.course_id for each in enrolled} == {course.pk, other.pk}
    assert Message.objects.filter(to=member.email).count() == 2


def test_who_was_on_the_roster_keeps_the_day_and_who_came_later_has_a_month(
    organization: Organization, course: CoursePage
) -> None:
    invited = MembershipFactory.create(organization=organization, user=None)
    assign_to(organization, course, everyone=True, due_on=date(2026, 9, 20))
    invited.user, invited.joined_at = UserFactory.create(), NOW
    invited.save()
    newcomer = MembershipFactory.create(organization=organization)

    for member in (invited, newcomer):
        enroll_newcomer(membership=member, now=NOW)

    assert enrollment_of(invited).due_on == date(2026, 9, 20)
    assert enrollment_of(newcomer).due_on == date(2026, 10, 14)


def test_a_cancelled_assignment_covers_nobody(organization: Organization, course: CoursePage) -> None:
    assignment = assign_to(organization, course, everyone=True)
    Assignment.objects.filter(pk=assignment.pk).update(cancelled_at=NOW)

    assert enroll_newcomer(membership=MembershipFactory.create(organization=organization), now=NOW) == 0


def test_joining_again_does_not_undo_a_withdrawal(organization: Organization, course: CoursePage) -> None:
    member = MembershipFactory.create(organization=organization)
    assign_to(organization, course, everyone=True)
    withdraw(enrollment=enrollment_of(member), actor=None, now=NOW)

    assert enroll_newcomer(membership=member, now=NOW) == 0


@pytest.mark.django_db(transaction=True)
def test_two_assignments_at_once_enroll_once(organization: Organization, course: CoursePage) -> None:
    organization, course = OrganizationFactory.create(), make_course(lessons=(1,))
    crowd(organization, 50)
    actor, barrier = UserFactory.create(), Barrier(2)

    def run(number: int) -> None:
        try:
            barrier.wait(timeout=10)
            assign_to(organization, course, everyone=True, actor=actor, due_on=DUE - timedelta(days=number))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(run, range(2)))

    assert Enrollment.objects.filter(course=course).count() == 50
    assert set(Enrollment.objects.filter(course=course).values_list("due_on", flat=True)) == {DUE - timedelta(days=1)}
    assert Assignee.objects.filter(enrollment__isnull=False).count() == 100
    assert Message.objects.filter(kind="enrollments.assigned").count() == 50
