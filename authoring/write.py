"""Writing a checked course into the CMS."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from modelcluster.fields import ParentalManyToManyField
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.fields import StreamField
from wagtail.models import Page

from accounts.models import User
from authoring.content import question_content
from authoring.course import CourseSource, QuizSource
from authoring.pages import Wanted, wanted_course
from core import audit
from core.errors import DomainError
from modules.domain.editions import release_edition
from modules.models import CoursePage, Edition, HomePage, LessonPage, ModulePage
from quizzes.domain.questions import retire_missing, save_question
from quizzes.models import QuestionPool, QuizPage, ScenarioPage

KEYED = (CoursePage, ModulePage, LessonPage, ScenarioPage, QuizPage)
#: The keys that pages give themselves when no file does (modules.models.KeyedPage).
MADE_IN_CMS = "^page-[0-9a-f]{12}$"
REASON = "Loaded from the course as text."


@dataclass
class LoadReport:
    """What a load did: keys of pages, and of questions that got a new version or came back."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    unpublished: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    retired: int = 0
    edition: Edition | None = None

    @property
    def changed(self) -> bool:
        """Whether the load changed anything."""
        return bool(self.created or self.updated or self.unpublished or self.questions or self.retired)


@transaction.atomic
def write_course(*, source: CourseSource, actor: User | None, now: datetime) -> LoadReport:
    """Make the published course say what `source` says, and release its edition.

    Pages are found by key and keep their address; each one that differs gets one new revision. Pages whose file is
    gone are unpublished, questions retired, nothing is deleted. The same source again changes nothing.
    Raises `DomainError` when the course cannot be released.
    """
    home = HomePage.objects.select_for_update(of=("self",)).first()
    if home is None:
        raise DomainError("The site has no front page. Run: manage.py migrate")
    writer = _Writer(actor, now)
    course = writer.write(wanted_course(source), home)
    writer.unpublish_missing()
    report = writer.report
    report.edition = release_edition(course=course, actor=actor, reason=REASON, now=now)
    if report.changed:
        after = {"created": report.created, "updated": report.updated, "unpublished": report.unpublished}
        audit.record(verb="authoring.load_course", obj=course, actor=actor, after=after)
    return report


