"""What is refused with more than one reason."""

from django.core.exceptions import ValidationError

from core.errors import DomainError


class NotPublishable(DomainError, ValidationError):  # type: ignore[misc]  # both have a message
    """The content has faults, and learners would meet them. `messages` holds a sentence for each."""

    def __init__(self, faults: list[str]) -> None:
        """Take the faults, at least one."""
        ValidationError.__init__(self, list(faults))
        self.message = " ".join(faults)
