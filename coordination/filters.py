"""The filters of the people list. Every one is optional; a wrong value leaves the list as it is and is named."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coordination.domain.queries import AssignedCourse
from coordination.standing import STANDINGS, word_of
from organizations.models import Membership, Organization, Team


class PeopleFilter(django_filters.FilterSet):
    """Narrows `domain.people.people_of`. The course is chosen before, because standing and due date are about it."""

    q = django_filters.CharFilter(
        label=_("Name or email"), method="named", widget=forms.TextInput(attrs={"type": "search"})
    )
    team = django_filters.ModelChoiceFilter(
        label=_("Team"),
        queryset=Team.objects.none(),
        empty_label=_("All teams"),
        null_label=_("No team"),
        null_value="none",
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        field_name="standing",
        choices=[(standing, word_of(standing)) for standing in STANDINGS],
        empty_label=_("Any status"),
    )
    due = django_filters.DateFilter(
        label=_("Due before"), field_name="due", lookup_expr="lt", widget=forms.DateInput(attrs={"type": "date"})
    )
    course = django_filters.ChoiceFilter(label=_("Course"), method="chosen_before", empty_label=None)

    class Meta:
        model = Membership
        fields: list[str] = []

    def __init__(
        self, *args: Any, organization: Organization, courses: Sequence[AssignedCourse], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.filters["team"].queryset = organization.teams.all()
        self.filters["course"].extra["choices"] = [(course.key, course.title) for course in courses]
        if len(courses) < 2:
            del self.filters["course"]

    def named(self, people: QuerySet[Membership], name: str, value: str) -> QuerySet[Membership]:
        """Those whose name or address holds the words."""
        return people.filter(Q(name__icontains=value) | Q(email__icontains=value))

    def chosen_before(self, people: QuerySet[Membership], name: str, value: str) -> QuerySet[Membership]:
        """Everybody: the view has read the course already."""
        return people
