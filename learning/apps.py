"""The `learning` app."""

from django.apps import AppConfig


class Learning(AppConfig):
    """See README.md in this folder."""

    name = "learning"

    def ready(self) -> None:
        """Hang into the navigation."""
        from core import nav
        from learning import navigation

        nav.register(navigation.items)
