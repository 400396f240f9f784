"""The facts of a certificate never change."""

from typing import ClassVar

from django.db import migrations

from core.triggers import frozen_columns

FACTS = [
    "code",
    "enrollment_id",
    "holder_name",
    "course_title",
    "edition_number",
    "edition_hash",
    "contact_hours",
    "completed_on",
    "provider",
    "signatory",
    "accreditation_statement",
    "issued_at",
]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("certificates", "0002_initial")]
    operations: ClassVar = [frozen_columns("certificates_certificate", FACTS)]
