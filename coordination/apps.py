"""The `coordination` app."""

from django.apps import AppConfig


class Coordination(AppConfig):
    """See README.md in this folder."""

    name = "coordination"

    def ready(self) -> None:
        """Offer the coordinator's pages in the masthead."""
        from coordination import navigation
        from core import nav

        nav.register(navigation.items)
