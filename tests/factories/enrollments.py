"""Courses to take and people in them, for tests."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from accounts.models import User
from enrollments.domain.completion import FREE_OF_BIAS, complete_activity, submit_evaluation
from enrollments.domain.enrolling import enroll_self, start
from enrollments.models import Enrollment
from modules.domain.editions import release_edition
from modules.models import CoursePage, LessonPage, ModulePage
from modules.outline import Outline
from tests.factories.accounts import UserFactory
from tests.factories.modules import home_page

P = TypeVar("P", bound=Page)

#: A Monday; 09:00 in New York.
NOW = datetime(2026, 9, 14, 13, 0, tzinfo=UTC)
_numbers = count(1)


def make_course(*, lessons: Sequence[int] = (2, 1), release: bool = True, **fields: Any) -> CoursePage:
    """A published course without a test: one module for each number, with so many lessons of four minutes."""
    course = _course(**fields)
    for place, amount in enumerate(lessons, start=1):
        add_module(course, f"Module {place}", amount)
    if release:
        release_edition(course=course, actor=None, reason="", now=NOW)
    return course


def _course(**fields: Any) -> CoursePage:
    key = f"course-{next(_numbers)}"
    words = dict.fromkeys(("summary", "lede", "audience", "provider_name", "provider_address"), "Words.")
    words |= dict.fromkeys(("grievance_contact", "accommodation_contact", "distress_contact"), "Write to us.")
    words |= {
        "signatory_name": "M. Ferreira-Hale",
        "signatory_title": "Course director",
        "commercial_support": "None.",
    }
    days = {"released_on": date(2026, 1, 1), "reviewed_on": date(2026, 1, 1), "expires_on": date(2028, 1, 1)}
    outcomes = [("outcome", {"key": "privacy", "text": "Spot the details that identify a patient."})]
    course = CoursePage(
        **{"title": f"Presence {key}", "slug": key, "key": key, "requirements": "<p>Do it all.</p>"} | words | days,
        outcomes=outcomes,
    )
    for name, value in fields.items():
        setattr(course, name, value)
    return _publish(home_page(), course)


def add_module(course: CoursePage, title: str, lessons: int, *, required: bool = True) -> ModulePage:
    """One more module with so many lessons at the end of a course, published; the edition stays as it is."""
    number = next(_numbers)
    key = f"module-{number}"
    module = _publish(course, ModulePage(title=title, slug=key, key=key, kind="pitfall", summary="Words."))
    for place in range(1, lessons + 1):
        key = f"lesson-{number}-{place}"
        lesson = LessonPage(
            title=f"{title}, lesson {place}", slug=key, key=key, minutes=4, summary="Words.", lede="Words.",
            required=required, body=[("text", "<p>Words.</p>")],
        )  # fmt: skip
        _publish(module, lesson)
    return module


def _publish(parent: Page, page: P) -> P:
    """Add a page with a live revision. Quicker than publishing: nothing is indexed for a search that nobody makes."""
    with disable_reference_index_auto_update():
        parent.add_child(instance=page)
        revision = page.save_revision()
        Page.objects.filter(pk=page.pk).update(live_revision=revision)
        page.live_revision = revision
    return page


def make_learner(**fields: Any) -> User:
    """A person who has confirmed the name for certificates."""
    name = {"certificate_name": "Priya Nandakumar, RN", "certificate_name_confirmed_at": NOW}
    return UserFactory.create(**{"name": "Priya Nandakumar, RN"} | name | fields)


def make_enrollment(
    *,
    course: CoursePage | None = None,
    learner: User | None = None,
    started: bool = True,
    now: datetime = NOW,
) -> Enrollment:
    """An enrollment of one's own, started unless said otherwise."""
    enrollment = enroll_self(learner=learner or make_learner(), course=course or make_course(), now=now)
    return start(enrollment=enrollment, now=now) if started else enrollment


def steps_of(enrollment: Enrollment) -> list[LessonPage]:
    """The lessons of the pinned edition, in order."""
    assert enrollment.edition is not None
    ids = [activity.id for activity in Outline.of(enrollment.edition.snapshot).activities]
    pages = LessonPage.objects.in_bulk(ids)
    return [pages[pk] for pk in ids]


def complete(enrollment: Enrollment, page: Any, now: datetime = NOW) -> Enrollment:
    """One step done."""
    return complete_activity(enrollment=enrollment, activity=page, revision_id=page.live_revision_id, now=now)


def complete_steps(enrollment: Enrollment, now: datetime = NOW) -> Enrollment:
    """Every step done; only the evaluation is missing."""
    for page in steps_of(enrollment):
        enrollment = complete(enrollment, page, now)
    return enrollment


def evaluate(enrollment: Enrollment, now: datetime = NOW + timedelta(hours=1)) -> Enrollment:
    """The evaluation sent."""
    return submit_evaluation(
        enrollment=enrollment, ratings={"privacy": 5, FREE_OF_BIAS: 4}, minutes_taken=40, change="I pause.",
        comment="", now=now,
    )  # fmt: skip


def finish(enrollment: Enrollment, now: datetime = NOW) -> Enrollment:
    """The whole course done."""
    return evaluate(complete_steps(enrollment, now), now)
