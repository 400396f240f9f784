"""One person as the coordinator may see them: dates, scores and mails; never answers, plans or evaluations."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from coordination import standing
from core.models import AuditEvent
from enrollments import progress
from enrollments.models import ActivityCompletion, Assignee, Enrollment
from modules.outline import Outline
from notices.models import Message
from organizations.models import Invitation, Membership, Organization
from quizzes.models import Accommodation, Attempt

#: Lines of the history shown.
MOST_EVENTS = 50
MOST_MAILS = 50
#: What is between the learner and the course.
PRIVATE = ("enrollments.save_plan", "enrollments.submit_evaluation")


@dataclass(frozen=True, slots=True)
class Record:
    """One course in one cycle. `enrollment` is None for somebody invited, who follows on joining."""

    title: str
    enrollment: Enrollment | None
    due_on: date | None
    standing: str
    progress: progress.Progress | None
    attempts: list[Attempt]

    @property
    def code(self) -> str | None:
        """The certificate's code, once there is one."""
        certificate = getattr(self.enrollment, "certificate", None)
        return certificate.code if certificate else None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history. `actor` is a name, empty for the system itself, None for somebody of elsewhere."""

    at: datetime
    verb: str
    actor: str | None


@dataclass(frozen=True, slots=True)
class Given:
    """An accommodation as one organization may see it.

    Who gave and who ended it are names, empty for somebody of elsewhere; whose reason is then not told (None).
    """

    row: Accommodation
    given_by: str
    ended_by: str
    reason: str | None


def find(organization: Organization, public_id: UUID) -> Membership | None:
    """The present member of the organization with this id, with team and user."""
    rows = Membership.objects.select_related("team", "user", "organization")
    return rows.filter(organization=organization, public_id=public_id, left_at__isnull=True).first()


def records_of(membership: Membership, today: date) -> list[Record]:
    """What the organization assigned to this person, the latest first. Three queries."""
    assignees = list(
        Assignee.objects.filter(membership=membership, assignment__organization=membership.organization_id)
        .filter(Q(assignment__cancelled_at__isnull=True) | Q(enrollment__isnull=False))
        .select_related("assignment__course", "enrollment__course", "enrollment__edition", "enrollment__certificate")
        .order_by("-enrollment_id", "due_on", "pk")
    )
    enrollments = {row.enrollment_id: row.enrollment for row in assignees if row.enrollment}
    done = _completed(enrollments)
    attempts = _attempts(enrollments)
    grouped: dict[tuple[int, int | None], list[Assignee]] = defaultdict(list)
    for row in assignees:
        grouped[row.assignment.course_id, row.enrollment_id].append(row)
    return [
        _record(membership, rows, done.get(rows[0].enrollment_id, set()), attempts[rows[0].enrollment_id], today)
        for rows in grouped.values()
    ]


def assigned_enrollment(membership: Membership, public_id: UUID) -> Enrollment | None:
    """The enrollment with this id, if the organization assigned its course to this person."""
    assigned = Assignee.objects.filter(membership=membership, assignment__organization=membership.organization_id)
    rows = Enrollment.objects.filter(public_id=public_id, assignees__in=assigned, learner=membership.user_id)
    return rows.select_related("course", "edition").first()


def accommodations_of(enrollment: Enrollment, organization: Organization) -> list[Given]:
    """What was given in the tests of an enrollment, the latest first. Two queries."""
    rows = list(Accommodation.objects.filter(enrollment=enrollment))
    people = {user for row in rows for user in (row.given_by_id, row.ended_by_id) if user}
    members = Membership.objects.filter(organization=organization, user__in=people)
    found = list(members.values_list("user_id", "user__name", "role"))
    names = {user: name for user, name, _role in found}
    # A coordinator of elsewhere may be a learner here: whose reason is not told here either.
    ours = {user for user, _name, role in found if role != Membership.Role.LEARNER}
    return [
        Given(
            row,
            names.get(row.given_by_id, ""),
            names.get(row.ended_by_id or 0, ""),
            row.reason if row.given_by_id in ours else None,
        )
        for row in rows
    ]


def current_accommodations(records: Iterable[Record]) -> dict[int, Accommodation]:
    """What applies now, by the id of the enrollment. One query."""
    enrollments = [record.enrollment.pk for record in records if record.enrollment]
    rows = Accommodation.objects.filter(enrollment__in=enrollments, ended_at__isnull=True)
    return {row.enrollment_id: row for row in rows}


def _record(
    membership: Membership, rows: list[Assignee], done: set[int], attempts: list[Attempt], today: date
) -> Record:
    enrollment = rows[0].enrollment
    due_on = min((row.due_on for row in rows if row.assignment.cancelled_at is None), default=None)
    edition = enrollment.edition if enrollment else None
    return Record(
        title=rows[0].assignment.course.title,
        enrollment=enrollment,
        due_on=due_on,
        standing=standing.standing_of(
            has_account=membership.user_id is not None,
            assigned=True,
            status=enrollment.status if enrollment else None,
            due_on=due_on,
            today=today,
        ),
        # Whether the evaluation is in is not told here; the share of steps does not depend on it.
        progress=progress.evaluate(Outline.of(edition.snapshot), done, False) if edition else None,
        attempts=attempts,
    )


def _completed(enrollment_ids: Iterable[int | None]) -> dict[int | None, set[int]]:
    done: dict[int | None, set[int]] = defaultdict(set)
    rows = ActivityCompletion.objects.filter(enrollment__in=list(enrollment_ids))
    for enrollment_id, activity_id in rows.values_list("enrollment_id", "activity_id"):
        done[enrollment_id].add(activity_id)
    return done


def _attempts(enrollment_ids: Iterable[int | None]) -> dict[int | None, list[Attempt]]:
    """Finished attempts by enrollment: the paper and the answers are not read."""
    found: dict[int | None, list[Attempt]] = defaultdict(list)
    rows = Attempt.objects.filter(enrollment__in=list(enrollment_ids), state=Attempt.State.GRADED)
    for attempt in rows.select_related("quiz").defer("paper").order_by("submitted_at"):
        found[attempt.enrollment_id].append(attempt)
    return found


def last_invitation(membership: Membership) -> Invitation | None:
    """The latest invitation, whatever became of it."""
    return membership.invitations.order_by("-created_at", "-pk").first()


def mails_of(membership: Membership, records: list[Record]) -> list[Message]:
    """Mails about this membership and what the organization assigned, the latest first."""
    keys = [f"organizations.invitation:{invitation.public_id}" for invitation in membership.invitations.all()]
    ours = Q(key__in=keys)
    if membership.user_id:
        enrollments = [record.enrollment.pk for record in records if record.enrollment]
        about = Q(organization_id=membership.organization_id) | Q(payload__enrollment__in=enrollments)
        ours |= Q(recipient_id=membership.user_id) & about
    return list(Message.objects.filter(ours).defer("payload").order_by("-created_at", "-pk")[:MOST_MAILS])


def history_of(membership: Membership, records: list[Record]) -> list[Event]:
    """What happened to the membership, its enrollments and certificates, the latest first, without what is private."""
    enrollments = [record.enrollment for record in records if record.enrollment]
    certificates = [enrollment.certificate for enrollment in enrollments if hasattr(enrollment, "certificate")]
    about = Q()
    for things in ([membership], enrollments, certificates):
        for thing in things:
            about |= Q(object_type=thing._meta.label_lower, object_id=str(thing.pk))
    events = AuditEvent.objects.filter(about).exclude(verb__in=PRIVATE).order_by("-at", "-pk")[:MOST_EVENTS]
    found = list(events.values_list("at", "verb", "actor_id"))
    actors = {actor for _at, _verb, actor in found if actor}
    names = dict(
        Membership.objects.filter(organization=membership.organization_id, user__in=actors).values_list(
            "user_id", "user__name"
        )
    )
    return [Event(at, verb, names.get(actor) if actor else "") for at, verb, actor in found]
