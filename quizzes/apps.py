"""The `quizzes` app."""

from django.apps import AppConfig


class Quizzes(AppConfig):
    """See README.md in this folder."""

    name = "quizzes"
