"""Question versions and the papers drawn from them never change."""

from typing import ClassVar

from django.db import migrations

from core.triggers import frozen_columns

VERSION = (
    "question_id number kind stem simulation options explanation reference module_key outcome_key content_hash"
).split()


class Migration(migrations.Migration):
    dependencies: ClassVar = [("quizzes", "0001_initial")]
    operations: ClassVar = [
        frozen_columns("quizzes_questionversion", VERSION),
        frozen_columns(
            "quizzes_attempt", ["enrollment_id", "quiz_id", "number", "paper", "pass_mark", "revision_id", "started_at"]
        ),
    ]
