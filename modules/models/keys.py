"""What all pages of a course share."""

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import QuerySet
from wagtail.models import Page, PageViewRestriction


class KeyedPage(models.Model):
    """A page that a text file owns: `key` ties the two together and never changes."""

    key = models.SlugField(max_length=80, editable=False, help_text="From the course as text.")

    #: A copy is another page.
    exclude_fields_in_copy: ClassVar = ["key"]

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Any = None) -> None:
        """Give a page made in the CMS a key of its own."""
        self._ensure_key()
        super().clean_fields(exclude=exclude)

    def minimal_clean(self) -> None:
        """The same for a draft, of which Wagtail checks little."""
        self._ensure_key()
        super().minimal_clean()  # type: ignore[misc]  # Every heir is a page.

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """The restrictions on this page and on those above it, in one query."""
        path, step = self.path, Page.steplen  # type: ignore[attr-defined]
        above = [path[:end] for end in range(step, len(path) + 1, step)]
        return PageViewRestriction.objects.filter(page__path__in=above)

    def _ensure_key(self) -> None:
        # Slugs are unique among neighbors only; a key must be in the whole course.
        self.key = self.key or f"page-{uuid4().hex[:12]}"
