"""Certificates: facts frozen at issue, found only by their exact code."""

import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import ngettext

from core.numbers import digits
from enrollments.models import Enrollment


def private_storage() -> Storage:
    """Where rendered files lie; never served as they are."""
    return storages["private"]


class Certificate(models.Model):
    """One for each completed enrollment. Its facts are never changed (a database trigger holds them)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=20, unique=True, help_text="As printed: BYP-XXXX-XXXX-XXXX.")
    enrollment = models.OneToOneField(Enrollment, on_delete=models.PROTECT, related_name="certificate")
    holder_name = models.CharField(max_length=120)
    course_title = models.CharField(max_length=200)
    edition_number = models.PositiveIntegerField()
    edition_hash = models.CharField(max_length=64)
    contact_hours = models.DecimalField(max_digits=4, decimal_places=2)
    completed_on = models.DateField(help_text="In the learner's time zone.")
    provider = models.JSONField(help_text="`name`, `address`, `number`.")
    signatory = models.JSONField(help_text="`name`, `title`.")
    accreditation_statement = models.TextField(blank=True)
    issued_at = models.DateTimeField()
    pdf = models.FileField(storage=private_storage, blank=True, max_length=200)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    rendered_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revocation_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["issued_at"], condition=Q(rendered_at__isnull=True), name="certificate_unrendered"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(rendered_at__isnull=True, pdf_sha256="")
                | (Q(rendered_at__isnull=False) & ~Q(pdf_sha256="")),
                name="rendered_certificate_has_a_sum",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def state(self) -> str:
        """`valid` or `revoked`, as `core.statuses` has them."""
        return "revoked" if self.revoked_at else "valid"

    @property
    def hours(self) -> str:
        """The contact hours as digits, without idle zeros: 0.75, 1.5, 2."""
        return digits(self.contact_hours)

    @property
    def hours_in_words(self) -> str:
        """As printed: “1.5 contact hours”."""
        one = 1 if self.contact_hours == 1 else 2
        return ngettext("%(hours)s contact hour", "%(hours)s contact hours", one) % {"hours": self.hours}

    @property
    def verify_url(self) -> str:
        """The public address, with the code, that the QR code leads to."""
        return settings.BASE_URL + reverse("certificates:verify", args=[self.code])

    @property
    def verify_address(self) -> str:
        """Where to type the code, short enough to be typed itself: host and path."""
        return (settings.BASE_URL + reverse("certificates:check")).partition("://")[2].rstrip("/")

    @property
    def filename(self) -> str:
        """What the file is called on the holder's machine."""
        return f"certificate-{self.code}.pdf"
