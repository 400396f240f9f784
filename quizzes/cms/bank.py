"""The question bank in the CMS: the list of questions, their editor, and the pools."""

from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, NumberColumn, UpdatedAtColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views import snippets

from core.numbers import whole
from core.spreadsheets import csv_response
from modules.models import ModulePage
from quizzes import bank
from quizzes.cms.filters import QuestionFilterSet
from quizzes.cms.links import frozen_buttons, link, pool_buttons
from quizzes.cms.pool_form import PoolForm
from quizzes.models import Question, QuestionPool
from quizzes.models.questions import Kind
from quizzes.question_forms import EDITED


class PoolPolicy(ModelPermissionPolicy):
    """By the usual permissions; a pool is never deleted by hand: tests and frozen papers go back to it."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Everything but deleting."""
        return action != "delete" and super().user_has_permission(user, action)


register_permission_policy(QuestionPool, PoolPolicy(QuestionPool))


class QuestionList(snippets.IndexView):
    """Every question with where it belongs, what it asks for, and how far it is."""

    def get_edit_url(self, instance: Question) -> str | None:
        """The editor, or the versions for whoever may only look."""
        return super().get_edit_url(instance) or link("quizzes_cms:versions", instance.pk)

    def get_list_more_buttons(self, instance: Question) -> list[Any]:
        """The usual ones, and those of a frozen question."""
        return [*super().get_list_more_buttons(instance), *frozen_buttons(instance, self.request.user)]

    def write_csv_response(self, queryset: QuerySet[Question]) -> StreamingHttpResponse:
        """The house's own table, which no spreadsheet program can be made to execute."""
        header = [self.get_heading(queryset, field) for field in self.list_export]
        rows = (list(self.to_row_dict(question).values()) for question in queryset)
        return csv_response(filename=f"{self.get_filename()}.csv", header=header, rows=rows)


class AddQuestion(snippets.CreateView):
    """A new question, in a pool chosen first: the pool tells which modules and outcomes there are."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, or the choice of a pool."""
        if self.pool is not None:
            return super().get(request, *args, **kwargs)
        pools = list(QuestionPool.objects.select_related("course").order_by("course__title", "title"))
        if len(pools) == 1:
            return redirect(f"{self.add_url}?pool={pools[0].pk}")
        return render(request, "quizzes/cms/question_pool.html", {"pools": pools, "add_url": self.add_url})

    @cached_property
    def pool(self) -> QuestionPool | None:
        """The pool that the address names."""
        return QuestionPool.objects.filter(pk=whole(self.request.GET.get("pool"))).first()

    def get_initial_form_instance(self) -> Question | None:
        """A question of the pool; a posted form names its pool itself."""
        return Question(pool=self.pool, live=False) if self.pool else None


class CopyQuestion(snippets.CopyView):
    """A new draft in the same pool that begins as another question stands."""

    def get_initial_form_instance(self) -> Question:
        """The texts, without the key and the history."""
        original = self.get_object().get_latest_revision_as_object()
        return Question(pool=original.pool, live=False, **{name: getattr(original, name) for name in EDITED})


class EditQuestion(snippets.EditView):
    """The editor, with the ways to what was frozen."""

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """The usual ones, and those of a frozen question."""
        return [*super().header_more_buttons, *frozen_buttons(self.live_object, self.request.user)]


class KindColumn(Column):
    """The kind in words."""

    def get_value(self, instance: Question) -> str:
        """Empty while the answers are."""
        return str(dict(Kind.choices).get(instance.kind, ""))


