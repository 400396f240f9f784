"""Doing the course: activities, plans, the evaluation, and what makes it complete."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import audit
from core.errors import DomainError
from enrollments import progress
from enrollments.domain import queries
from enrollments.models import ActivityCompletion, Enrollment, Evaluation, Plan
from enrollments.signals import course_completed
from modules.models import ActivityPage
from modules.outline import Outline

Status = Enrollment.Status
#: Asked of everybody beside the outcomes of the course.
FREE_OF_BIAS = "free-of-bias"


@transaction.atomic
def complete_activity(*, enrollment: Enrollment, activity: ActivityPage, revision_id: int, now: datetime) -> Enrollment:
    """Note one activity of the pinned edition as done, with the page revision that was shown.

    Returns the enrollment as it is now, perhaps completed. Doing it again, or after completion, changes nothing.
    Raises `DomainError` when the enrollment is not in progress or the activity is not part of its edition.
    """
    current = queries.locked(enrollment)
    if current.status == Status.COMPLETED:
        return current
    outline = _open_outline(current, activity, now)
    done = queries.completed_ids(current)
    if activity.pk in done:
        return current
    ActivityCompletion.objects.create(
        enrollment=current, activity_id=activity.pk, revision_id=revision_id, completed_at=now
    )
    audit.record(
        verb="enrollments.complete_activity",
        obj=current,
        actor=current.learner,
        after={"activity": activity.pk, "revision": revision_id},
    )
    evaluated = Evaluation.objects.filter(enrollment=current).exists()
    _finish_if_done(current, progress.evaluate(outline, done | {activity.pk}, evaluated), now)
    return current


@transaction.atomic
def save_plan(*, enrollment: Enrollment, activity: ActivityPage, if_text: str, then_text: str, now: datetime) -> Plan:
    """Keep the learner's if–then plan for a lesson, in place of an earlier one.

    Raises `DomainError` when a half is empty, the enrollment is not in progress, or the lesson is not part of it.
    """
    current = queries.locked(enrollment)
    _open_outline(current, activity, now)
    if_text, then_text = if_text.strip(), then_text.strip()
    if not if_text or not then_text:
        raise DomainError(_("Write both halves of the plan: the “if” and the “then”."))
    plan, _created = Plan.objects.update_or_create(
        enrollment=current,
        activity_id=activity.pk,
        defaults={"if_text": if_text, "then_text": then_text, "saved_at": now},
    )
    audit.record(verb="enrollments.save_plan", obj=current, actor=current.learner, after={"activity": activity.pk})
    return plan


@transaction.atomic
def submit_evaluation(
    *,
    enrollment: Enrollment,
    ratings: Mapping[str, int],
    minutes_taken: int,
    change: str,
    comment: str,
    now: datetime,
) -> Enrollment:
    """Take the learner's view of the course; that completes it. A second submission changes nothing.

    `ratings` has 1 to 5 for each outcome key of the edition and for `FREE_OF_BIAS`; `minutes_taken` is in minutes.
    Raises `DomainError` while a required activity is open, when a rating is missing, or when the enrollment is over.
    """
    current = queries.locked(enrollment)
    if current.status == Status.COMPLETED:
        return current
    outline = _open_outline(current, None, now)
    reached = progress.evaluate(outline, queries.completed_ids(current), True)
    missing = reached.steps_total - reached.steps_done
    if missing:
        raise DomainError(
            ngettext(
                "Finish the last step of the course first; then the evaluation opens.",
                "Finish the %(count)s steps that are left first; then the evaluation opens.",
                missing,
            )
            % {"count": missing}
        )
    _check_ratings(ratings, current)
    _evaluation, created = Evaluation.objects.get_or_create(
        enrollment=current,
        defaults={
            "ratings": dict(ratings),
            "minutes_taken": minutes_taken,
            "change": change,
            "comment": comment,
            "submitted_at": now,
        },
    )
    if created:
        audit.record(verb="enrollments.submit_evaluation", obj=current, actor=current.learner)
    _finish_if_done(current, reached, now)
    return current


def rating_keys(enrollment: Enrollment) -> list[str]:
    """The keys that an evaluation of this started enrollment rates, in order."""
    if enrollment.edition is None:
        return [FREE_OF_BIAS]
    return [outcome["key"] for outcome in enrollment.edition.snapshot["outcomes"]] + [FREE_OF_BIAS]


def _check_ratings(ratings: Mapping[str, int], enrollment: Enrollment) -> None:
    if set(ratings) != set(rating_keys(enrollment)) or not all(1 <= value <= 5 for value in ratings.values()):
        raise DomainError(_("Choose an answer from 1 to 5 for each statement."))


def _open_outline(enrollment: Enrollment, activity: ActivityPage | None, now: datetime) -> Outline:
    """The outline of an enrollment in progress that holds the activity, or a `DomainError`."""
    if enrollment.edition is None:
        raise DomainError(_("Start the course first: its first page tells what completing it takes."))
    if enrollment.status != Status.IN_PROGRESS:
        raise DomainError(_("This enrollment is over, so nothing more can be saved in it."))
    if queries.is_out_of_time(enrollment, now):
        raise DomainError(_("This course closed after its last day. No certificate is given any more."))
    outline = Outline.of(enrollment.edition.snapshot)
    if activity is not None and outline.position(activity.pk) is None:
        raise DomainError(_("This page is not part of the edition of the course that you started."))
    return outline


def _finish_if_done(enrollment: Enrollment, reached: progress.Progress, now: datetime) -> None:
    """Complete the locked enrollment when its facts say so, and tell the apps above, all in this transaction."""
    if reached.status != progress.COMPLETED:
        return
    enrollment.status, enrollment.completed_at = Status.COMPLETED, now
    enrollment.save(update_fields=["status", "completed_at"])
    audit.record(
        verb="enrollments.complete",
        obj=enrollment,
        actor=enrollment.learner,
        before={"status": Status.IN_PROGRESS.value},
        after={"status": Status.COMPLETED.value},
    )
    course_completed.send(sender=Enrollment, enrollment=enrollment, now=now)
