"""Questions and their versions; tests and scenarios as pages; attempts and runs; what was decided about them."""

from quizzes.models.attempts import Attempt, Response, ScenarioChoice, ScenarioRun
from quizzes.models.decisions import Accommodation, Regrade, ScoreChange
from quizzes.models.pages import QuizPage, ScenarioPage
from quizzes.models.questions import Question, QuestionPool, QuestionVersion

__all__ = [
    "Accommodation",
    "Attempt",
    "Question",
    "QuestionPool",
    "QuestionVersion",
    "QuizPage",
    "Regrade",
    "Response",
    "ScenarioChoice",
    "ScenarioPage",
    "ScenarioRun",
    "ScoreChange",
]
