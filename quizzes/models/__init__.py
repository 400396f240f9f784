"""Questions and their versions; tests and scenarios as pages; attempts and runs."""

from quizzes.models.attempts import Attempt, Response, ScenarioChoice, ScenarioRun
from quizzes.models.pages import QuizPage, ScenarioPage
from quizzes.models.questions import Question, QuestionPool, QuestionVersion

__all__ = [
    "Attempt",
    "Question",
    "QuestionPool",
    "QuestionVersion",
    "QuizPage",
    "Response",
    "ScenarioChoice",
    "ScenarioPage",
    "ScenarioRun",
]
