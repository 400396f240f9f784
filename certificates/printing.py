"""The printed certificate: facts in, PDF out. No database, no files but our own template."""

import json
import threading
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, cast

import segno
import typst
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certificates.models import Certificate

TEMPLATE = Path(__file__).parent / "typst" / "certificate.typ"
#: The compiler keeps its inputs between calls.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Printed:
    """A PDF; `accessible` when it is tagged PDF/UA-1, which every character having a glyph is part of."""

    pdf: bytes
    accessible: bool


def print_pdf(certificate: Certificate) -> Printed:
    """Print the certificate: one landscape letter page, the same bytes for the same facts on any machine.

    A name in a script that the fonts lack is printed with empty boxes and marked as not accessible. Raises
    `typst.TypstError` when the template itself is broken.
    """
    inputs = {
        "facts": json.dumps(printed_facts(certificate), ensure_ascii=False),
        "qr": _qr_svg(certificate.verify_url),
    }
    created = int(certificate.issued_at.timestamp())
    with _ONE_AT_A_TIME:
        try:
            return Printed(_compile(inputs, created, "ua-1"), accessible=True)
        except typst.TypstError:
            return Printed(_compile(inputs, created, None), accessible=False)


def printed_facts(certificate: Certificate) -> dict[str, Any]:
    """Every word on the page, as the template takes it."""
    provider = certificate.provider
    return {
        "title": _("Certificate of completion %(code)s") % {"code": certificate.code},
        "description": certificate.course_title,
        "site": settings.SITE_NAME,
        "kind": _("Certificate of completion, awarded to"),
        "name": certificate.holder_name,
        "completing": _("for completing"),
        "course": certificate.course_title,
        "hours": _("%(hours)s of 60 minutes") % {"hours": certificate.hours_in_words},
        "awarded": _("Completed on %(date)s") % {"date": date_format(certificate.completed_on, "F j, Y")},
        "format": _("Self-paced online course, edition %(number)d") % {"number": certificate.edition_number},
        "provider": provider["name"],
        "offered": _offered_by(provider),
        "accreditation": certificate.accreditation_statement.strip(),
        "signatory": certificate.signatory,
        "code": certificate.code,
        "verify": _("Check this certificate at"),
        "verify_address": certificate.verify_address,
        "verify_url": certificate.verify_url,
        "qr_alt": _("QR code that leads to %(url)s") % {"url": certificate.verify_url},
        "keep": _("Keep this certificate with your records: your licensing board or your employer may ask for it."),
    }


def _offered_by(provider: dict[str, str]) -> str:
    sentences = [_("Provided by %(name)s, %(address)s.") % provider]
    if provider.get("number"):
        sentences.append(_("Provider number %(number)s.") % provider)
    return " ".join(sentences)


def _qr_svg(url: str) -> str:
    out = BytesIO()
    segno.make_qr(url, error="m").save(out, kind="svg", xmldecl=False, border=2, dark="#1a2325", light="#fffdf7")
    return out.getvalue().decode()


def _compile(inputs: dict[str, str], created: int, standard: Literal["ua-1"] | None) -> bytes:
    pdf = _compiler().compile(sys_inputs=inputs, format="pdf", pdf_standards=standard, timestamp=created)
    return cast(bytes, pdf)


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    # Only the fonts inside the wheel: the page looks the same on every machine.
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    return typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=fonts, ignore_system_fonts=True)
