"""What the mails of this app say."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from certificates.domain.queries import pdf_of
from certificates.domain.rendering import ensure_rendered
from notices.kinds import Attachment, Mail

ISSUED = "certificates.issued"


def issued(payload: Mapping[str, Any], now: datetime) -> Mail | None:
    """The mail that brings the certificate itself, printed here if no worker has yet; None when it was revoked."""
    certificate = ensure_rendered(certificate_id=payload["certificate_id"], now=now)
    if certificate.revoked_at is not None:
        return None
    return Mail(
        subject=_("Your certificate: %(course)s") % {"course": certificate.course_title},
        template="certificates/mail/issued",
        context={"certificate": certificate},
        attachments=(Attachment(certificate.filename, pdf_of(certificate), "application/pdf"),),
    )
