"""The question bank in the CMS: to read and look up. Questions are written in the course as text."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from quizzes.models import QuestionPool, QuestionVersion


class ReadOnly(ModelPermissionPolicy):
    """Whoever may enter the CMS may look; nobody changes a row by hand, superusers included."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Looking is all there is."""
        return action == "view" and user.has_perm("wagtailadmin.access_admin")


register_permission_policy(QuestionPool, ReadOnly(QuestionPool))
register_permission_policy(QuestionVersion, ReadOnly(QuestionVersion))


class PoolViewSet(ModelViewSet):
    """Every pool with its course and size."""

    model = QuestionPool
    name = "question_pools"
    menu_label = _("Pools")
    icon = "folder-open-inverse"
    form_fields = ["title"]
    inspect_view_enabled = True
    inspect_view_fields = ["title", "key", "course"]
    list_display = [
        "title",
        "course",
        Column("drawable", label=_("Questions"), accessor="drawable"),
    ]
    ordering = ["course", "title"]

    def get_queryset(self, request: Any) -> QuerySet[QuestionPool]:
        """With the number of questions that can be drawn."""
        counted = Count("questions", filter=Q(questions__live=True))
        return QuestionPool.objects.select_related("course").annotate(drawable=counted)


class QuestionViewSet(ModelViewSet):
    """The current version of every question."""

    model = QuestionVersion
    name = "questions"
    menu_label = _("Questions")
    icon = "help"
    form_fields = ["stem"]
    inspect_view_enabled = True
    inspect_view_fields = ["stem", "kind", "options", "explanation", "module_key", "outcome_key", "number"]
    list_display = [
        "stem",
        Column("question", label=_("Key"), accessor="question.key"),
        Column("pool", label=_("Pool"), accessor="question.pool"),
        Column("number", label=_("Version"), accessor="number", sort_key="number"),
        Column("live", label=_("In use"), accessor="question.live"),
    ]
    search_fields = ["stem", "question__key"]
    list_filter = ["kind", "question__pool", "question__live"]
    ordering = ["question__key"]

    def get_queryset(self, request: Any) -> QuerySet[QuestionVersion]:
        """Current versions with their question and pool."""
        return QuestionVersion.objects.filter(current=True).select_related("question__pool")


class QuestionBank(ModelViewSetGroup):
    """One entry in the menu of the CMS."""

    menu_label = _("Question bank")
    menu_icon = "help"
    menu_order = 250
    items = (QuestionViewSet, PoolViewSet)


@hooks.register("register_admin_viewset")
def register_question_bank() -> QuestionBank:
    """Add the bank to the CMS."""
    return QuestionBank()