class _Writer:
    """Brings the tree into the wanted state, one page at a time, and keeps the report."""

    def __init__(self, actor: User | None, now: datetime) -> None:
        self.actor, self.now = actor, now
        self.report = LoadReport()
        self.seen: set[int] = set()
        self.course: CoursePage | None = None

    def write(self, wanted: Wanted, parent: Page) -> Any:
        """The published page for `wanted` under `parent`, with everything below it."""
        fields = dict(wanted.fields)
        if wanted.test:
            fields["pools"] = [self._fill_pool(wanted.test), *map(self._pool, wanted.test.head.pools)]
        page = self._find(wanted)
        if page is None:
            page = self._create(wanted, parent, fields)
            self.report.created.append(wanted.key)
        else:
            moved = self._move_under(page, parent)
            page = wanted.model.objects.get(pk=page.pk)
            changed = self._update(page, fields)
            report = self.report.updated if moved or changed else self.report.unchanged
            report.append(wanted.key)
        self.seen.add(page.pk)
        self.course = self.course or page
        children = [self.write(child, page).pk for child in wanted.children]
        self._arrange(page, children)
        return wanted.model.objects.get(pk=page.pk)

    def unpublish_missing(self) -> None:
        """Unpublish the pages of the course that a file once owned and none owns now."""
        for model in KEYED:
            pages = (
                model.objects.descendant_of(self.course)
                .live()
                .exclude(pk__in=self.seen)
                .exclude(key__regex=MADE_IN_CMS)
            )
            for page in pages.order_by("path"):
                UnpublishPageAction(page, user=self.actor).execute(skip_permission_checks=True)
                self.report.unpublished.append(page.key)

    # --- One page ----------------------------------------------------------------------------------------------------

    def _find(self, wanted: Wanted) -> Any:
        pages = wanted.model.objects.filter(key=wanted.key)
        return (pages.descendant_of(self.course) if self.course else pages).order_by("-live", "pk").first()

    def _create(self, wanted: Wanted, parent: Page, fields: dict[str, Any]) -> Any:
        page = wanted.model(
            key=wanted.key, slug=_free_slug(wanted.slug, parent), live=False, **_python(wanted.model, fields)
        )
        # Treebeard counts in memory: the parent is read again so that it knows its latest children.
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        self._publish(page)
        return page

    def _update(self, page: Any, fields: dict[str, Any]) -> bool:
        """Publish a new revision if the live page says anything else; whether it did."""
        wanted = _python(type(page), fields)
        if page.live and all(
            _plain(page, name, getattr(page, name)) == _plain(page, name, wanted[name]) for name in wanted
        ):
            return False
        for name, value in wanted.items():
            setattr(page, name, value)
        self._publish(page)
        return True

    def _publish(self, page: Any) -> None:
        page.save_revision(user=self.actor).publish(user=self.actor, skip_permission_checks=True)

    # --- Places ------------------------------------------------------------------------------------------------------

    def _move_under(self, page: Any, parent: Page) -> bool:
        if page.get_parent().pk == parent.pk:
            return False
        free = _free_slug(page.slug, parent)
        if free != page.slug:
            page.slug = free
            self._publish(page)
        self._move_last(page.pk, parent.pk)
        return True

    def _arrange(self, parent: Page, wanted: list[int]) -> None:
        """Put the children into the wanted order. Those at the front that stand right already stay."""
        children = Page.objects.get(pk=parent.pk).get_children().filter(pk__in=wanted)
        found = list(children.order_by("path").values_list("pk", flat=True))
        right = 0
        while right < len(wanted) and found[right] == wanted[right]:
            right += 1
        for pk in wanted[right:]:
            self._move_last(pk, parent.pk)

    def _move_last(self, pk: int, parent: int) -> None:
        page, target = Page.objects.get(pk=pk), Page.objects.get(pk=parent)
        MovePageAction(page, target, pos="last-child", user=self.actor).execute(skip_permission_checks=True)

    # --- Questions ---------------------------------------------------------------------------------------------------

    def _pool(self, key: str) -> QuestionPool:
        """The pool of a test of the course; one whose test comes later in the course gets its title there."""
        return QuestionPool.objects.get_or_create(course=self.course, key=key, defaults={"title": key})[0]

    def _fill_pool(self, test: QuizSource) -> QuestionPool:
        pool = self._pool(test.head.key)
        if pool.title != test.head.title:
            pool.title = test.head.title
            pool.save(update_fields=["title"])
        for question in test.questions:
            if save_question(pool=pool, key=question.key, content=question_content(question), from_text=True):
                self.report.questions.append(question.key)
        self.report.retired += retire_missing(
            pool=pool, keys=[question.key for question in test.questions], actor=self.actor
        )
        return pool


def _python(model: type[Page], fields: dict[str, Any]) -> dict[str, Any]:
    """The values as attributes of the model: stored streams become stream values."""
    blocks = {field.name: field.stream_block for field in model._meta.get_fields() if isinstance(field, StreamField)}
    return {name: blocks[name].to_python(value) if name in blocks else value for name, value in fields.items()}


def _plain(page: Any, name: str, value: Any) -> Any:
    """A value to compare by: streams as they are stored, pools by their ids."""
    model_field = page._meta.get_field(name)
    if isinstance(model_field, ParentalManyToManyField):
        return sorted(row.pk for row in (value.all() if hasattr(value, "all") else value))
    return model_field.stream_block.get_prep_value(value) if isinstance(model_field, StreamField) else value


def _free_slug(slug: str, parent: Page) -> str:
    """`slug`, or `slug-2` and so on, whichever no child of `parent` has."""
    taken = set(Page.objects.child_of(parent).values_list("slug", flat=True))
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    return free
