"""What may stand in the files of a course (docs/content-format.md)."""

from authoring.schema.activities import Ending, Quiz, Scenario, Step
from authoring.schema.blocks import DIRECTIVES, Heading, Paragraphs
from authoring.schema.pages import Course, LessonHead, Module, Reference
from authoring.schema.questions import Question, question_form
from authoring.schema.simulations import Simulation

__all__ = [
    "DIRECTIVES",
    "Course",
    "Ending",
    "Heading",
    "LessonHead",
    "Module",
    "Paragraphs",
    "Question",
    "Quiz",
    "Reference",
    "Scenario",
    "Simulation",
    "Step",
    "question_form",
]
