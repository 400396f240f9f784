"""The people list as pages and exports share it: the course, the filters, the order."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coordination import standing, words
from coordination.domain.people import members, page_of, people_of
from coordination.domain.queries import AssignedCourse, assigned_courses
from coordination.filters import PeopleFilter
from coordination.standing import Person
from core import clock
from organizations.models import Membership, Organization

PAGE = 25


@dataclass(frozen=True, slots=True)
class Column:
    """A column that sorts: its heading, what it sorts by, and how it is set."""

    key: str
    label: str | Promise
    field: str
    css: str = ""
    #: The word in "sorted by …".
    word: str | Promise = ""
    #: Whether it is about the course: then the standing of everybody has to be known to sort by it.
    derived: bool = True


COLUMNS = (
    Column("name", _("Name"), "name", word=_("name"), derived=False),
    Column("team", _("Team"), "team__name", word=_("team"), derived=False),
    Column("status", _("Status"), "urgency", word=_("status")),
    Column("due", _("Due"), "due", "fit", _("due date")),
    Column("progress", _("Progress"), "percent", "n fit", _("progress")),
    Column("active", _("Last active"), "active_at", "fit", _("last activity")),
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A column heading as a link. `order`: `ascending`, `descending` or nothing."""

    label: str | Promise
    css: str
    url: str
    order: str


@dataclass(frozen=True, slots=True)
class Line:
    """A person with the words of the list."""

    person: Person
    mark: str
    words: str
    due: str
    active: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The people of an organization as one request asks for them."""

    organization: Organization
    today: date
    courses: list[AssignedCourse]
    course: AssignedCourse | None
    filters: PeopleFilter
    people: QuerySet[Membership]
    column: Column
    descending: bool

    def page(self, number: Any) -> Page[Any]:
        """One page of `Line`s."""
        page: Page[Any] = Paginator(self.people.values_list("pk", flat=True), PAGE).get_page(number)
        found = page_of(self.organization, self.course.id if self.course else None, self.today, list(page.object_list))
        page.object_list = [self._line(person) for person in found]
        return page

    def headings(self, query: QueryDict) -> list[Heading]:
        """The column headings; each link sorts by its column, the current one the other way round."""
        return [self._heading(column, query) for column in COLUMNS]

    def _heading(self, column: Column, query: QueryDict) -> Heading:
        current = column == self.column
        order = ("descending" if self.descending else "ascending") if current else ""
        kept = query.copy()
        kept.pop("page", None)
        kept["sort"] = f"-{column.key}" if order == "ascending" else column.key
        return Heading(column.label, column.css, f"?{kept.urlencode()}", order)

    def _line(self, found: Person) -> Line:
        return Line(
            person=found,
            mark=standing.mark_of(found.standing),
            words=standing.words_of(found.standing, found.due_on, self.today),
            due=words.short_day(found.due_on, self.today),
            active=words.active_words(found.active_at, self.today, self.organization.time_zone),
        )


def chosen_course(courses: list[AssignedCourse], key: str | None) -> AssignedCourse | None:
    """The assigned course with this key, else the most recently assigned one, else None."""
    return next((course for course in courses if course.key == key), courses[0] if courses else None)


def listing_of(request: HttpRequest, organization: Organization, *, whole: bool = False) -> Listing:
    """The list that the request's query asks for; `whole` when all of it will be read, not a page."""
    query = request.GET
    today = clock.local_date(clock.now(), organization.time_zone)
    courses = assigned_courses(organization)
    course = chosen_course(courses, query.get("course"))
    column, descending = _sorting(query.get("sort", ""))
    # The standing of everybody is worked out only where the answer depends on it: a page shows 25 people.
    derived = whole or column.derived or query.get("status") or query.get("due")
    people = people_of(organization, course.id if course else None, today) if derived else members(organization)
    filters = PeopleFilter(query, queryset=people, organization=organization, courses=courses)
    return Listing(
        organization=organization,
        today=today,
        courses=courses,
        course=course,
        filters=filters,
        people=filters.qs.order_by(*_order(column, descending)),
        column=column,
        descending=descending,
    )


def _sorting(key: str) -> tuple[Column, bool]:
    """The column of `?sort=`, by name unless it is known; a minus turns it round."""
    column = next((column for column in COLUMNS if column.key == key.removeprefix("-")), COLUMNS[0])
    return column, key == f"-{column.key}"


def _order(column: Column, descending: bool) -> list[str | OrderBy]:
    """By the column, people without a value last, then by name."""
    by = F(column.field)
    # Ascending, PostgreSQL puts empty values last by itself, and can walk the index of names.
    return [by.desc(nulls_last=True) if descending else by.asc(), "name", "email", "pk"]
