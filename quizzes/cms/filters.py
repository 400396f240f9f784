"""What the list of questions can be narrowed down to."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.forms import RadioSelect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from modules.models import CoursePage
from quizzes import bank
from quizzes.models import Question, QuestionPool
from quizzes.models.questions import Kind

STATUS = {
    "live": (_("Published"), {"live": True, "has_unpublished_changes": False}),
    "changed": (_("Published, with a newer draft"), {"live": True, "has_unpublished_changes": True}),
    "draft": (_("Never published"), {"live": False, "first_published_at__isnull": True}),
    "retired": (_("Drawn no more"), {"live": False, "first_published_at__isnull": False}),
}


def _modules() -> list[tuple[str, str]]:
    return [pair for course in CoursePage.objects.order_by("path") for pair in bank.modules(course)]


def _outcomes() -> list[tuple[str, str]]:
    return [pair for course in CoursePage.objects.order_by("path") for pair in bank.outcomes(course)]


def _statuses() -> list[tuple[str, Any]]:
    return [(name, label) for name, (label, _fields) in STATUS.items()]


class QuestionFilterSet(WagtailFilterSet):
    """By pool, kind, module, outcome and status."""

    pool = django_filters.ModelChoiceFilter(
        queryset=QuestionPool.objects.order_by("title", "pk"), label=_("Pool"), widget=RadioSelect, empty_label=_("All")
    )
    kind = django_filters.ChoiceFilter(choices=Kind.choices, label=_("Kind"), widget=RadioSelect, empty_label=_("All"))
    module_key = django_filters.ChoiceFilter(
        choices=_modules, label=_("Module"), widget=RadioSelect, empty_label=_("All")
    )
    outcome_key = django_filters.ChoiceFilter(
        choices=_outcomes, label=_("Outcome"), widget=RadioSelect, empty_label=_("All")
    )
    status = django_filters.ChoiceFilter(
        choices=_statuses, label=_("Status"), widget=RadioSelect, empty_label=_("All"), method="by_status"
    )

    class Meta:
        model = Question
        fields: list[str] = []

    def by_status(self, questions: QuerySet[Question], name: str, value: str) -> QuerySet[Question]:
        """How far a question is."""
        return questions.filter(**STATUS[value][1])
