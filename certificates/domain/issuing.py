"""Giving the certificate that a completed enrollment has earned."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.codes import new_code
from certificates.models import Certificate
from core import audit, clock
from core.errors import DomainError
from core.queue import send_on_commit
from enrollments.models import Enrollment
from modules.models import Edition
from notices.domain.outbox import NewMessage, queue_message


@transaction.atomic
def issue_certificate(*, enrollment: Enrollment, now: datetime) -> Certificate | None:
    """The certificate of a completed enrollment, made at the first call with the facts of its pinned edition.

    Queues the rendering and the mail. Returns None, audited, when the edition had expired on the day of completion in
    the learner's time zone. Raises `DomainError` when the enrollment is not complete.
    """
    enrollment = (
        Enrollment.objects.select_for_update(of=("self",)).select_related("learner", "edition").get(pk=enrollment.pk)
    )
    if enrollment.completed_at is None or enrollment.edition is None:
        raise DomainError(_("Complete the course first: the certificate follows at once."))
    issued = Certificate.objects.filter(enrollment=enrollment).first()
    if issued is not None:
        return issued
    completed_on = clock.local_date(enrollment.completed_at, enrollment.learner.time_zone)
    expires_on = enrollment.edition.snapshot["dates"]["expires_on"]
    if completed_on > date.fromisoformat(expires_on):
        audit.record(verb="certificates.refuse", obj=enrollment, after={"edition_expired_on": expires_on})
        return None
    certificate = _freeze(enrollment, enrollment.edition, completed_on, now)
    audit.record(verb="certificates.issue", obj=certificate, after={"enrollment": enrollment.pk})
    send_on_commit("certificates.render", certificate.pk)
    _tell(certificate, now)
    return certificate


def _freeze(enrollment: Enrollment, edition: Edition, completed_on: date, now: datetime) -> Certificate:
    learner, snapshot = enrollment.learner, edition.snapshot
    return Certificate.objects.create(
        code=_free_code(),
        enrollment=enrollment,
        # Starting asks for the confirmed name; the account's own name stands in where a start was recorded without.
        holder_name=learner.certificate_name or learner.name,
        course_title=snapshot["title"],
        edition_number=edition.number,
        edition_hash=edition.content_hash,
        contact_hours=Decimal(snapshot["hours"]["contact_hours"]),
        completed_on=completed_on,
        provider=snapshot["provider"],
        signatory=snapshot["signatory"],
        accreditation_statement=snapshot["statements"]["accreditation"],
        issued_at=now,
    )


def _free_code() -> str:
    while Certificate.objects.filter(code=(code := new_code())).exists():
        continue
    return code


def _tell(certificate: Certificate, now: datetime) -> None:
    learner = certificate.enrollment.learner
    message = NewMessage(
        kind="certificates.issued",
        key=f"certificates.issued:{certificate.public_id}",
        to=learner.email,
        payload={"certificate_id": certificate.pk},
        recipient_id=learner.pk,
    )
    queue_message(message=message, now=now)
