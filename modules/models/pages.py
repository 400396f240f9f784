"""Course → modules → activities, in tree order."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from modules.blocks import LessonBody
from modules.blocks.text import ReferenceBlock
from modules.models.keys import KeyedPage

#: Characters in the title of a course, as certificates keep it.
LONGEST_TITLE = 200
PROSE = ["bold", "italic", "link", "ol", "ul"]


class HomePage(Page):
    """The front page of the site: the courses on offer."""

    lede = models.TextField(max_length=400, blank=True, help_text=_("The promise under the title."))

    max_count = 1
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["modules.CoursePage"]
    template = "modules/home_page.html"
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("lede")]

    def route(self, request: Any, path_components: list[str]) -> Any:
        """The page at an address, found in two queries at any depth; Wagtail's own way asks twice for each level.

        An activity that was unpublished is found too: the gate lets those through whose edition still asks for it.
        """
        address = f"{self.url_path}{'/'.join(path_components)}/"
        found = Page.objects.filter(url_path=address).specific().first() if path_components else None
        if found and (found.live or (isinstance(found, ActivityPage) and found.first_published_at)):
            return RouteResult(found)
        return super().route(request, path_components)


class CoursePage(KeyedPage, Page):  # type: ignore[django-manager-missing]
    """A course: what it is for, what it takes, who stands behind it."""

    summary = models.CharField(max_length=300)
    lede = models.TextField(max_length=400)
    audience = models.TextField()
    outcomes = StreamField(
        [
            (
                "outcome",
                blocks.StructBlock([("key", blocks.CharBlock(max_length=60)), ("text", blocks.TextBlock(rows=2))]),
            )
        ],
        help_text=_("What a clinician can do at the end."),
    )
    requirements = RichTextField(features=PROSE, help_text=_("What has to be done for the certificate."))
    provider_name = models.CharField(max_length=160)
    provider_address = models.CharField(max_length=240)
    provider_number = models.CharField(max_length=60, blank=True)
    signatory_name = models.CharField(max_length=120)
    signatory_title = models.CharField(max_length=120)
    accreditation_statement = models.TextField(
        blank=True, help_text=_("Empty unless accreditation was granted: then no certificate claims any.")
    )
    commercial_support = models.TextField()
    disclosures = StreamField(
        [
            (
                "person",
                blocks.StructBlock(
                    [
                        ("name", blocks.CharBlock(max_length=120)),
                        ("role", blocks.CharBlock(max_length=120)),
                        ("statement", blocks.TextBlock(rows=2)),
                    ]
                ),
            )
        ],
        help_text=_("Everybody in control of content."),
    )
    difficulty = models.PositiveSmallIntegerField(
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("1 (easy) to 5, set by a reviewer; part of the contact-hour formula."),
    )
    released_on = models.DateField()
    reviewed_on = models.DateField()
    expires_on = models.DateField(help_text=_("No certificate is given after this day."))
    law_notice = models.TextField(blank=True)
    grievance_contact = models.CharField(max_length=300)
    accommodation_contact = models.CharField(max_length=300)
    distress_contact = models.CharField(max_length=300)

    parent_page_types: ClassVar = ["modules.HomePage"]
    subpage_types: ClassVar = ["modules.ModulePage", "quizzes.QuizPage"]
    template = "modules/course_page.html"
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("lede"),
        FieldPanel("audience"),
        FieldPanel("outcomes"),
        FieldPanel("requirements"),
        MultiFieldPanel(
            [FieldPanel("provider_name"), FieldPanel("provider_address"), FieldPanel("provider_number")],
            heading=_("Provider"),
        ),
        FieldRowPanel([FieldPanel("signatory_name"), FieldPanel("signatory_title")], heading=_("Signatory")),
        MultiFieldPanel(
            [FieldPanel("accreditation_statement"), FieldPanel("commercial_support"), FieldPanel("disclosures")],
            heading=_("Statements"),
        ),
        FieldRowPanel(
            [FieldPanel("released_on"), FieldPanel("reviewed_on"), FieldPanel("expires_on"), FieldPanel("difficulty")],
            heading=_("Dates and difficulty"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("law_notice"),
                FieldPanel("grievance_contact"),
                FieldPanel("accommodation_contact"),
                FieldPanel("distress_contact"),
            ],
            heading=_("Notices and contacts"),
        ),
    ]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="course_key_once")]

    def clean(self) -> None:
        """A title that a certificate has room for."""
        super().clean()
        if len(self.title) > LONGEST_TITLE:
            sentence = _("Keep the title within %(most)s characters: it stands on certificates.")
            raise ValidationError({"title": sentence % {"most": LONGEST_TITLE}})


class ModulePage(KeyedPage, Page):  # type: ignore[django-manager-missing]
    """One pitfall, best practice or principle. It has no address of its own but a place on the course page."""

    class Kind(models.TextChoices):
        FOUNDATION = "foundation", _("Foundation")
        PITFALL = "pitfall", _("Pitfall")
        PRACTICE = "practice", _("Best practice")
        ETHICS = "ethics", _("Ethics")

    kind = models.CharField(max_length=12, choices=Kind)
    summary = models.CharField(max_length=300)
    outcome_keys = models.JSONField(default=list, blank=True)

    parent_page_types: ClassVar = ["modules.CoursePage"]
    subpage_types: ClassVar = ["modules.LessonPage", "quizzes.ScenarioPage", "quizzes.QuizPage"]
    preview_modes: ClassVar[list[Any]] = []
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("kind"), FieldPanel("summary")]


class ActivityPage(KeyedPage, Page):  # type: ignore[django-manager-missing]
    """Something a learner does and completes. The concrete kinds inherit from it."""

    required = models.BooleanField(default=True, help_text=_("Needed for the certificate."))
    minutes = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(120)], help_text=_("Honest reading or working time.")
    )
    summary = models.CharField(max_length=300)

    is_creatable = False
    #: The word for this kind of activity in the outline: lesson, scenario or test.
    activity_kind: ClassVar[str] = ""
    activity_panels: ClassVar = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("minutes"), FieldPanel("required")]),
        FieldPanel("summary"),
    ]

    def requirements(self) -> dict[str, Any]:
        """What completing this activity requires, beyond doing it: plain values that an edition freezes."""
        return {}

    def teaching_words(self) -> int:
        """Words that count toward contact hours: content only, no titles and references."""
        return 0

    def test_items(self) -> int:
        """Graded items that count toward contact hours."""
        return 0


class LessonPage(ActivityPage):
    """A few minutes of teaching."""

    lede = models.TextField(max_length=400)
    body = StreamField(LessonBody())
    references = StreamField([("reference", ReferenceBlock())], blank=True)

    activity_kind = "lesson"
    parent_page_types: ClassVar = ["modules.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "modules/lesson_page.html"
    content_panels: ClassVar = [
        *ActivityPage.activity_panels,
        FieldPanel("lede"),
        FieldPanel("body"),
        FieldPanel("references"),
    ]

    def teaching_words(self) -> int:
        """Words of the body, counted from its plain text."""
        return sum(len(text.split()) for text in self._texts())

    def plan_block(self) -> Any | None:
        """The value of the plan block (`prompt`, `if_hint`, `then_hint`), or None. Reads no other block."""
        kinds = [block["type"] for block in self.body.raw_data]
        return self.body[kinds.index("plan")].value if "plan" in kinds else None

    def _texts(self) -> Iterator[str]:
        yield self.lede
        for block in self.body:
            if block.block_type == "heading":
                continue
            yield from block.block.get_searchable_content(block.value)
