"""Questions know whether a file of the course as text owns them. All that were there came from one."""

from typing import Any, ClassVar

from django.db import migrations, models


def own(apps: Any, schema_editor: Any) -> None:
    """Until now the files were the only way to write a question."""
    apps.get_model("quizzes", "Question").objects.update(from_text=True)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("quizzes", "0007_groups")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="question",
            name="from_text",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="A file of the course as text owns it: when that is gone, so is it.",
            ),
        ),
        migrations.RunPython(own, migrations.RunPython.noop),
    ]
