"""The `quizzes` app."""

from django.apps import AppConfig


class Quizzes(AppConfig):
    """See README.md in this folder."""

    name = "quizzes"

    def ready(self) -> None:
        """Connect the receivers."""
        from quizzes import receivers  # noqa: F401
