"""The CMS forms of tests and scenarios: they refuse to publish what a learner could not finish."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from quizzes import graph


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
    """A test needs a pool that fills a paper."""

    def check_before_publishing(self, cleaned: dict[str, Any]) -> None:
        """The pool holds enough questions."""
        size = cleaned["pool"].size()
        if size < cleaned["draw"]:
            sentence = _(
                "A paper draws %(draw)s questions and the pool holds %(size)s. Draw fewer, or add questions first."
            )
            self.add_error("draw", sentence % {"draw": cleaned["draw"], "size": size})


class ScenarioForm(PublishedForm):
    """A scenario needs a graph on which every path ends."""

    def check_before_publishing(self, cleaned: dict[str, Any]) -> None:
        """The graph has no fault."""
        steps = [block.value for block in cleaned["steps"]]
        endings = [block.value for block in cleaned["endings"]]
        for fault in graph.faults(cleaned["start"], steps, endings):
            self.add_error(None, f"{fault.where}: {fault.sentence}")
