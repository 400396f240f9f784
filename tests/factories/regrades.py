"""A test whose first question has a wrong key, and attempts at it."""

from datetime import timedelta

from enrollments.models import Enrollment
from quizzes.domain.attempts import save_answer
from quizzes.domain.questions import save_question
from quizzes.domain.submitting import submit_attempt
from quizzes.items import OptionContent, QuestionContent
from quizzes.models import Attempt, Question, QuestionVersion
from tests.factories.quizzes import NOW, Taught, attempt_at, content, enrolled

LATER = NOW + timedelta(days=3)


def corrected(right: int = 2, *, key: str = "q1") -> QuestionContent:
    """The same question with another right answer, by its place from 1."""
    options = tuple(OptionContent(f"{key} option {n}", n == right, f"{key} feedback {n}") for n in range(1, 5))
    return content(key, options=options, outcome=Question.objects.get(key=key).outcome_key)


def correct_key(course: Taught, right: int = 2, *, key: str = "q1") -> QuestionVersion:
    """Publish the corrected question; its new version."""
    save_question(pool=course.pool, key=key, content=corrected(right, key=key))
    return QuestionVersion.objects.get(question__key=key, current=True)


def taken(
    course: Taught, q1: str | None, *, others: int = 2, enrollment: Enrollment | None = None, submitted: bool = True
) -> Attempt:
    """An attempt with the option `q1` chosen for the question in doubt (None: no answer) and so many others right."""
    attempt = attempt_at(course.quiz, enrollment or enrolled(course.course))
    keys = dict(QuestionVersion.objects.values_list("pk", "question__key"))
    left = others
    for item in attempt.paper:
        chosen = [q1] if q1 else []
        if keys[item["version"]] != "q1":
            left, chosen = left - 1, ["a"] if left > 0 else ["d"]
        save_answer(attempt=attempt, version_id=item["version"], chosen=chosen, now=NOW)
    return submit_attempt(attempt=attempt, now=NOW) if submitted else attempt
