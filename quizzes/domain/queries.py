"""Reading the item bank, attempts and runs. A learner's rows are found only through the learner."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.models import User
from enrollments.models import Enrollment
from quizzes import answers
from quizzes.domain.regrade_reading import decided_on
from quizzes.drawing import Candidate
from quizzes.models import (
    Accommodation,
    Attempt,
    QuestionPool,
    QuestionVersion,
    QuizPage,
    Regrade,
    Response,
    ScenarioPage,
    ScenarioRun,
)
from quizzes.policies import Answered

#: What people chose is shown from this many of them on.
FEWEST = 10


def candidates(pool_ids: Iterable[int]) -> list[Candidate]:
    """The questions of some pools that may be drawn now."""
    rows = QuestionVersion.objects.filter(current=True, question__pool__in=list(pool_ids), question__live=True)
    columns = ("question_id", "outcome_key", "options", "targets", "kind", "simulation")
    return [candidate_of(version) for version in rows.only(*columns).order_by("pk")]


def candidate_of(version: QuestionVersion) -> Candidate:
    """A version as it may be drawn, saved or not."""
    return Candidate(
        version=version.pk,
        question=version.question_id or 0,
        outcome=version.outcome_key,
        options=answers.offered(version),
        targets=tuple(target["id"] for target in version.targets),
        fixed=version.kind in answers.FIXED,
        apart=version.kind == QuestionVersion.Kind.ORDERING,
    )


def pool_ids(quiz: QuizPage) -> list[int]:
    """The pools that a published test draws from."""
    return list(QuestionPool.objects.filter(quizzes=quiz.pk).values_list("pk", flat=True))


def seen_questions(attempts: Iterable[Attempt]) -> dict[int, int]:
    """For each question that an attempt's paper held, the number of the latest such attempt."""
    numbers: dict[int, int] = {}
    for attempt in sorted(attempts, key=lambda attempt: attempt.number):
        numbers.update({item["version"]: attempt.number for item in attempt.paper})
    if not numbers:
        return {}
    seen: Counter[int] = Counter()
    for version, question in QuestionVersion.objects.filter(pk__in=numbers).values_list("pk", "question"):
        seen[question] = max(seen[question], numbers[version])
    return dict(seen)


def attempts_of(enrollment: Enrollment, quiz: QuizPage) -> list[Attempt]:
    """The attempts at a test, first to last."""
    return list(Attempt.objects.filter(enrollment=enrollment, quiz=quiz).order_by("number"))


def own_attempt(user: User | AnonymousUser, public_id: UUID) -> Attempt | None:
    """The attempt with its enrollment and test, if it is this user's."""
    return with_course().filter(public_id=public_id, enrollment__learner=user.pk).first()


def with_course() -> QuerySet[Attempt]:
    """Attempts with what their end needs: test, enrollment, its learner and edition."""
    return Attempt.objects.select_related("enrollment__learner", "enrollment__edition", "enrollment__course", "quiz")


def unsettled(enrollment: Enrollment, quiz: QuizPage) -> list[Attempt]:
    """The attempts at a test that are open or wait for their grade."""
    waiting = (Attempt.State.IN_PROGRESS, Attempt.State.SUBMITTED)
    return list(Attempt.objects.filter(enrollment=enrollment, quiz=quiz, state__in=waiting).order_by("number"))


def accommodation_of(enrollment: Enrollment) -> Accommodation | None:
    """The accommodation that applies now, if any."""
    return Accommodation.objects.filter(enrollment=enrollment, ended_at__isnull=True).first()


def responses_of(attempt: Attempt) -> dict[int, Response]:
    """The answers given so far, by question version."""
    return {response.version_id: response for response in attempt.responses.all()}


def versions_of(attempt: Attempt) -> dict[int, QuestionVersion]:
    """The question versions on the paper, by id."""
    return QuestionVersion.objects.in_bulk([item["version"] for item in attempt.paper])


def answered(attempt: Attempt) -> list[Answered]:
    """Each question of the paper in its order, with the answer that was kept for it and the regrades it falls under.

    One query, and a second one where there was any regrade.
    """
    kept = Response.objects.filter(attempt=attempt, version=OuterRef("pk"))
    rows = QuestionVersion.objects.annotate(
        response=Subquery(kept.values("pk")),
        kept_answer=Subquery(kept.values("chosen")),
        regraded=Exists(Regrade.objects.filter(question=OuterRef("question"))),
    ).in_bulk([item["version"] for item in attempt.paper])
    decided = decided_on((row for row in rows.values() if row.regraded), attempt.started_at)
    return [
        Answered(item, (row := rows[item["version"]]), row.response, row.kept_answer or [], decided.get(row.pk, ()))
        for item in attempt.paper
    ]


def kind_of(version_id: int) -> str:
    """The kind of a question of a paper."""
    return QuestionVersion.objects.values_list("kind", flat=True).get(pk=version_id)


def own_run(user: User | AnonymousUser, public_id: UUID) -> ScenarioRun | None:
    """The run with its enrollment and scenario, if it is this user's."""
    found = ScenarioRun.objects.filter(public_id=public_id, enrollment__learner=user.pk)
    return found.select_related("enrollment", "scenario").first()


def run_of(enrollment: Enrollment, scenario: ScenarioPage) -> ScenarioRun | None:
    """The run of a scenario in an enrollment, with its choices."""
    found = ScenarioRun.objects.filter(enrollment=enrollment, scenario=scenario)
    return found.prefetch_related("choices").first()
