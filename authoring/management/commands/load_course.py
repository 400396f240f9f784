"""`manage.py load_course PATH`: make the published course say what the folder says."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from authoring.management.commands.check_course import read_or_explain
from authoring.write import LoadReport, write_course
from core import clock
from core.errors import DomainError


class Command(BaseCommand):
    """Checks the whole folder first and writes nothing while anything is wrong."""

    help = "Load a course folder into the CMS and publish it. Loading twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One folder."""
        parser.add_argument("path", type=Path, help="The folder that holds course.yaml.")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        """Read, write, tell."""
        self.stdout.write(f"Reading {path}")
        source = read_or_explain(self, path)
        self.stdout.write(f"Writing “{source.head.title}”")
        try:
            report = write_course(source=source, actor=None, now=clock.now())
        except DomainError as error:
            raise CommandError(error.message) from None
        self._tell(report)

    def _tell(self, report: LoadReport) -> None:
        for word in ("created", "updated", "unpublished"):
            for key in getattr(report, word):
                self.stdout.write(f"  {word}: {key}")
        self.stdout.write(
            f"Pages: {len(report.created)} created, {len(report.updated)} updated, "
            f"{len(report.unchanged)} unchanged, {len(report.unpublished)} unpublished."
        )
        self.stdout.write(f"Questions: {len(report.questions)} new or changed, {report.retired} retired.")
        if report.edition:
            self.stdout.write(f"Edition {report.edition.number}.")
