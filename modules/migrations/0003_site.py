"""A front page of ours instead of Wagtail's welcome, and the two groups that work in the CMS.

Wagtail brings "Editors" and "Moderators" with rights over the whole tree; they become "Authors" and "Publishers" with
rights over the front page and what is below it. Neither may see or change people's accounts.
"""

from typing import Any, ClassVar

from django.db import migrations

TITLE = "Before You Post"
LEDE = (
    "Anything you post can be copied, passed on and read by a patient. Learn to write as though it will be, and keep "
    "the communities that help you practice well."
)
RIGHTS = {
    "Authors": ("Editors", ["add_page", "change_page"]),
    "Publishers": ("Moderators", ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"]),
}
NAMES = {
    "add_page": "Can add page",
    "change_page": "Can change page",
    "publish_page": "Publish any page",
    "lock_page": "Lock/unlock pages you've locked",
    "unlock_page": "Unlock any page",
}
APPROVAL = "Moderators approval"


def make_site(apps: Any, schema_editor: Any) -> None:
    """Make what is missing; a second run changes nothing."""
    home = _home(apps)
    if home is None:
        return
    _site(apps, home)
    for name, (old_name, codenames) in RIGHTS.items():
        _group(apps, home, name, old_name, codenames)
    for model in ("Task", "Workflow"):
        apps.get_model("wagtailcore", model).objects.filter(name=APPROVAL).update(name="Approval by a publisher")


def _home(apps: Any) -> Any:
    """The front page: the one there is, or Wagtail's welcome page turned into it."""
    Page, HomePage = apps.get_model("wagtailcore", "Page"), apps.get_model("modules", "HomePage")
    if HomePage.objects.exists():
        return HomePage.objects.first()
    welcome = Page.objects.filter(
        depth=2, content_type__app_label="wagtailcore", content_type__model="page", numchild=0
    ).first()
    if welcome is None:
        return None
    ContentType = apps.get_model("contenttypes", "ContentType")
    home = HomePage(page_ptr_id=welcome.pk, lede=LEDE)
    for field in Page._meta.concrete_fields:
        setattr(home, field.attname, getattr(welcome, field.attname))
    home.title = home.draft_title = TITLE
    home.content_type = ContentType.objects.get_or_create(app_label="modules", model="homepage")[0]
    home.slug, home.url_path = "home", "/home/"
    home.save()
    return home


def _site(apps: Any, home: Any) -> None:
    Site = apps.get_model("wagtailcore", "Site")
    if not Site.objects.exists():
        Site.objects.create(hostname="localhost", is_default_site=True, root_page_id=home.pk, site_name=TITLE)
    Site.objects.filter(is_default_site=True, site_name="").update(site_name=TITLE)


def _group(apps: Any, home: Any, name: str, old_name: str, codenames: list[str]) -> None:
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    if not Group.objects.filter(name=name).exists():
        Group.objects.filter(name=old_name).update(name=name)
    group, _ = Group.objects.get_or_create(name=name)
    admin = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")[0]
    group.permissions.add(
        Permission.objects.get_or_create(
            content_type=admin, codename="access_admin", defaults={"name": "Can access Wagtail admin"}
        )[0]
    )
    pages = ContentType.objects.get_or_create(app_label="wagtailcore", model="page")[0]
    GroupPagePermission.objects.filter(group=group, page__depth=1).delete()
    for codename in codenames:
        permission, _ = Permission.objects.get_or_create(
            content_type=pages, codename=codename, defaults={"name": NAMES[codename]}
        )
        GroupPagePermission.objects.get_or_create(group=group, page_id=home.pk, permission=permission)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("modules", "0002_frozen"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailimages", "0002_initial_data"),
        ("wagtaildocs", "0002_initial_data"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations: ClassVar = [migrations.RunPython(make_site, migrations.RunPython.noop)]
