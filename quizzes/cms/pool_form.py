"""The form of a pool."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.models import QuestionPool
from quizzes.question_forms import free_key


class PoolForm(forms.ModelForm):
    """A pool: its course is chosen once, its key is made from its first title."""

    class Meta:
        model = QuestionPool
        fields: ClassVar = ["course", "title"]
        help_texts: ClassVar = {
            "course": _("Its modules and outcomes are those that the questions name."),
            "title": _("For authors only; learners do not see it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].disabled = bool(self.instance.pk)

    def save(self, commit: bool = True) -> QuestionPool:
        """With a key that no other pool of the course has."""
        if not self.instance.key:
            used = self.instance.course.question_pools.values_list("key", flat=True)
            self.instance.key = free_key(self.instance.title, "pool", used)
        return super().save(commit=commit)
