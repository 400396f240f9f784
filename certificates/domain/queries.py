"""Finding certificates."""

from certificates.codes import normalize
from certificates.models import Certificate


def find_by_code(code: str) -> Certificate | None:
    """The certificate with exactly this code, however it was typed, or None."""
    canonical = normalize(code)
    return Certificate.objects.filter(code=canonical).first() if canonical else None


def pdf_of(certificate: Certificate) -> bytes:
    """The bytes of a certificate that has been printed."""
    with certificate.pdf.open("rb") as file:
        return bytes(file.read())
