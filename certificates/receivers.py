"""What happens elsewhere and concerns certificates."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from certificates.domain.issuing import issue_certificate
from enrollments.models import Enrollment
from enrollments.signals import course_completed


@receiver(course_completed, dispatch_uid="certificates.issue")
def issue_on_completion(sender: Any, *, enrollment: Enrollment, now: datetime, **kwargs: Any) -> None:
    """A completed course earns its certificate, in the transaction of the completion."""
    issue_certificate(enrollment=enrollment, now=now)
