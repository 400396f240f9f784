"""The CMS forms of tests and scenarios: they refuse to publish what a learner could not finish."""

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

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


class QuizForm(PublishedForm):
    """A test needs pools that fill a paper."""

    def check_before_publishing(self, cleaned: dict[str, Any]) -> None:
        """The pools hold enough questions, of each outcome too."""
        live = Q(questions__live=True)
        pools = cleaned["pools"].filter(live).values_list("questions__outcome_key")
        sizes = dict(pools.annotate(size=Count("questions")).order_by())
        short = drawing.shortage(sizes, cleaned["draw"], cleaned["per_outcome"])
        if short:
            self.add_error("draw", _("%(why)s Draw fewer, or add questions first.") % {"why": short})


class ScenarioForm(PublishedForm):
    """A scenario needs a graph on which every path ends."""

    def check_before_publishing(self, cleaned: dict[str, Any]) -> None:
        """The graph has no fault."""
        steps = [block.value for block in cleaned["steps"]]
        endings = [block.value for block in cleaned["endings"]]
        for fault in graph.faults(cleaned["start"], steps, endings):
            self.add_error(None, f"{fault.where}: {fault.sentence}")
