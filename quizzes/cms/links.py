"""The ways from one page of the bank to another; a page that is not there, or not allowed, gets no link."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button

from quizzes.models import Question, QuestionPool, QuizPage


def link(name: str, *args: Any) -> str:
    """The address of a page; empty when there is none of this name."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def questions_url(**query: Any) -> str:
    """The list of questions, filtered."""
    return reverse("wagtailsnippets_quizzes_question:list", query=query)


def add_question_url(pool: QuestionPool) -> str:
    """The form for a new question of a pool."""
    return reverse("wagtailsnippets_quizzes_question:add", query={"pool": pool.pk})


def frozen_buttons(question: Question, user: Any) -> list[Button]:
    """To the versions of a question, and to its regrade for whoever may order one."""
    found = [Button(_("Versions"), link("quizzes_cms:versions", question.pk), icon_name="history", priority=40)]
    if url := regrade_url(question, user):
        found.append(Button(_("Regrade"), url, icon_name="rotate", priority=50))
    return found


def regrade_url(question: Question, user: Any) -> str:
    """Where answers to a published question are graded anew; empty for whoever may not."""
    if not question.first_published_at or not user.has_perm("quizzes.add_regrade"):
        return ""
    return link("quizzes_cms:regrade", question.pk)


def pool_buttons(pool: QuestionPool, user: Any) -> list[Button]:
    """What can be done with a pool."""
    ways = [
        (_("Questions"), questions_url(pool=pool.pk), "help", "quizzes.view_question"),
        (_("Export"), link("quizzes_cms:export", pool.pk), "download", "quizzes.view_question"),
        (_("Import"), link("quizzes_cms:import", pool.pk), "upload", "quizzes.add_question"),
        (_("Rename"), link("question_pools:edit", pool.pk), "edit", "quizzes.change_questionpool"),
    ]
    return [
        Button(label, url, icon_name=icon, priority=number)
        for number, (label, url, icon, permission) in enumerate(ways, start=1)
        if url and user.has_perm(permission)
    ]


def statistics_url(quiz: QuizPage) -> str:
    """The statistics of a test; empty while there are none."""
    return link("quizzes_cms:statistics", quiz.pk)
