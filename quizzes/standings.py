"""Where a learner stands at a test, for its page. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.numbers import digits
from enrollments.domain import queries as enrollment_queries
from enrollments.gate import Learner
from quizzes import policies
from quizzes.domain import queries
from quizzes.models import Accommodation, Attempt, QuizPage
from quizzes.policy import Policy


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt that is over. `counts` says whether it is the one on record, `practice` that it cannot be."""

    attempt: Attempt
    counts: bool
    practice: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a learner stands at a test.

    `left` and `allowed` are None without a limit of attempts; `closed` says why nothing can be started; `rules` tells
    what applies, in sentences; `practice` says that a further attempt no longer counts.
    """

    policy: Policy
    rules: list[str]
    tried: list[Tried] = field(default_factory=list)
    open: Attempt | None = None
    passed: Attempt | None = None
    left: int | None = None
    allowed: int | None = None
    closed: str | None = None
    practice: bool = False


def standing(learner: Learner | None, quiz: QuizPage, now: datetime) -> Standing:
    """What the page of a test says to a learner; to an author without an enrollment, what the page itself states."""
    if learner is None:
        return Standing(quiz.policy(), rules(quiz.policy(), None))
    enrollment = learner.enrollment
    attempts, given = queries.attempts_of(enrollment, quiz), queries.accommodation_of(enrollment)
    extra = given.extra_attempts if given else 0
    policy = policies.policy_in(learner.outline, quiz.pk)
    closed = policies.no_attempt_because(
        enrollment=enrollment,
        policy=policy,
        attempts=attempts,
        course_over=enrollment_queries.is_out_of_time(enrollment, now),
        now=now,
        extra_attempts=extra,
    )
    policy = policy or quiz.policy()
    best = policies.counted(attempts, policy.counting)
    return Standing(
        policy=policy,
        rules=rules(policy, given),
        tried=tried(attempts, policy),
        open=None if policies.closed_because(enrollment) else policies.open_attempt(attempts),
        passed=best if best and best.passed else None,
        left=policies.attempts_left(policy, attempts, extra),
        allowed=policy.attempts_allowed + extra if policy.attempts_allowed else None,
        closed=closed,
        practice=policy.counting == QuizPage.Counting.FIRST and best is not None,
    )


def tried(attempts: Sequence[Attempt], policy: Policy) -> list[Tried]:
    """The attempts that are over, first to last, with what each is worth."""
    best = policies.counted(attempts, policy.counting)
    first = policy.counting == QuizPage.Counting.FIRST
    return [
        Tried(attempt, counts=attempt == best, practice=first and best is not None and attempt.number > best.number)
        for attempt in attempts
        if attempt.state != Attempt.State.IN_PROGRESS
    ]


def rules(policy: Policy, given: Accommodation | None) -> list[str]:
    """What applies to an attempt, in sentences: time, attempts, what is shown when."""
    return [
        sentence
        for sentence in (
            _time(policy, given),
            policies.accommodation_words(policy, given),
            _counting(policy),
            _wait(policy),
            _reveal(policy),
        )
        if sentence
    ]


def minutes(policy: Policy, given: Accommodation | None) -> Decimal:
    """The time of an attempt in minutes, with what an accommodation adds; 0 = no limit."""
    return Decimal(policy.time_limit) * (100 + (given.extra_time if given else 0)) / 100


def _time(policy: Policy, given: Accommodation | None) -> str:
    if not policy.time_limit:
        return _("There is no time limit. Each answer is saved as you give it, and you can leave and come back.")
    sentence = _(
        "You have %(minutes)s minutes from the start, and the clock goes on when you leave. Each answer is saved as "
        "you give it; when the time is over, what is saved is handed in."
    )
    return sentence % {"minutes": digits(minutes(policy, given))}


def _counting(policy: Policy) -> str:
    if policy.attempts_allowed == 1:
        return ""
    return {
        QuizPage.Counting.HIGHEST: _("Your best attempt counts."),
        QuizPage.Counting.LAST: _("Your latest attempt counts, also when an earlier one was better."),
        QuizPage.Counting.FIRST: _("Your first attempt counts. Every later one is practice."),
    }[QuizPage.Counting(policy.counting)]


def _wait(policy: Policy) -> str:
    if not policy.wait_minutes or policy.attempts_allowed == 1:
        return ""
    hours, rest = divmod(policy.wait_minutes, 60)
    if rest:
        sentence = ngettext(
            "After handing in, the next attempt opens %(count)s minute later.",
            "After handing in, the next attempt opens %(count)s minutes later.",
            policy.wait_minutes,
        )
        return sentence % {"count": policy.wait_minutes}
    sentence = ngettext(
        "After handing in, the next attempt opens %(count)s hour later.",
        "After handing in, the next attempt opens %(count)s hours later.",
        hours,
    )
    return sentence % {"count": hours}


def _reveal(policy: Policy) -> str:
    return {
        QuizPage.Reveal.DURING: _("You can check each answer and see why it is right or not; from then on it stands."),
        QuizPage.Reveal.AFTER: _("The right answers and the reasons come when you have handed in."),
        QuizPage.Reveal.PASSED: _("The reasons come when you have handed in, the right answers once you have passed."),
    }[QuizPage.Reveal(policy.reveal)]
