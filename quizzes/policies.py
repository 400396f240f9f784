"""What the state of an enrollment and its attempts allows. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.numbers import digits
from enrollments.models import Enrollment
from modules.outline import Outline
from quizzes import answers, grading, regrading
from quizzes.drawing import PaperItem
from quizzes.models import Accommodation, Attempt, QuestionVersion, QuizPage
from quizzes.policy import Policy


@dataclass(frozen=True, slots=True)
class Answered:
    """One question of a paper: its version, and the id and the content of the answer kept for it, if any.

    `regrades` holds what was decided about the question since, earliest first.
    """

    item: PaperItem
    version: grading.Graded
    response: int | None
    chosen: list[str]
    regrades: Sequence[regrading.Decision] = ()

    @property
    def points(self) -> Decimal | None:
        """What the answer is worth, 0 to 1; None where it is not scored."""
        return self.worth[0] if grading.is_scored(self.version.kind) else None

    @property
    def worth(self) -> tuple[Decimal, QuestionVersion | None]:
        """The points, and the version whose key gave them if that is not the answered one."""
        return regrading.points_of(self.version, self.regrades, self.chosen)


def policy_in(outline: Outline, quiz_id: int) -> Policy | None:
    """The policy of a test in an edition; None when the test is not part of it."""
    found = next((activity for activity in outline.activities if activity.id == quiz_id), None)
    return Policy.of(found.requirements) if found else None


def policy_of(attempt: Attempt) -> Policy | None:
    """The policy of an attempt's test in the edition of its enrollment."""
    edition = attempt.enrollment.edition
    return policy_in(Outline.of(edition.snapshot), attempt.quiz_id) if edition else None


# --- Attempts


def attempts_left(policy: Policy, attempts: Sequence[Attempt], extra: int = 0) -> int | None:
    """How many more attempts may be started, with `extra` ones by an accommodation; None when there is no limit.

    An abandoned attempt does not count.
    """
    if not policy.attempts_allowed:
        return None
    used = sum(attempt.state != Attempt.State.ABANDONED for attempt in attempts)
    return max(policy.attempts_allowed + extra - used, 0)


def open_attempt(attempts: Sequence[Attempt]) -> Attempt | None:
    """The attempt in progress, if any."""
    return next((attempt for attempt in attempts if attempt.state == Attempt.State.IN_PROGRESS), None)


def counted(attempts: Sequence[Attempt], counting: str) -> Attempt | None:
    """The graded attempt that counts, by a `QuizPage.Counting`; of equally good ones the earliest. None without any."""
    graded = [attempt for attempt in attempts if attempt.state == Attempt.State.GRADED]
    if counting == QuizPage.Counting.HIGHEST:
        return max(graded, key=lambda attempt: (attempt.score or 0, -attempt.number), default=None)
    if counting == QuizPage.Counting.LAST:
        return max(graded, key=lambda attempt: attempt.number, default=None)
    return min(graded, key=lambda attempt: attempt.number, default=None)


def next_start(policy: Policy, attempts: Sequence[Attempt], now: datetime) -> datetime | None:
    """When the next attempt may be started, if that is yet to come.

    The wait runs from the last handing in. A clock that was turned back since makes nobody wait longer than the wait.
    """
    handed_in = [attempt.submitted_at for attempt in attempts if attempt.submitted_at]
    if not policy.wait_minutes or not handed_in:
        return None
    wait = timedelta(minutes=policy.wait_minutes)
    opens = min(max(handed_in), now) + wait
    return opens if opens > now else None


# --- Time


def due_at(policy: Policy, extra_time: int, started_at: datetime) -> datetime | None:
    """When the time of an attempt ends: the limit and `extra_time` per cent of it after the start; None = never."""
    if not policy.time_limit:
        return None
    return started_at + timedelta(minutes=policy.time_limit) * (100 + extra_time) / 100


def is_over(attempt: Attempt, now: datetime) -> bool:
    """Whether the time of an attempt and its grace are past; to the last moment of the grace answers are taken."""
    return attempt.due_at is not None and now > attempt.due_at + timedelta(seconds=attempt.grace_seconds)


def time_left(attempt: Attempt, now: datetime) -> int | None:
    """Whole seconds until an attempt's time ends, never below 0 nor above the whole time; None without a limit."""
    if attempt.due_at is None:
        return None
    return int(max(min(attempt.due_at - now, attempt.due_at - attempt.started_at), timedelta(0)).total_seconds())


