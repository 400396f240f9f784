"""An edition never changes."""

from typing import ClassVar

from django.db import migrations

from core.triggers import append_only


class Migration(migrations.Migration):
    dependencies: ClassVar = [("modules", "0001_initial")]
    operations: ClassVar = [append_only("modules_edition")]
