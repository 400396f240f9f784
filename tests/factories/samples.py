"""Many graded attempts at once, written as rows: what the statistics read."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from accounts.models import User
from enrollments.models import Enrollment
from modules.models import Edition
from quizzes import grading
from quizzes.answers import offered
from quizzes.models import Attempt, QuestionVersion, QuizPage, Response
from tests.factories.quizzes import NOW, Taught

#: What was chosen, by version; None where nothing was answered.
Answers = Mapping[QuestionVersion, Sequence[str] | None]


def people(taught: Taught, count: int) -> list[Enrollment]:
    """Enrollments in progress of people who are nobody else."""
    edition = Edition.objects.filter(course=taught.course).latest("pk")
    mark = uuid4().hex[:8]
    users = User.objects.bulk_create(
        User(email=f"{mark}-{n}@example.org", name=f"Secret {mark} {n}", password="!") for n in range(count)
    )
    return Enrollment.objects.bulk_create(
        Enrollment(
            learner=user, course=taught.course, edition=edition, status="in_progress", enrolled_at=NOW, started_at=NOW
        )
        for user in users
    )


def sat(
    quiz: QuizPage,
    enrollments: Sequence[Enrollment],
    papers: Sequence[Answers],
    *,
    number: int = 1,
    at: datetime = NOW,
) -> list[Attempt]:
    """One graded attempt of each enrollment, begun `at` and handed in twenty minutes later."""
    attempts = [
        _attempt(quiz, enrollment, paper, number, at) for enrollment, paper in zip(enrollments, papers, strict=True)
    ]
    Attempt.objects.bulk_create(attempts)
    Response.objects.bulk_create(
        (
            Response(
                attempt=attempt, version=version, chosen=chosen, saved_at=at, points=grading.grade(version, chosen)
            )
            for attempt, paper in zip(attempts, papers, strict=True)
            for version, chosen in paper.items()
            if chosen is not None
        ),
        batch_size=5000,
    )
    return attempts


def _attempt(quiz: QuizPage, enrollment: Enrollment, paper: Answers, number: int, at: datetime) -> Attempt:
    scored = [
        grading.grade(version, chosen or []) for version, chosen in paper.items() if grading.is_scored(version.kind)
    ]
    score = grading.grade_paper(scored)
    done = at + timedelta(minutes=20)
    return Attempt(
        enrollment=enrollment,
        quiz=quiz,
        revision_id=quiz.live_revision_id or 0,
        number=number,
        state=Attempt.State.GRADED,
        paper=[{"version": version.pk, "options": list(offered(version))} for version in paper],
        pass_mark=75,
        started_at=at,
        submitted_at=done,
        graded_at=done,
        score=score,
        passed=grading.passed(score, 75),
    )
