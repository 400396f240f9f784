"""What the pages of a test show. Reads only; no key and no feedback leaves here before the learner may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from core.errors import DomainError
from enrollments.domain import queries as enrollment_queries
from enrollments.gate import onward_url
from modules.outline import Outline
from quizzes import answers, grading, policies, screens
from quizzes import results as marking
from quizzes.domain import queries
from quizzes.models import Attempt, QuestionVersion, QuizPage, Response
from quizzes.papers import QuestionView as QuestionView
from quizzes.papers import shown_question as shown_question
from quizzes.results import Mark, Reading

#: Answers that were not saved and why, by the place of their question.
Refused = Mapping[int, tuple[Sequence[str], DomainError]]
NONE_REFUSED: Refused = {}


@dataclass(frozen=True, slots=True)
class Tick:
    """One question in the row above a test."""

    number: int
    url: str
    done: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """When the time of an attempt ends, and how long that is from now: whole minutes rounded up, and seconds."""

    due_at: datetime
    minutes: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Row:
    """One question before handing in. `state` is answered, unfinished or missing."""

    tick: Tick
    stem: str
    state: str


@dataclass(frozen=True, slots=True)
class Result:
    """One question of a graded paper, its marked screen if it has one, and the module to read again."""

    mark: Mark
    screen: SafeString | str
    reading: Reading | None


def home_url() -> str:
    """Where somebody goes who leaves for now."""
    return str(settings.LOGIN_REDIRECT_URL)


def ending(attempt: Attempt, now: datetime) -> Ending | None:
    """The end of the time of an attempt; None without a limit."""
    seconds = policies.time_left(attempt, now)
    if attempt.due_at is None or seconds is None:
        return None
    return Ending(attempt.due_at, -(-seconds // 60), seconds)


def on_one_page(attempt: Attempt) -> bool:
    """Whether all questions stand on one page, as the edition of the course says."""
    policy = policies.policy_of(attempt)
    return policy is not None and policy.layout == QuizPage.Layout.ALL


def place_url(attempt: Attempt, position: int) -> str:
    """The address of a question: its page, or its place on the page of all."""
    if on_one_page(attempt):
        return f"{reverse('quizzes:paper', args=[attempt.public_id])}#q{position}"
    return reverse("quizzes:question", args=[attempt.public_id, position])


def after_url(attempt: Attempt, position: int) -> str:
    """Where saving a question leads: to the next one, or after the last to the review."""
    if position < len(attempt.paper):
        return place_url(attempt, position + 1)
    return reverse("quizzes:review", args=[attempt.public_id])


def resume_url(attempt: Attempt) -> str:
    """Where an open attempt goes on: its first question without an answer, or its last."""
    done = _answered(queries.responses_of(attempt))
    places = enumerate(attempt.paper, start=1)
    return place_url(attempt, next((n for n, item in places if item["version"] not in done), len(attempt.paper)))


def _answered(responses: Mapping[int, Response]) -> set[int]:
    """The versions with an answer; one that was taken back is none."""
    return {version for version, response in responses.items() if response.chosen}


def question(attempt: Attempt, position: int, now: datetime, refused: Refused = NONE_REFUSED) -> dict[str, Any]:
    """The context of one question of an open attempt."""
    item = attempt.paper[position - 1]
    version = QuestionVersion.objects.get(pk=item["version"])
    responses = queries.responses_of(attempt)
    shown = shown_question(
        version,
        item,
        responses.get(version.pk),
        position,
        reveal=attempt.reveal,
        refused=refused.get(position),
    )
    return {
        "attempt": attempt,
        "position": position,
        "count": len(attempt.paper),
        "question": shown,
        "ending": ending(attempt, now),
        "ticks": _ticks(attempt, responses, position),
        "back_url": place_url(attempt, position - 1) if position > 1 else "",
    }


def paper(attempt: Attempt, now: datetime, refused: Refused = NONE_REFUSED) -> dict[str, Any]:
    """The context of the page with all questions of an open attempt."""
    versions, responses = queries.versions_of(attempt), queries.responses_of(attempt)
    return {
        "attempt": attempt,
        "count": len(attempt.paper),
        "ending": ending(attempt, now),
        "refused": sorted(refused),
        "ticks": _ticks(attempt, responses, None),
        "questions": [
            shown_question(
                versions[item["version"]],
                item,
                responses.get(item["version"]),
                position,
                reveal=attempt.reveal,
                refused=refused.get(position),
            )
            for position, item in enumerate(attempt.paper, start=1)
        ],
    }


def _ticks(attempt: Attempt, responses: Mapping[int, Response], position: int | None) -> list[Tick]:
    done, together = _answered(responses), on_one_page(attempt)
    whole = reverse("quizzes:paper", args=[attempt.public_id]) if together else ""
    return [
        Tick(
            number,
            f"{whole}#q{number}" if together else reverse("quizzes:question", args=[attempt.public_id, number]),
            item["version"] in done,
            number == position,
        )
        for number, item in enumerate(attempt.paper, start=1)
    ]


def review(attempt: Attempt, now: datetime) -> dict[str, Any]:
    """The context of the page before handing in."""
    responses, versions = queries.responses_of(attempt), queries.versions_of(attempt)
    rows = []
    for tick, item in zip(_ticks(attempt, responses, None), attempt.paper, strict=True):
        version = versions[item["version"]]
        chosen = responses[version.pk].chosen if tick.done else []
        whole = answers.is_whole(version.kind, item, chosen)
        rows.append(Row(tick, version.stem, "answered" if whole else "unfinished" if tick.done else "missing"))
    return {
        "attempt": attempt,
        "count": len(rows),
        "rows": rows,
        "missing": [row for row in rows if row.state == "missing"],
        "unfinished": [row for row in rows if row.state == "unfinished"],
        "ending": ending(attempt, now),
        "back_url": rows[-1].tick.url,
    }


def results(attempt: Attempt, now: datetime) -> dict[str, Any]:
    """The context of a graded attempt. Which right answers are shown follows from what the attempt reveals."""
    key_shown = bool(attempt.passed) or attempt.reveal != QuizPage.Reveal.PASSED
    responses = {response.version_id: response for response in attempt.responses.select_related("graded_by")}
    marks = marking.marks(attempt.paper, queries.versions_of(attempt), responses, key_shown=key_shown)
    edition = attempt.enrollment.edition
    outline = Outline.of(edition.snapshot) if edition else Outline(())
    scored = [mark for mark in marks if mark.points is not None]
    wrong = [mark for mark in scored if not mark.right]
    readings = marking.readings(outline, [mark.module_key for mark in wrong])
    return {
        "attempt": attempt,
        "right": marking.in_digits(sum((mark.points or grading.WRONG for mark in scored), Decimal(0))),
        "wrong": len(wrong),
        "count": len(scored),
        "needed": _needed(scored, attempt.pass_mark),
        "percent": attempt.percent,
        "results": [
            Result(mark, _screen(mark), readings.get(mark.module_key) if mark in wrong else None) for mark in marks
        ],
        "corrected": any(mark.corrected_at for mark in marks),
        "readings": list(readings.values()),
        "minutes": sum(reading.minutes for reading in readings.values()),
        "onward_url": onward_url(attempt.enrollment, outline, attempt.quiz_id),
        **_again(attempt, outline, now),
    }


def _needed(scored: Sequence[Mark], pass_mark: int) -> str:
    """The points that reach the pass mark: whole ones unless answers can be partly right."""
    if all(mark.kind in ("single", "true_false") for mark in scored):
        return str(grading.needed(len(scored), pass_mark))
    return marking.in_digits(Decimal(len(scored) * pass_mark) / 100)


def _screen(mark: Mark) -> SafeString | str:
    return screens.marked(mark.simulation, mark.words, f"r{mark.number}") if mark.simulation else ""


def _again(attempt: Attempt, outline: Outline, now: datetime) -> dict[str, Any]:
    """Whether another attempt is open or may be started, how many are left, and what this one is worth."""
    enrollment = attempt.enrollment
    policy = policies.policy_in(outline, attempt.quiz_id)
    attempts, given = queries.attempts_of(enrollment, attempt.quiz), queries.accommodation_of(enrollment)
    extra = given.extra_attempts if given else 0
    refusal = policies.no_attempt_because(
        enrollment=enrollment,
        policy=policy,
        attempts=attempts,
        course_over=enrollment_queries.is_out_of_time(enrollment, now),
        now=now,
        extra_attempts=extra,
    )
    unfinished = None if policies.closed_because(enrollment) else policies.open_attempt(attempts)
    best = policies.counted(attempts, policy.counting) if policy else None
    first = policy is not None and policy.counting == QuizPage.Counting.FIRST
    return {
        "again": refusal is None,
        "open": unfinished,
        "refusal": "" if attempt.passed or unfinished else refusal,
        "left": policies.attempts_left(policy, attempts, extra) if policy else None,
        "allowed": policy.attempts_allowed + extra if policy and policy.attempts_allowed else 0,
        "counting": best if best and best != attempt else None,
        "practice": first and best is not None and attempt.number > best.number,
        "only_practice": first and best is not None,
    }
