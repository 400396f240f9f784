"""`manage.py check_course PATH`: what is wrong with a course folder, without a database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from authoring.check import read_course
from authoring.course import CourseSource
from authoring.problems import CourseProblems


def read_or_explain(command: BaseCommand, path: Path) -> CourseSource:
    """The checked course, or every problem on standard error and exit code 1."""
    if not path.is_dir():
        raise CommandError(f"{path} is not a folder.")
    try:
        return read_course(path)
    except CourseProblems as error:
        for problem in error.problems:
            command.stderr.write(str(problem))
        count = len(error.problems)
        raise CommandError("1 problem." if count == 1 else f"{count} problems.") from None


class Command(BaseCommand):
    """Exits with 1 and `file:line: message` for each problem, with 0 when there is none."""

    help = "Check a course folder without a database."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One folder."""
        parser.add_argument("path", type=Path, help="The folder that holds course.yaml.")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        """Check and say so."""
        course = read_or_explain(self, path)
        self.stdout.write(f"{path}: no problems in “{course.head.title}”.")
