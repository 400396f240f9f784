"""The people of one organization with their standing in one course: one query, read in pages or as a stream."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    F,
    FilteredRelation,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import Coalesce, Greatest

from coordination import standing
from coordination.standing import Person
from enrollments.models import ActivityCompletion, Assignee, Enrollment
from modules.models import CoursePage, Edition
from modules.outline import Outline
from organizations.models import Membership, Organization
from quizzes.models import Attempt, QuizPage

ENROLLMENT = "held__enrollment"
#: Rows that an export holds in memory at once.
CHUNK = 2000
#: In the order of `Person`'s fields.
FIELDS = (
    "public_id",
    "name",
    "email",
    "team__name",
    "role",
    "standing",
    "due",
    "percent",
    "active_at",
    f"{ENROLLMENT}__completed_at",
    "score",
    f"{ENROLLMENT}__certificate__code",
)


def members(organization: Organization) -> QuerySet[Membership]:
    """The present members."""
    return Membership.objects.filter(organization=organization, left_at__isnull=True)


def standings(
    organization: Organization, course_id: int | None, today: date, only: Sequence[int] | None = None
) -> QuerySet[Membership]:
    """The present members with `standing` and `due` (a day) in the course, or in none.

    Only what this organization assigned is looked at: of several assignments the one with the latest enrollment counts,
    with its earliest day. `today` is the organization's day; `only` are ids, when no more than these few are wanted.
    The twin in Python is `standing.standing_of`.
    """
    leading = (
        Assignee.objects.filter(
            assignment__organization=organization,
            assignment__course_id=course_id or 0,
            assignment__cancelled_at__isnull=True,
        )
        .order_by("membership_id", F("enrollment_id").desc(nulls_last=True), "due_on", "pk")
        .distinct("membership_id")
    )
    people = members(organization)
    if only is not None:
        leading, people = leading.filter(membership__in=only), people.filter(pk__in=only)
    # A FilteredRelation takes no queryset, only its statement.
    ids = RawSQL(*leading.values("pk").query.sql_with_params())  # noqa: S611 -- written by the ORM from ids
    return people.annotate(
        held=FilteredRelation("assignees", condition=Q(assignees__pk__in=ids)),
        due=F("held__due_on"),
        standing=_standing(today),
    )


def _standing(today: date) -> Case:
    late = Q(held__enrollment__status__in=Enrollment.OPEN, held__due_on__lt=today)
    return Case(
        When(user__isnull=True, then=Value(standing.INVITED)),
        When(held__isnull=True, then=Value(standing.NOT_ASSIGNED)),
        When(late, then=Value(standing.OVERDUE)),
        default=Coalesce(F(f"{ENROLLMENT}__status"), Value(Enrollment.Status.ASSIGNED.value)),
        output_field=CharField(),
    )


def people_of(
    organization: Organization, course_id: int | None, today: date, only: Sequence[int] | None = None
) -> QuerySet[Membership]:
    """`standings` with all that a line of the list or of the export shows, and `urgency` to sort by."""
    ranked = [When(standing=name, then=Value(rank)) for rank, name in enumerate(standing.STANDINGS)]
    finals = QuizPage.objects.none().values("pk")
    course = CoursePage.objects.filter(pk=course_id or 0).first()
    if course:
        finals = QuizPage.objects.child_of(course).values("pk")
    graded = Attempt.objects.filter(enrollment=OuterRef(ENROLLMENT), quiz__in=finals, state=Attempt.State.GRADED)
    return standings(organization, course_id, today, only).annotate(
        urgency=Case(*ranked, output_field=IntegerField()),
        percent=_percent(course_id),
        active_at=_last_active(),
        score=Subquery(graded.order_by("-score").values("score")[:1]),
    )


def page_of(organization: Organization, course_id: int | None, today: date, ids: Sequence[int]) -> list[Person]:
    """These few members as lines, in this order."""
    if not ids:
        return []
    found = people_of(organization, course_id, today, ids).values_list("pk", *FIELDS)
    lines = {pk: Person(*row) for pk, *row in found}
    return [lines[pk] for pk in ids if pk in lines]


def stream(people: QuerySet[Membership]) -> Iterator[Person]:
    """`people_of`, filtered and sorted, as lines: read in chunks, so that memory stays flat."""
    return (Person(*row) for row in people.values_list(*FIELDS).iterator(chunk_size=CHUNK))


def _percent(course_id: int | None) -> Combinable:
    """The share of required steps of the pinned edition that are done, as `enrollments.progress` counts it."""
    whens = []
    for edition in Edition.objects.filter(course_id=course_id or 0):
        steps = [activity.id for activity in Outline.of(edition.snapshot).activities if activity.required]
        done = Coalesce(Subquery(_done(steps)), 0)
        share = done * 100 / len(steps) if steps else Value(100)
        whens.append(When(held__enrollment__edition=edition.pk, then=share))
    return Case(*whens, default=Value(0), output_field=IntegerField())


def _done(steps: list[int]) -> QuerySet[ActivityCompletion, Any]:
    found = ActivityCompletion.objects.filter(enrollment=OuterRef(ENROLLMENT), activity__in=steps)
    return found.order_by().values("enrollment").annotate(done=Count("pk")).values("done")


def _last_active() -> Combinable:
    """The latest of: the start, a step done, a test begun, the completion."""
    steps = ActivityCompletion.objects.filter(enrollment=OuterRef(ENROLLMENT)).order_by().values("enrollment")
    tests = Attempt.objects.filter(enrollment=OuterRef(ENROLLMENT)).order_by().values("enrollment")
    return Greatest(
        F(f"{ENROLLMENT}__started_at"),
        F(f"{ENROLLMENT}__completed_at"),
        Subquery(steps.annotate(latest=Max("completed_at")).values("latest")),
        Subquery(tests.annotate(latest=Max("started_at")).values("latest")),
        output_field=DateTimeField(),
    )
