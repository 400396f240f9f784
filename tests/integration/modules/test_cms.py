"""What the CMS does when pages are published, moved and deleted."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Site

from accounts.models import User
from core import clock
from enrollments.domain.enrolling import enroll_self
from modules.domain.queries import latest_edition
from modules.models import CoursePage, Edition, HomePage, LessonPage, ModulePage
from tests.factories.accounts import UserFactory
from tests.factories.modules import course_page, course_with_lessons, edition_of, home_page, lesson_page, module_page

pytestmark = pytest.mark.django_db


def member(group: str, client: Client) -> User:
    user = UserFactory()
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return user


def first_lesson(course: CoursePage) -> LessonPage:
    return LessonPage.objects.descendant_of(course).order_by("path").first()


def lesson_form(lesson: LessonPage, **fields: Any) -> dict[str, Any]:
    """The editor's form for a lesson with one text block and no reference."""
    return {
        "title": lesson.title,
        "slug": lesson.slug,
        "minutes": lesson.minutes,
        "required": "on",
        "summary": lesson.summary,
        "lede": lesson.lede,
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "heading",
        "body-0-value": "A heading",
        "references-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "action-publish",
    } | fields


def edit(client: Client, lesson: LessonPage, **fields: Any) -> str:
    """Publish a change in the editor; the messages shown after it."""
    url = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    response = client.post(url, lesson_form(lesson, **fields), follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_the_site_starts_with_our_front_page_and_groups() -> None:
    home = HomePage.objects.get()
    assert Site.objects.get(is_default_site=True).root_page_id == home.pk
    assert not Page.objects.filter(title__startswith="Welcome").exists()
    rights = {
        group.name: {permission.permission.codename for permission in group.page_permissions.filter(page=home)}
        for group in Group.objects.all()
    }
    assert rights["Authors"] == {"add_page", "change_page"}
    assert rights["Publishers"] >= {"add_page", "change_page", "publish_page"}
    assert not Group.objects.filter(name__in=["Editors", "Moderators"]).exists()


@pytest.mark.parametrize("group", ["Authors", "Publishers"])
def test_neither_group_sees_accounts(group: str, client: Client) -> None:
    member(group, client)
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    assert client.get(reverse("wagtailusers_users:index")).status_code in (302, 403)
    codenames = Group.objects.get(name=group).permissions.values_list("codename", flat=True)
    assert not [codename for codename in codenames if codename.endswith(("_user", "_group"))]


def test_publishing_a_changed_requirement_releases_an_edition(client: Client) -> None:
    course = course_with_lessons()
    edition_of(course)
    publisher = member("Publishers", client)
    lesson = first_lesson(course)
    assert "edition 2" in edit(client, lesson, required="")
    edition = latest_edition(course)
    assert (edition.number, edition.released_by) == (2, publisher)
    assert lesson.title in edition.reason


def test_publishing_the_same_page_again_does_not_tell_of_an_edition_again(client: Client) -> None:
    course = course_with_lessons()
    edition_of(course)
    member("Publishers", client)
    lesson = first_lesson(course)
    assert "edition 2" in edit(client, lesson, required="")
    assert "edition 2" not in edit(client, lesson, required="", lede="Other words")


def test_a_course_title_fits_on_a_certificate() -> None:
    course = course_with_lessons()
    course.title = "T" * 201
    with pytest.raises(ValidationError, match="within 200 characters"):
        course.full_clean()


def test_publishing_other_words_releases_nothing(client: Client) -> None:
    course = course_with_lessons()
    edition_of(course)
    member("Publishers", client)
    lesson = first_lesson(course)
    edit(client, lesson, title="Better said", lede="Other words")
    lesson.refresh_from_db()
    assert lesson.title == "Better said"
    assert latest_edition(course).number == 1


def test_an_author_cannot_publish(client: Client) -> None:
    course = course_with_lessons()
    member("Authors", client)
    lesson = first_lesson(course)
    edit(client, lesson, title="Not yet")
    lesson.refresh_from_db()
    assert lesson.title != "Not yet"


def test_unpublishing_releases_an_edition(client: Client) -> None:
    course = course_with_lessons()
    edition_of(course)
    member("Publishers", client)
    client.post(reverse("wagtailadmin_pages:unpublish", args=[first_lesson(course).pk]))
    assert len(latest_edition(course).snapshot["groups"][0]["activities"]) == 1


def test_unpublishing_in_bulk_releases_one_edition(client: Client) -> None:
    course = course_with_lessons(modules=2, lessons=2)
    edition_of(course)
    member("Publishers", client)
    ids = [module.get_children().first().pk for module in ModulePage.objects.child_of(course)]
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    client.post(f"{url}?id={ids[0]}&id={ids[1]}")
    assert [len(group["activities"]) for group in latest_edition(course).snapshot["groups"]] == [1, 1]
    assert Edition.objects.filter(course=course).count() == 2


def test_moving_a_lesson_releases_an_edition(client: Client) -> None:
    course = course_with_lessons(modules=2, lessons=2)
    edition_of(course)
    member("Publishers", client)
    last = ModulePage.objects.child_of(course).last()
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[first_lesson(course).pk, last.pk]))
    assert [len(group["activities"]) for group in latest_edition(course).snapshot["groups"]] == [1, 3]