class QuestionViewSet(snippets.SnippetViewSet):
    """Questions: drafts, revisions, publishing, preview."""

    model = Question
    base_url_path = "questions"
    menu_label = gettext_lazy("Questions")
    icon = "help"
    index_view_class = QuestionList
    add_view_class = AddQuestion
    copy_view_class = CopyQuestion
    edit_view_class = EditQuestion
    filterset_class = QuestionFilterSet
    search_fields: ClassVar = ["stem", "key"]
    ordering: ClassVar = ["pool__title", "key"]
    list_per_page = 50
    list_display: ClassVar = [
        "__str__",
        Column("pool", label=gettext_lazy("Pool"), accessor="pool.title", sort_key="pool__title"),
        Column("module", label=gettext_lazy("Module"), accessor="module", sort_key="module_key"),
        Column("outcome_key", label=gettext_lazy("Outcome"), sort_key="outcome_key"),
        KindColumn("kind", label=gettext_lazy("Kind"), sort_key="kind"),
        NumberColumn("version", label=gettext_lazy("Version"), sort_key="version"),
        LiveStatusTagColumn(),
        UpdatedAtColumn(),
    ]
    list_export: ClassVar = [
        *("key", "stem", "pool.title", "module_key", "module", "outcome_key", "kind", "version", "status_string"),
        *("first_published_at", "last_published_at"),
    ]
    export_headings: ClassVar = {
        "pool.title": gettext_lazy("Pool"),
        "module": gettext_lazy("Module title"),
        "kind": gettext_lazy("Kind"),
        "version": gettext_lazy("Version"),
    }
    export_filename = "questions"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        """With module, kind and the number of the latest frozen version, all in one query."""
        pages = ModulePage.objects.filter(key=OuterRef("module_key"), path__startswith=OuterRef("pool__course__path"))
        return Question.objects.select_related("pool").annotate(
            kind=KeyTextTransform("type", KeyTransform(0, F("answers"))),
            module=Subquery(pages.values("title")[:1]),
            version=Max("versions__number"),
        )


class OutcomesColumn(Column):
    """The published questions of a pool for each outcome; a list of pools is short."""

    def get_value(self, instance: QuestionPool) -> str:
        """Outcomes by their keys, in the order of the course."""
        return ", ".join(f"{held.key} {held.live}" for held in bank.held(instance) if held.key)


class PoolList(generic.IndexView):
    """Pools, each leading to its own page."""

    def get_base_queryset(self) -> QuerySet[QuestionPool]:
        """With the number of questions that can be drawn, and of the others."""
        return QuestionPool.objects.select_related("course").annotate(
            drawable=Count("questions", filter=Q(questions__live=True)),
            unpublished=Count("questions", filter=Q(questions__live=False)),
        )

    def get_edit_url(self, instance: QuestionPool) -> str:
        """What the pool holds; renaming is a step further."""
        return link("quizzes_cms:pool", instance.pk)

    def get_list_more_buttons(self, instance: QuestionPool) -> list[Any]:
        """The same that the pool's page offers."""
        return pool_buttons(instance, self.request.user)


class PoolViewSet(ModelViewSet):
    """Pools: made and renamed here; each has a page of its own."""

    model = QuestionPool
    name = "question_pools"
    url_prefix = "question-pools"
    menu_label = gettext_lazy("Pools")
    icon = "folder-open-inverse"
    index_view_class = PoolList
    copy_view_enabled = False
    list_display: ClassVar = [
        "title",
        Column("course", label=gettext_lazy("Course"), accessor="course.title", sort_key="course__title"),
        OutcomesColumn("outcomes", label=gettext_lazy("Published for each outcome")),
        NumberColumn("drawable", label=gettext_lazy("Published"), sort_key="drawable"),
        NumberColumn("unpublished", label=gettext_lazy("Not published"), sort_key="unpublished"),
    ]
    search_fields: ClassVar = ["title", "key"]
    ordering: ClassVar = ["course__title", "title"]

    def get_form_class(self, for_update: bool = False) -> type[PoolForm]:
        """The course and the title; the key makes itself."""
        return PoolForm


class QuestionBank(snippets.SnippetViewSetGroup):
    """One entry in the menu of the CMS."""

    menu_label = gettext_lazy("Question bank")
    menu_icon = "help"
    menu_order = 250
    items = (QuestionViewSet, PoolViewSet)
