"""Grading answers anew after a mistake in a key: decided by an examiner, carried out in the background.

Nothing is ever taken away: completions and certificates stand, whatever becomes of a score.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import NamedTuple

import structlog
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import DomainError
from core.queue import send_many_on_commit, send_on_commit
from enrollments.domain.completion import complete_activity
from enrollments.models import Enrollment
from quizzes import grading, policies
from quizzes.domain import queries, submitting
from quizzes.domain.regrade_reading import Assessed, Reach, State, obstacles
from quizzes.models import Attempt, Question, QuestionVersion, Regrade, Response, ScoreChange

log = structlog.get_logger(__name__)

#: Attempts in one transaction.
CHUNK = 100
#: Seconds; the time that one task works on a regrade before it leaves the rest to the next.
PATIENCE = 50.0
#: A regrade that is younger than this is still in the hands of the task queued when it was decided.
YOUNG = timedelta(seconds=30)


@transaction.atomic
def order_regrade(
    *,
    question: Question,
    version: QuestionVersion,
    rule: str,
    only_raise: bool,
    reason: str,
    actor: User,
    now: datetime,
) -> Regrade:
    """Decide that the answers to earlier versions are graded anew by the key of `version`, and queue the work.

    `rule` is a `Regrade.Rule`; full credit also reaches the attempts at `version` itself that have begun. Attempts
    that are still open follow when they are handed in. Raises `DomainError` without a reason, while another regrade of
    the question is under way, when `version` is no longer the current one, when earlier answers cannot be told by it,
    and when no attempt holds the question.
    """
    locked = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    regrade = Regrade(
        question=locked,
        version=version,
        rule=rule,
        only_raise=only_raise,
        reason=reason.strip(),
        by=actor,
        decided_at=now,
    )
    if why := refusal(regrade):
        raise DomainError(why)
    if not regrade.reason:
        raise DomainError(_("Write the reason: it stays with the scores that change."))
    reach = Reach(regrade)
    regrade.total = reach.attempts(State.GRADED, State.SUBMITTED).count()
    if not regrade.total and not reach.attempts(State.IN_PROGRESS).exists():
        raise DomainError(nothing_to_do_sentence())
    regrade.save(force_insert=True)
    after = {"question": locked.pk, "version": version.number, "rule": rule, "only_raise": only_raise}
    counts = {"attempts": regrade.total, "reason": regrade.reason}
    audit.record(verb="quizzes.order_regrade", obj=regrade, actor=actor, after=after | counts)
    send_on_commit("quizzes.regrade", regrade.pk)
    return regrade


def refusal(regrade: Regrade) -> str | None:
    """Why a regrade that is not saved yet cannot be ordered, as a sentence; None when it can."""
    if regrade.rule not in Regrade.Rule.values:
        return _("Choose one of the three rules.")
    if not grading.is_scored(regrade.version.kind):
        return _("A reflection is not scored, so there is nothing to grade anew.")
    if Regrade.objects.filter(question=regrade.question_id, finished_at__isnull=True).exists():
        return _("A regrade of this question is under way. Wait until it has finished; then look again.")
    if not QuestionVersion.objects.filter(pk=regrade.version_id, question=regrade.question_id, current=True).exists():
        return _("A newer version of this question was published meanwhile. Look again at what would change.")
    if found := obstacles(regrade):
        sentence = _("Earlier answers cannot be graded by this key. %(why)s Full credit to everybody is possible.")
        return sentence % {"why": " ".join(found)}
    return None


def nothing_to_do_sentence() -> str:
    """What is said when a regrade would reach no attempt."""
    return _(
        "No attempt holds an earlier version of this question, so there is nothing to grade anew. Publish the "
        "corrected question first."
    )


def carry_out(*, regrade_id: int, now: datetime, patience: float = PATIENCE) -> Regrade:
    """Work on a regrade, a chunk of attempts in each transaction, until it is finished or `patience` seconds are over.

    Safe to run twice and at the same time: grading the same answer again by the same rule changes nothing, and each
    chunk holds the regrade's row. What a killed worker had not committed is done by the next.
    """
    until = monotonic() + patience
    reach = Reach(Regrade.objects.select_related("version").get(pk=regrade_id))
    place: Place | None = Place(0, 0)
    while place and monotonic() < until:
        place = _chunk(reach, place, now)
    return Regrade.objects.get(pk=regrade_id)


def requeue_unfinished(*, now: datetime) -> int:
    """Hand the regrades that are not finished to the workers again; how many."""
    rows = Regrade.objects.filter(finished_at__isnull=True, decided_at__lte=now - YOUNG)
    ids = list(rows.values_list("pk", flat=True))
    send_many_on_commit("quizzes.regrade", [(regrade_id,) for regrade_id in ids])
    return len(ids)


class Place(NamedTuple):
    """How many attempts of a regrade are done, and the id of the last of them."""

    done: int
    last: int


def _chunk(reach: Reach, place: Place, now: datetime) -> Place | None:
    """Work on the next attempts after `place`; the place reached, None when the regrade is finished."""
    for attempt in reach.attempts(State.SUBMITTED).filter(pk__gt=place.last)[:CHUNK]:
        # Whoever is grading it at this moment may not know of the regrade yet.
        submitting.grade_attempt(attempt=queries.with_course().get(pk=attempt.pk), now=now)
    with transaction.atomic():
        regrade = Regrade.objects.select_for_update(of=("self",)).get(pk=reach.regrade.pk)
        if regrade.finished_at:
            return None
        if place.done != regrade.done:
            return _resumed(reach, regrade.done)
        rows = reach.attempts(State.GRADED).filter(pk__gt=place.last)
        ids = list(rows.values_list("pk", flat=True)[:CHUNK])
        _apply(reach, ids, now)
        regrade.done += len(ids)
        regrade.total = max(regrade.total, regrade.done)
        if len(ids) < CHUNK:
            _finish(regrade, now)
        regrade.save(update_fields=["done", "total", "finished_at"])
        return None if regrade.finished_at else Place(regrade.done, ids[-1])


def _resumed(reach: Reach, done: int) -> Place:
    """Where an earlier or another task has left off.

    Attempts that were graded since may move it back, never forward: some are looked at twice, none is left out.
    """
    ids = reach.attempts(State.GRADED).values_list("pk", flat=True)
    return Place(done, ids[done - 1 : done].first() or 0)


def _apply(reach: Reach, ids: Sequence[int], now: datetime) -> None:
    """Grade these attempts anew: responses, scores, changes, completions. Locks enrollments, then attempts."""
    rows = Enrollment.objects.filter(attempts__in=ids).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    locked = queries.with_course().select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    found = reach.assess(list(locked))
    _write_responses(reach.regrade, found, now)
    changed = [one for one in found if one.changes]
    ScoreChange.objects.bulk_create(_change(reach.regrade, one, now) for one in changed)
    passing = [one.attempt for one in changed if one.passed and not one.attempt.passed]
    for one in changed:
        one.attempt.score, one.attempt.passed = one.score, one.passed
    Attempt.objects.bulk_update([one.attempt for one in changed], ["score", "passed"])
    for attempt in passing:
        _complete(attempt, now)


def _write_responses(regrade: Regrade, found: Sequence[Assessed], now: datetime) -> None:
    fresh, known = [], []
    for one in found:
        if one.worth is None:
            continue
        by = regrade.version_id if one.worth.by_corrected else None
        if one.response is None and one.changes:
            response = Response(attempt=one.attempt, version_id=one.version_id, chosen=[], saved_at=now)
            fresh.append(response)
        elif one.response is not None and (one.changes or one.response.graded_by_id != by):
            response = one.response
            known.append(response)
        else:
            continue
        response.points, response.graded_by_id = one.worth.points, by
    Response.objects.bulk_create(fresh)
    Response.objects.bulk_update(known, ["points", "graded_by"])


def _change(regrade: Regrade, one: Assessed, now: datetime) -> ScoreChange:
    assert one.worth is not None
    assert one.attempt.score is not None
    assert one.attempt.passed is not None
    return ScoreChange(
        regrade=regrade,
        attempt=one.attempt,
        points_before=one.before,
        points_after=one.worth.points,
        score_before=one.attempt.score,
        score_after=one.score,
        passed_before=one.attempt.passed,
        passed_after=one.passed,
        at=now,
    )


def _complete(attempt: Attempt, now: datetime) -> None:
    """Complete the test of an attempt that passes now, if it is the one that counts and the course is still open."""
    policy = policies.policy_of(attempt)
    attempts = queries.attempts_of(attempt.enrollment, attempt.quiz)
    counted = policies.counted(attempts, policy.counting) if policy else None
    if counted is None or not counted.passed:
        return
    try:
        complete_activity(
            enrollment=attempt.enrollment, activity=attempt.quiz, revision_id=attempt.revision_id, now=now
        )
    except DomainError:
        # The course is over for the learner. The result of the regrade says so; the score is kept all the same.
        log.info("passed by a regrade after the course had ended", attempt=attempt.pk)


def _finish(regrade: Regrade, now: datetime) -> None:
    regrade.finished_at, regrade.total = max(now, regrade.decided_at), regrade.done
    counts = regrade.changes.aggregate(
        changed=Count("pk"),
        passed=Count("pk", filter=Q(passed_after=True, passed_before=False)),
        failed=Count("pk", filter=Q(passed_after=False, passed_before=True)),
    )
    audit.record(verb="quizzes.finish_regrade", obj=regrade, after={"attempts": regrade.done, **counts})
