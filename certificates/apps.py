"""The `certificates` app."""

from django.apps import AppConfig


class Certificates(AppConfig):
    """See README.md in this folder."""

    name = "certificates"

    def ready(self) -> None:
        """Hang into the completion, the outbox and the navigation."""
        from certificates import mails, navigation, receivers  # noqa: F401
        from core import nav
        from notices import kinds

        kinds.register(mails.ISSUED, mails.issued)
        nav.register(navigation.items)
