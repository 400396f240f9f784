"""What follows when the CMS publishes a question."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import published

from core import clock
from quizzes.domain.questions import freeze_question
from quizzes.models import Question


@receiver(published, sender=Question)
def freeze(instance: Question, revision: Any, **kwargs: Any) -> None:
    """A published question is the version that the next papers hold; one with a date set ahead is not yet."""
    if instance.live:
        freeze_question(question=instance, now=clock.now(), actor=revision.user if revision else None)
