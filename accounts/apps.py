"""The `accounts` app."""

from django.apps import AppConfig


class Accounts(AppConfig):
    """See README.md in this folder."""

    name = "accounts"

    def ready(self) -> None:
        """Tell the outbox how account mails read, and the masthead what stands behind one's name."""
        from accounts import mails, navigation
        from core import nav
        from notices import kinds

        kinds.register("accounts.notice", mails.account_notice, secret=True)
        nav.register(navigation.items)
