"""From the facts of a certificate to its file."""

import hashlib
from datetime import datetime, timedelta

import structlog
from django.core.files.base import ContentFile
from django.db import transaction

from certificates.models import Certificate
from certificates.printing import print_pdf
from core.queue import send_many_on_commit, send_on_commit

log = structlog.get_logger(__name__)

#: A certificate that is younger than this is still in the hands of the task queued when it was issued.
PATIENCE = timedelta(seconds=30)


@transaction.atomic
def ensure_rendered(*, certificate_id: int, now: datetime) -> Certificate:
    """The certificate with its file, printed at the first call; the bytes never change afterwards.

    The row stays locked meanwhile, so that two workers print once. The file's name follows from the row: what a killed
    worker left half-written is overwritten by the next one.
    """
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate_id)
    if certificate.rendered_at is not None:
        return certificate
    printed = print_pdf(certificate)
    if not printed.accessible:
        log.warning("certificate lacks glyphs", certificate=str(certificate.public_id))
    name = f"certificates/{certificate.issued_at:%Y}/{certificate.public_id}.pdf"
    certificate.pdf.name = certificate.pdf.storage.save(name, ContentFile(printed.pdf))
    certificate.pdf_sha256 = hashlib.sha256(printed.pdf).hexdigest()
    certificate.rendered_at = now
    certificate.save(update_fields=["pdf", "pdf_sha256", "rendered_at"])
    return certificate


def queue_rendering(*, certificate: Certificate) -> None:
    """Ask a worker once more to print this certificate."""
    send_on_commit("certificates.render", certificate.pk)


def requeue_unrendered(*, now: datetime, most: int = 500) -> int:
    """Hand the certificates that still lack their file to the workers again. Returns how many."""
    ids = list(
        Certificate.objects.filter(rendered_at__isnull=True, issued_at__lte=now - PATIENCE)
        .order_by("issued_at")
        .values_list("pk", flat=True)[:most]
    )
    send_many_on_commit("certificates.render", [(certificate_id,) for certificate_id in ids])
    return len(ids)
