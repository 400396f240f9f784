"""The `authoring` app."""

from django.apps import AppConfig


class Authoring(AppConfig):
    """See README.md in this folder."""

    name = "authoring"
