"""The composition root as an app: it hosts the `demo` command and nothing else."""

from django.apps import AppConfig


class CourseSite(AppConfig):
    """Named so that Django finds the management command."""

    name = "coursesite"
