"""The CMS forms of tests and scenarios: they refuse to publish what a learner could not finish."""

from typing import Any, cast

from django.db.models import Count, Q
from django.forms import ModelMultipleChoiceField
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from quizzes import drawing, graph


class PublishedForm(WagtailAdminPageForm):
    """Looks closer when the page is to be published or handed to a reviewer; a draft may be unfinished."""

    def clean(self) -> Any:
        """The form's own checks, then those before publishing."""
        cleaned = super().clean()
        if not self.is_deferred_validation and not self.errors:
            self.check_before_publishing(cleaned)
        return cleaned

    def check_before_publishing(self, cleaned: dict[str, Any]) -> None:
        """Add an error for each thing that keeps the page from being published."""
        raise NotImplementedError


_REFLECTION = Q(questions__live=True, questions__versions__current=True, questions__versions__kind="reflection")


class QuizForm(PublishedForm):
    """A test needs pools of its course that fill a paper, and rules by which everybody can pass."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "pools" in self.fields:
            field = cast(ModelMultipleChoiceField, self.fields["pools"])
            field.queryset = _around(field.queryset, self.parent_page or self.instance.get_parent())
            field.label_from_instance = _label  # type: ignore[method-assign, assignment]

    def check_before_publishing(self, cleaned: dict[str, Any]) -> None:
        """The pools hold enough questions, of each outcome too; no paper is without a score; everybody can pass."""
        rows = cleaned["pools"].filter(questions__live=True).values_list("questions__outcome_key")
        sizes = dict(rows.annotate(size=Count("questions")).order_by())
        draw, counting = cleaned["draw"], cleaned["counting"]  # What has an error is taken out.
        short = drawing.shortage(sizes, draw, cleaned["per_outcome"])
        if short:
            self.add_error("draw", _("%(why)s Draw fewer, or publish more questions first.") % {"why": short})
        unscored = cleaned["pools"].filter(_REFLECTION).count()
        if unscored >= draw:
            sentence = _("A paper might hold nothing but reflections, which have no score. Draw more than %(count)s.")
            self.add_error("draw", sentence % {"count": unscored})
        if counting == "first" and cleaned["required"]:
            sentence = _(
                "With this rule whoever fails the first attempt can never complete the course: later attempts are "
                "practice and change nothing. Choose another rule, or make the test not required."
            )
            self.add_error("counting", sentence)


def _around(pools: Any, page: Page) -> Any:
    """The pools of the course that a page is in."""
    paths = [page.path[:end] for end in range(Page.steplen, len(page.path) + 1, Page.steplen)]
    return pools.filter(course__path__in=paths).order_by("title", "pk")


def _label(pool: Any) -> str:
    count = pool.size()
    words = ngettext("%(pool)s (%(count)s published question)", "%(pool)s (%(count)s published questions)", count)
    return words % {"pool": pool.title, "count": count}


class ScenarioForm(PublishedForm):
    """A scenario needs a graph on which every path ends."""

    def check_before_publishing(self, cleaned: dict[str, Any]) -> None:
        """The graph has no fault."""
        steps = [block.value for block in cleaned["steps"]]
        endings = [block.value for block in cleaned["endings"]]
        for fault in graph.faults(cleaned["start"], steps, endings):
            self.add_error(None, str(fault))
