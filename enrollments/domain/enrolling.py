"""Coming into a course by oneself, beginning it, leaving it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError
from enrollments.domain import queries
from enrollments.models import Enrollment
from modules.domain.queries import latest_edition
from modules.models import CoursePage, Edition

Status = Enrollment.Status


class NameNotConfirmed(DomainError):
    """The learner has not said yet which name the certificate shall carry."""


@transaction.atomic
def enroll_self(*, learner: Any, course: CoursePage, now: datetime) -> Enrollment:
    """The learner's open or completed enrollment in the course, made when there is none.

    After a withdrawal a new cycle begins. Raises `DomainError` when the course has closed.
    """
    found = _standing_place(learner, course)
    if found:
        return found
    if queries.is_closed(course, learner, now):
        raise DomainError(_closed())
    last = Enrollment.objects.filter(learner=learner, course=course).aggregate(last=Max("cycle"))["last"] or 0
    new = Enrollment(learner=learner, course=course, cycle=last + 1, enrolled_at=now)
    # A second click or an assignment at this moment wins without an error; its row is read back.
    Enrollment.objects.bulk_create([new], ignore_conflicts=True)
    enrollment = Enrollment.objects.get(learner=learner, course=course, cycle=last + 1)
    if enrollment.public_id == new.public_id:
        audit.record(verb="enrollments.enroll", obj=enrollment, actor=learner, after={"course": course.pk})
    return enrollment


@transaction.atomic
def start(*, enrollment: Enrollment, now: datetime) -> Enrollment:
    """Acknowledge the latest edition's disclosures and pin the enrollment to it. A second call changes nothing.

    Raises `NameNotConfirmed` while the name for the certificate is missing, `DomainError` when the course has no
    edition yet or has closed, or the enrollment is over.
    """
    current = queries.locked(enrollment)
    if current.started_at and current.status in (Status.IN_PROGRESS, Status.COMPLETED):
        return current
    if current.status != Status.ASSIGNED:
        raise DomainError(_("This enrollment is over. Enroll again on the page of the course."))
    if not current.learner.certificate_name:
        raise NameNotConfirmed(_("Confirm the name for your certificate first."))
    if queries.is_closed(current.course, current.learner, now):
        raise DomainError(_closed())
    edition = latest_edition(current.course)
    if edition is None:
        raise DomainError(_("This course is not published yet. Come back later."))
    current.edition, current.started_at, current.status = edition, now, Status.IN_PROGRESS
    current.save(update_fields=["edition", "started_at", "status"])
    audit.record(
        verb="enrollments.start",
        obj=current,
        actor=current.learner,
        before={"status": Status.ASSIGNED.value},
        after={
            "status": current.status.value,
            "edition": edition.number,
            "content_hash": edition.content_hash,
        },
    )
    return current


@transaction.atomic
def withdraw(*, enrollment: Enrollment, actor: Any, now: datetime) -> Enrollment:
    """End an open enrollment; what was done stays on record. A second call changes nothing.

    Raises `DomainError` when the course is completed or has expired.
    """
    current = queries.locked(enrollment)
    if current.status == Status.WITHDRAWN:
        return current
    if current.status not in Enrollment.OPEN:
        raise DomainError(_("This course is over for this person; there is nothing to withdraw from."))
    before = current.status
    current.status, current.withdrawn_at = Status.WITHDRAWN, now
    current.save(update_fields=["status", "withdrawn_at"])
    audit.record(
        verb="enrollments.withdraw",
        obj=current,
        actor=actor,
        before={"status": str(before)},
        after={"status": current.status.value},
    )
    return current


@transaction.atomic
def expire_closed(*, now: datetime, most: int = 10_000) -> int:
    """Mark the open enrollments whose last day is over everywhere on earth, at most so many; returns how many."""
    today = (now - timedelta(hours=12)).date()
    # Found first, because there are few of them, and each holds a whole snapshot.
    closed = Edition.objects.filter(snapshot__dates__expires_on__lt=today.isoformat()).values_list("pk", flat=True)
    unstarted = Q(status=Status.ASSIGNED, course__expires_on__lt=today)
    started = Q(status=Status.IN_PROGRESS, edition__in=list(closed))
    ids = list(Enrollment.objects.filter(unstarted | started).order_by("pk").values_list("pk", flat=True)[:most])
    return sum(_expire(ids, before) for before in Enrollment.OPEN)


def _expire(ids: list[int], before: Status) -> int:
    """Expire those of the enrollments that are still in the state `before` and that nobody else holds."""
    rows = Enrollment.objects.select_for_update(skip_locked=True).filter(pk__in=ids, status=before)
    found = list(rows.values_list("pk", flat=True))
    Enrollment.objects.filter(pk__in=found).update(status=Status.EXPIRED)
    audit.record_many(
        verb="enrollments.expire",
        model=Enrollment,
        ids=found,
        before={"status": before.value},
        after={"status": Status.EXPIRED.value},
    )
    return len(found)


def _standing_place(learner: Any, course: CoursePage) -> Enrollment | None:
    held = (*Enrollment.OPEN, Status.COMPLETED)
    return Enrollment.objects.filter(learner=learner, course=course, status__in=held).order_by("-cycle").first()


def _closed() -> str:
    return _("This course closed after its last day. No certificate is given any more.")