def test_a_course_with_an_edition_is_not_deleted(client: Client) -> None:
    course = course_with_lessons()
    edition_of(course)
    client.force_login(UserFactory(is_superuser=True))
    response = client.post(reverse("wagtailadmin_pages:delete", args=[course.pk]), follow=True)
    assert "Unpublish it instead" in response.content.decode()
    assert CoursePage.objects.filter(pk=course.pk).exists()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    response = client.post(f"{url}?id={course.pk}", follow=True)
    assert "Unpublish it instead" in response.content.decode()
    assert CoursePage.objects.filter(pk=course.pk).exists()


def test_a_course_that_somebody_takes_is_not_deleted(client: Client) -> None:
    course = course_page()
    enroll_self(learner=UserFactory(), course=course, now=clock.now())
    client.force_login(UserFactory(is_superuser=True))
    client.post(reverse("wagtailadmin_pages:delete", args=[course.pk]))
    assert CoursePage.objects.filter(pk=course.pk).exists()


def test_a_lesson_of_an_edition_is_not_deleted(client: Client) -> None:
    course = course_with_lessons()
    edition_of(course)
    client.force_login(UserFactory(is_superuser=True))
    lesson = first_lesson(course)
    response = client.post(reverse("wagtailadmin_pages:delete", args=[lesson.pk]), follow=True)
    assert "Unpublish it instead" in response.content.decode()
    assert LessonPage.objects.filter(pk=lesson.pk).exists()


def test_a_draft_can_be_deleted(client: Client) -> None:
    course = course_with_lessons()
    lesson = first_lesson(course)
    lesson.unpublish()
    edition_of(course)
    client.force_login(UserFactory(is_superuser=True))
    client.post(reverse("wagtailadmin_pages:delete", args=[lesson.pk]))
    assert not LessonPage.objects.filter(pk=lesson.pk).exists()


def test_pages_made_in_the_cms_get_keys_of_their_own(client: Client) -> None:
    course = course_page()
    member("Publishers", client)
    url = reverse("wagtailadmin_pages:add", args=["modules", "modulepage", course.pk])
    form = {"kind": "pitfall", "summary": "S", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    for title in ("One", "Two"):
        response = client.post(url, form | {"title": title, "slug": title.lower(), "action-publish": "1"})
        assert response.status_code == 302
    keys = set(ModulePage.objects.child_of(course).values_list("key", flat=True))
    assert len(keys) == 2
    assert "" not in keys


def test_a_copied_course_is_another_course() -> None:
    course = course_with_lessons(modules=1, lessons=1)
    copy = course.copy(recursive=True, update_attrs={"slug": "copy", "title": "Copy"})
    assert copy.key
    assert copy.key != course.key
    assert first_lesson(copy).key != first_lesson(course).key


def test_the_cms_wears_our_colors(client: Client) -> None:
    member("Authors", client)
    assert "css/cms.css" in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_editor_shows_every_block_of_a_lesson(client: Client) -> None:
    lesson = lesson_page(module_page(course_page()))
    member("Authors", client)
    page = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    assert page.status_code == 200
    assert "Jonah Leith" in page.content.decode()


def test_the_front_page_is_made_again_when_missing() -> None:
    assert home_page() == home_page()


def test_the_cms_wears_our_mark(client: Client) -> None:
    member("Authors", client)
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert 'class="site-mark"' in page
    assert "- Before You Post</title>" in page


def test_whoever_may_not_write_is_told_so_and_not_sent_in_circles(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get(reverse("wagtailadmin_home")).status_code == 403


def test_the_cms_has_no_sign_in_page_of_its_own(client: Client) -> None:
    asked = client.get("/cms/login/?next=/cms/pages/")
    assert asked.headers["Location"] == "/accounts/login/?next=/cms/"
