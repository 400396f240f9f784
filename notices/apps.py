"""The `notices` app."""

from django.apps import AppConfig


class Notices(AppConfig):
    """See README.md in this folder."""

    name = "notices"
