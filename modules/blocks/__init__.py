"""The blocks of a lesson. Their names and fields are those of the directives in docs/content-format.md."""

from modules.blocks.lesson import LessonBody
from modules.blocks.simulation import SimulationBlock
from modules.blocks.text import InlineText

__all__ = ["InlineText", "LessonBody", "SimulationBlock"]
