"""Who may work in the question bank: authors write, publishers publish, examiners look and order regrades."""

from typing import Any, ClassVar

from django.db import migrations

WRITE = [("question", ["add", "change", "view"]), ("questionpool", ["add", "change", "view"])]
RIGHTS = {
    "Authors": WRITE,
    "Publishers": [*WRITE, ("question", ["publish", "delete"])],
    "Examiners": [
        *[("question", ["view"]), ("questionpool", ["view"])],
        *[("regrade", ["add", "view"]), ("scorechange", ["view"])],
    ],
}
#: As Django and Wagtail name these permissions when they make them after migrating.
MODELS = {"question": "question", "questionpool": "question pool", "regrade": "regrade", "scorechange": "score change"}


def give_rights(apps: Any, schema_editor: Any) -> None:
    """Make what is missing; a second run changes nothing."""
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for name, rights in RIGHTS.items():
        group, _ = Group.objects.get_or_create(name=name)
        for model, actions in rights:
            content_type, _ = ContentType.objects.get_or_create(app_label="quizzes", model=model)
            for action in actions:
                permission, _ = Permission.objects.get_or_create(
                    content_type=content_type,
                    codename=f"{action}_{model}",
                    defaults={"name": f"Can {action} {MODELS[model]}"},
                )
                group.permissions.add(permission)
    admin, _ = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
    enter, _ = Permission.objects.get_or_create(
        content_type=admin, codename="access_admin", defaults={"name": "Can access Wagtail admin"}
    )
    Group.objects.get(name="Examiners").permissions.add(enter)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("quizzes", "0006_wording"),
        ("modules", "0003_site"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations: ClassVar = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