def handed_in_at(attempt: Attempt, now: datetime) -> datetime:
    """The time of handing in that is kept: `now`, but not after the end of the time nor before the start."""
    return max(min(now, attempt.due_at or now), attempt.started_at)


def result(paper: Sequence[Answered], pass_mark: int) -> tuple[Decimal, bool]:
    """The score of a paper in per cent, and whether it is passed.

    Only scored questions count, unanswered ones as 0. A paper of reflections alone has nothing to be right: its score
    is the share of those with every box filled, and all of them must be.
    """
    points = [answer.points for answer in paper]
    scored = [worth for worth in points if worth is not None]
    if scored:
        score = grading.grade_paper(scored)
        return score, grading.passed(score, pass_mark)
    whole = [Decimal(answers.is_whole(one.version.kind, one.item, one.chosen)) for one in paper]
    return grading.grade_paper(whole), all(whole)


# --- Sentences


def closed_because(enrollment: Enrollment) -> str | None:
    """Why nothing more can be done in this enrollment, as a sentence; None while it is in progress."""
    if enrollment.status == Enrollment.Status.IN_PROGRESS:
        return None
    if enrollment.status == Enrollment.Status.ASSIGNED:
        return _("Start the course first; then this part opens.")
    return _("This course is closed for you, so nothing more can be handed in. What you did is kept.")


def course_over_sentence() -> str:
    """What is said after the last day of a course."""
    return _("This course closed after its last day. No certificate is given any more.")


def attempt_closed_sentence() -> str:
    """What is said when an answer comes to an attempt that was handed in or abandoned."""
    return _("This attempt is closed, and its answers can no longer be changed. What you saved is kept.")


def time_over_sentence() -> str:
    """What is said when an answer comes after the time and its grace."""
    return _("The time of this attempt is over. What you had saved by then is handed in for you.")


def wait_sentence(opens: datetime, now: datetime, zone: str) -> str:
    """When the next attempt may be started, in the time zone named `zone`."""
    there, today = opens.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    if there.date() == today:
        return _("The next attempt opens today at %(time)s.") % {"time": date_format(there, "H:i")}
    words = {"day": date_format(there, "F j"), "time": date_format(there, "H:i")}
    return _("The next attempt opens on %(day)s at %(time)s.") % words


def no_attempt_because(
    *,
    enrollment: Enrollment,
    policy: Policy | None,
    attempts: Sequence[Attempt],
    course_over: bool,
    now: datetime,
    extra_attempts: int = 0,
) -> str | None:
    """Why no new attempt may be started, as a sentence; None when one may.

    Where the first attempt counts, later ones are practice: they stay open after a pass.
    """
    closed = closed_because(enrollment)
    if closed:
        return closed
    if policy is None:
        return _("This test is not part of the course as you started it, so you do not need it.")
    if course_over:
        return course_over_sentence()
    best = counted(attempts, policy.counting)
    if best is not None and best.passed and policy.counting != QuizPage.Counting.FIRST:
        return _("You have passed this test. There is nothing more to do here.")
    if attempts_left(policy, attempts, extra_attempts) == 0:
        return _("You have used every attempt. Ask whoever assigned the course how to go on.")
    opens = next_start(policy, attempts, now)
    return wait_sentence(opens, now, enrollment.learner.time_zone) if opens else None


def accommodation_words(policy: Policy, accommodation: Accommodation | None) -> str:
    """What an accommodation changes in a test, to its learner; never the reason. Empty when it changes nothing."""
    if accommodation is None:
        return ""
    said = []
    if policy.time_limit and accommodation.extra_time:
        minutes = digits(Decimal(policy.time_limit) * (100 + accommodation.extra_time) / 100)
        words = {"extra": accommodation.extra_time, "minutes": minutes, "usual": policy.time_limit}
        said.append(_("You have %(extra)s%% more time: %(minutes)s minutes instead of %(usual)s.") % words)
    if policy.attempts_allowed and accommodation.extra_attempts:
        more = accommodation.extra_attempts
        said.append(
            ngettext("You have %(more)s more attempt than usual.", "You have %(more)s more attempts than usual.", more)
            % {"more": more}
        )
    return " ".join(said)
