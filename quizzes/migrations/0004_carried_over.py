"""Questions get the fields that their authors edit, tests their list of pools, from what was there before."""

from typing import Any, ClassVar

from django.db import migrations

from core.triggers import append_only, frozen_columns

VERSION = (
    "question_id number kind credit stem simulation options targets explanation reference module_key outcome_key "
    "content_hash"
).split()
ATTEMPT = (
    "enrollment_id quiz_id number paper pass_mark reveal grace_seconds revision_id started_at"
).split()


def carry_over(apps: Any, schema_editor: Any) -> None:
    """Fill in the new fields; whoever starts from nothing has no rows here."""
    _questions(apps.get_model("quizzes", "Question"), apps.get_model("quizzes", "QuestionVersion"))
    for quiz in apps.get_model("quizzes", "QuizPage").objects.all():
        quiz.pools.through.objects.create(quizpage_id=quiz.pk, questionpool_id=quiz.pool_id)
    revisions = apps.get_model("wagtailcore", "Revision").objects
    for revision in revisions.filter(content_type__app_label="quizzes", content_type__model="quizpage"):
        revision.content["pools"] = [revision.content["pool"]]
        revision.save(update_fields=["content"])


def _questions(questions: Any, versions: Any) -> None:
    for question in questions.objects.all():
        question.live = not question.retired
        version = versions.objects.filter(question=question, current=True).first()
        if version:
            question.stem, question.explanation = version.stem, version.explanation
            question.module_key, question.outcome_key = version.module_key, version.outcome_key
            question.reference_text = version.reference.get("text", "")
            question.reference_url = version.reference.get("url", "")
            question.answers = [{"type": version.kind, "value": {"options": _options(version.options)}}]
            if version.simulation:
                question.screen = [{"type": "simulation", "value": _screen(version.simulation)}]
        question.save()


def _options(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: option[name] for name in ("text", "correct", "feedback")} for option in options]


def _screen(simulation: dict[str, Any]) -> dict[str, Any]:
    messages = [
        {("sender" if name == "from" else name): part for name, part in message.items()}
        for message in simulation.get("messages", [])
    ]
    return {**simulation, "messages": messages}


def _drop(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"DROP TRIGGER {table}_frozen ON {table}; DROP FUNCTION {table}_frozen();", migrations.RunSQL.noop
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("quizzes", "0003_examiner")]
    operations: ClassVar = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RunSQL(
            "UPDATE quizzes_attempt SET graded_at = submitted_at WHERE state = 'graded'", migrations.RunSQL.noop
        ),
        _drop("quizzes_questionversion"),
        frozen_columns("quizzes_questionversion", VERSION),
        _drop("quizzes_attempt"),
        frozen_columns("quizzes_attempt", ATTEMPT),
        append_only("quizzes_scorechange"),
    ]
