"""The `organizations` app."""

from django.apps import AppConfig


class Organizations(AppConfig):
    """See README.md in this folder."""

    name = "organizations"

    def ready(self) -> None:
        """Tell the outbox how invitations read; take up an invitation after signing in."""
        from notices import kinds  # noqa: PLC0415 -- needs the app registry
        from organizations import mails, receivers  # noqa: F401, PLC0415 -- needs the app registry

        kinds.register("organizations.invitation", mails.invitation)
