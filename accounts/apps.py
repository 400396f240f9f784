"""The `accounts` app."""

from django.apps import AppConfig


class Accounts(AppConfig):
    """See README.md in this folder."""

    name = "accounts"

    def ready(self) -> None:
        """Tell the outbox how account mails read."""
        from accounts import mails  # noqa: PLC0415 -- needs the app registry
        from notices import kinds  # noqa: PLC0415 -- needs the app registry

        kinds.register("accounts.notice", mails.account_notice, secret=True)
