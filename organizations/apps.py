"""The `organizations` app."""

from django.apps import AppConfig


class Organizations(AppConfig):
    """See README.md in this folder."""

    name = "organizations"

    def ready(self) -> None:
        """Tell the outbox how invitations read; take up an invitation after signing in."""
        from notices import kinds
        from organizations import mails, receivers  # noqa: F401

        kinds.register("organizations.invitation", mails.invitation)
