"""`manage.py demo`: load the course and, once, make the demo organization."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from core import clock
from coursesite.demo import hospital
from modules.models import CoursePage

COURSE = settings.BASE_DIR / "modules" / "content" / "responsible-online-presence"


class Command(BaseCommand):
    """Safe to run at every start: what is there already stays as it is."""

    help = "Load the course and make the demo organization (development only)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse outside development: the demo's password is public."""
        if not settings.DEBUG:
            raise CommandError("The demo has a public password; it is made in development only (DEBUG).")
        call_command("load_course", COURSE, stdout=self.stdout, stderr=self.stderr)
        if hospital.exists():
            return
        course = CoursePage.objects.get(key="responsible-online-presence")
        hospital.build(course=course, now=clock.now(), tell=self.stdout.write)
