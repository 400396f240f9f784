"""What the CMS does besides saving pages: editions follow what is published, and what was used cannot be deleted."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import messages
from django.db import router
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from accounts.models import User
from core import clock
from core.errors import DomainError
from modules.domain.editions import release_edition
from modules.domain.queries import courses_around, is_in_an_edition, latest_edition
from modules.models import ModulePage


@hooks.register("insert_global_admin_css")
def look() -> SafeString:
    """Our colors and type in the CMS."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms.css"))


@hooks.register("before_serve_page")
def to_the_syllabus(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse | None:
    """A module's address leads to its place on the course page."""
    if not isinstance(page, ModulePage):
        return None
    return redirect(f"{page.get_parent().get_url(request)}#{page.key}")


@hooks.register("after_publish_page")
def published(request: HttpRequest, page: Page) -> None:
    """A published change of the requirements is the next edition."""
    _release(request, [page], _("“%(title)s” published") % {"title": page.title})


@hooks.register("after_unpublish_page")
def unpublished(request: HttpRequest, page: Page) -> None:
    """So is an activity that is no longer there."""
    _release(request, [page], _("“%(title)s” unpublished") % {"title": page.title})


@hooks.register("after_delete_page")
def deleted(request: HttpRequest, page: Page) -> None:
    """The path of a deleted page still tells its course."""
    _release(request, [page], _("“%(title)s” deleted") % {"title": page.title})


@hooks.register("after_move_page")
def moved(request: HttpRequest, page: Page) -> None:
    """The order of activities is part of the requirements."""
    _release(request, [Page.objects.get(pk=page.pk)], _("“%(title)s” moved") % {"title": page.title})


@hooks.register("after_bulk_action")
def changed_in_bulk(request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any) -> None:
    """The same for many pages at once."""
    pages = [page for page in objects if isinstance(page, Page)]
    if pages:
        _release(request, pages, _("%(count)s pages changed together") % {"count": len(pages)})


@hooks.register("before_delete_page")
def keep_what_was_used(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Send the author back with a sentence where the database would refuse."""
    return _refuse_deletion(request, [page])


@hooks.register("before_bulk_action")
def keep_what_was_used_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """The same for many pages at once."""
    pages = [page for page in objects if isinstance(page, Page)]
    return _refuse_deletion(request, pages) if action_type == "delete" else None


def _release(request: HttpRequest, pages: list[Page], reason: str) -> None:
    for course in courses_around(pages):
        before = latest_edition(course)
        try:
            edition = release_edition(course=course, actor=cast(User, request.user), reason=reason, now=clock.now())
        except DomainError as refusal:
            messages.warning(request, refusal.message)
        else:
            if edition != before:
                text = _("This changes what the course requires: edition %(number)s is now given to those who start.")
                messages.info(request, text % {"number": edition.number})


def _refuse_deletion(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    used = next((page for page in pages if _is_used(page)), None)
    if used is None:
        return None
    text = _("“%(title)s” cannot be deleted: learners’ records or an edition refer to it. Unpublish it instead.")
    messages.error(request, text % {"title": used.title})
    return redirect("wagtailadmin_explore", used.get_parent().pk)


def _is_used(page: Page) -> bool:
    """Whether an edition holds the page or one below it, or the database would refuse: Django's own dry run."""
    doomed = Page.objects.descendant_of(page, inclusive=True)
    if any(is_in_an_edition(pk) for pk in doomed.values_list("pk", flat=True)):
        return True
    try:
        Collector(using=router.db_for_write(Page)).collect(doomed)
    except (ProtectedError, RestrictedError):
        return True
    return False
