"""The kernel app."""

from django.apps import AppConfig


class Core(AppConfig):
    """Knows no other app of the project."""

    name = "core"
