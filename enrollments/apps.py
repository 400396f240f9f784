"""The `enrollments` app."""

from django.apps import AppConfig


class Enrollments(AppConfig):
    """See README.md in this folder."""

    name = "enrollments"

    def ready(self) -> None:
        """Tell the outbox how our mails read and the course page what it offers; follow who joins."""
        from enrollments import mails, receivers  # noqa: F401
        from enrollments.actions import course_action
        from modules import actions
        from notices import kinds

        kinds.register("enrollments.assigned", mails.assigned)
        kinds.register("enrollments.reminder", mails.reminder)
        actions.register(course_action)
