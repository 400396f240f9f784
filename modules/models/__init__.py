"""The course as pages, and the editions of what completing it requires."""

from modules.models.editions import Edition
from modules.models.pages import ActivityPage, CoursePage, HomePage, LessonPage, ModulePage

__all__ = ["ActivityPage", "CoursePage", "Edition", "HomePage", "LessonPage", "ModulePage"]
