"""The `modules` app."""

from django.apps import AppConfig


class Modules(AppConfig):
    """See README.md in this folder."""

    name = "modules"

    def ready(self) -> None:
        """Listen to Wagtail."""
        from modules import receivers  # noqa: F401
