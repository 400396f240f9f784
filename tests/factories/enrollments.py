"""Courses to take and people in them, for tests."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from accounts.models import User
from enrollments.domain.completion import FREE_OF_BIAS, complete_activity, submit_evaluation
from enrollments.domain.enrolling import enroll_self, start
from enrollments.models import Enrollment
from modules.domain.editions import release_edition
from modules.models import CoursePage, HomePage, LessonPage, ModulePage
from modules.outline import Outline
from tests.factories.accounts import UserFactory

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
    words |= {"signatory_name": "M. Ferreira-Hale", "signatory_title": "Course director", "commercial_support": "None."}
    days = {"released_on": date(2026, 1, 1), "reviewed_on": date(2026, 1, 1), "expires_on": date(2028, 1, 1)}
    outcomes = [("outcome", {"key": "privacy", "text": "Spot the details that identify a patient."})]
    course = CoursePage(
        **{"title": f"Presence {key}", "slug": key, "key": key, "requirements": "<p>Do it all.</p>"} | words | days,
        outcomes=outcomes,
    )
    for name, value in fields.items():
        setattr(course, name, value)
    HomePage.objects.get().add_child(instance=course)
    course.save_revision().publish()
    return course


def add_module(course: CoursePage, title: str, lessons: int, *, required: bool = True) -> ModulePage:
    """One more module with so many lessons at the end of a course, published; the edition stays as it is."""
    number = next(_numbers)
    module = course.add_child(
        instance=ModulePage(title=title, slug=f"module-{number}", key=f"module-{number}", kind="pitfall", summary="Words.")
    )
    module.save_revision().publish()
    for place in range(1, lessons + 1):
        key = f"lesson-{number}-{place}"
        lesson = module.add_child(
            instance=LessonPage(
                title=f"{title}, lesson {place}", slug=key, key=key, minutes=4, summary="Words.", lede="Words.",
                required=required, body=[("text", "<p>Words.</p>")],
            )
        )  # fmt: skip
        lesson.save_revision().publish()
    return module


def make_learner(**fields: Any) -> User:
    """A person who has confirmed the name for certificates."""
    name = {"certificate_name": "Priya Nandakumar, RN", "certificate_name_confirmed_at": NOW}
    return UserFactory.create(**{"name": "Priya Nandakumar, RN"} | name | fields)


def make_enrollment(
    *, course: CoursePage | None = None, learner: User | None = None, started: bool = True, now: datetime = NOW
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
