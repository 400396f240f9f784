"""What the pages of a test show. Reads only; no key and no feedback leaves here before an attempt is graded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from enrollments.domain import queries as enrollment_queries
from enrollments.gate import Learner, onward_url
from modules.domain.rendering import simulation_html
from modules.outline import Outline
from quizzes import grading, policies
from quizzes import results as marking
from quizzes.domain import queries
from quizzes.items import LETTERS
from quizzes.models import Attempt, QuestionVersion, QuizPage, Response
from quizzes.policy import Policy


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer on offer: its id and text, its place as a letter, and whether it is chosen."""

    id: str
    letter: str
    text: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """One question in the row above a test."""

    number: int
    url: str
    done: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a learner stands at a test. `left` is None without a limit; `closed` says why nothing can be started."""

    policy: Policy
    attempts: list[Attempt]
    open: Attempt | None
    passed: Attempt | None
    left: int | None
    closed: str | None


def home_url() -> str:
    """Where somebody goes who leaves for now."""
    return str(settings.LOGIN_REDIRECT_URL)


def standing(learner: Learner | None, quiz: QuizPage, now: datetime) -> Standing:
    """What the page of a test says to a learner; to an author without an enrollment, what the page itself states."""
    if learner is None:
        return Standing(quiz.policy(), [], None, None, None, None)
    enrollment = learner.enrollment
    attempts = queries.attempts_of(enrollment, quiz)
    policy = policies.policy_in(learner.outline, quiz.pk)
    closed = policies.no_attempt_because(
        enrollment=enrollment,
        policy=policy,
        attempts=attempts,
        course_over=enrollment_queries.is_out_of_time(enrollment, now),
    )
    policy = policy or quiz.policy()
    return Standing(
        policy=policy,
        attempts=[attempt for attempt in attempts if attempt.state == Attempt.State.GRADED],
        open=None if policies.closed_because(enrollment) else policies.open_attempt(attempts),
        passed=next((attempt for attempt in attempts if attempt.passed), None),
        left=policies.attempts_left(policy, attempts),
        closed=closed,
    )


def first_unanswered(attempt: Attempt) -> int:
    """The place of the first question without an answer; the last place when all have one."""
    answered = queries.responses_of(attempt)
    for position, item in enumerate(attempt.paper, start=1):
        if item["version"] not in answered:
            return position
    return len(attempt.paper)


def question(attempt: Attempt, position: int) -> dict[str, Any]:
    """The context of one question of an open attempt."""
    item = attempt.paper[position - 1]
    version = QuestionVersion.objects.only("kind", "stem", "simulation", "options").get(pk=item["version"])
    responses = queries.responses_of(attempt)
    response = responses.get(version.pk)
    return {
        "attempt": attempt,
        "position": position,
        "count": len(attempt.paper),
        "stem": version.stem,
        "several": version.kind == QuestionVersion.Kind.MULTIPLE,
        "simulation": simulation_html(version.simulation, 1, "s1") if version.simulation else "",
        "options": _shown(item["options"], version, response),
        "response": response,
        "ticks": _ticks(attempt, responses, position),
        "back_url": _question_url(attempt, position - 1) if position > 1 else "",
    }


def _shown(order: list[str], version: QuestionVersion, response: Response | None) -> list[Shown]:
    texts = {option["id"]: option["text"] for option in version.options}
    chosen = response.chosen if response else []
    return [
        Shown(name, letter.upper(), texts[name], name in chosen) for letter, name in zip(LETTERS, order, strict=False)
    ]


def _ticks(attempt: Attempt, responses: Mapping[int, Response], position: int | None) -> list[Tick]:
    return [
        Tick(number, _question_url(attempt, number), item["version"] in responses, number == position)
        for number, item in enumerate(attempt.paper, start=1)
    ]


def _question_url(attempt: Attempt, position: int) -> str:
    return reverse("quizzes:question", args=[attempt.public_id, position])


def review(attempt: Attempt) -> dict[str, Any]:
    """The context of the page before handing in."""
    ticks = _ticks(attempt, queries.responses_of(attempt), None)
    stems = {version.pk: version.stem for version in queries.versions_of(attempt).values()}
    rows = [(tick, stems[item["version"]]) for tick, item in zip(ticks, attempt.paper, strict=True)]
    missing = [tick for tick in ticks if not tick.done]
    return {"attempt": attempt, "count": len(ticks), "rows": rows, "missing": missing, "back_url": ticks[-1].url}


def results(attempt: Attempt, now: datetime) -> dict[str, Any]:
    """The context of a graded attempt. The key is shown once the test is passed."""
    chosen = {version: response.chosen for version, response in queries.responses_of(attempt).items()}
    versions = queries.versions_of(attempt)
    marks = marking.marks(attempt.paper, versions, chosen, key_shown=bool(attempt.passed))
    edition = attempt.enrollment.edition
    outline = Outline.of(edition.snapshot) if edition else Outline(())
    right = sum(mark.right for mark in marks)
    count = len(marks)
    readings = marking.readings(outline, [mark.module_key for mark in marks if not mark.right])
    return {
        "attempt": attempt,
        "right": right,
        "wrong": count - right,
        "count": count,
        "needed": grading.needed(count, attempt.pass_mark),
        "percent": attempt.percent,
        "marks": [(mark, None if mark.right else readings.get(mark.module_key)) for mark in marks],
        "readings": list(readings.values()),
        "minutes": sum(reading.minutes for reading in readings.values()),
        "onward_url": onward_url(attempt.enrollment, outline, attempt.quiz_id),
        **_again(attempt, outline, now),
    }


def _again(attempt: Attempt, outline: Outline, now: datetime) -> dict[str, Any]:
    """Whether another attempt is open or may be started, and how many are left."""
    enrollment = attempt.enrollment
    policy = policies.policy_in(outline, attempt.quiz_id)
    attempts = queries.attempts_of(enrollment, attempt.quiz)
    refusal = policies.no_attempt_because(
        enrollment=enrollment,
        policy=policy,
        attempts=attempts,
        course_over=enrollment_queries.is_out_of_time(enrollment, now),
    )
    unfinished = None if policies.closed_because(enrollment) else policies.open_attempt(attempts)
    return {
        "again": refusal is None,
        "open": unfinished,
        "refusal": "" if attempt.passed or unfinished else refusal,
        "left": policies.attempts_left(policy, attempts) if policy else None,
        "allowed": policy.attempts_allowed if policy else 0,
    }
