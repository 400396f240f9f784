"""Assigning a course: choose, check, confirm. Three posts to one address, each a plain form."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from coordination.domain.assigning import Assigned, assign_once
from coordination.domain.queries import assigned_courses
from coordination.forms import AssignForm
from core import clock
from enrollments.domain.assigning import AssignmentError, preview_assignment
from enrollments.words import day_words
from modules.models import CoursePage
from organizations.models import Organization
from organizations.rules import coordinator_only

DAYS_GIVEN = timedelta(days=60)
#: Where a refusal of the verb is shown.
FIELDS = {"due_on": "due_on", "audience": "everyone"}


@require_http_methods(["GET", "POST"])
@coordinator_only
def assign(request: HttpRequest, organization: Organization) -> HttpResponse:
    """The form; with `step=check` the figures before assigning; with `step=confirm` the assignment itself."""
    today = clock.local_date(clock.now(), organization.time_zone)
    if request.method != "POST":
        initial = _initial(request, organization, today)
        return _form(request, organization, AssignForm(organization=organization, today=today, initial=initial))
    form = AssignForm(request.POST, organization=organization, today=today)
    step = request.POST.get("step")
    if step in ("find", "edit"):
        entered = AssignForm(organization=organization, today=today, initial=_entered(request))
        return _form(request, organization, entered)
    if form.is_valid():
        try:
            return _confirm(request, organization, form) if step == "confirm" else _check(request, organization, form)
        except AssignmentError as error:
            form.add_error(FIELDS[error.field], error.message)
    return _form(request, organization, form)


def _form(request: HttpRequest, organization: Organization, form: AssignForm) -> HttpResponse:
    if not form.fields["course"].queryset:  # type: ignore[attr-defined]
        return render(request, "coordination/assign_none.html", {"organization": organization})
    return render(request, "coordination/assign.html", {"organization": organization, "form": form})


def _check(request: HttpRequest, organization: Organization, form: AssignForm) -> HttpResponse:
    """What the assignment would do, and the button that does it."""
    chosen = form.cleaned_data
    preview = preview_assignment(organization=organization, course=chosen["course"], **_audience(form))
    context = {
        "organization": organization,
        "form": form,
        "chosen": chosen,
        "preview": preview,
        "reached": preview.new + preview.without_account,
        "token": uuid4(),
    }
    return render(request, "coordination/assign_check.html", context)


def _confirm(request: HttpRequest, organization: Organization, form: AssignForm) -> HttpResponse:
    chosen = form.cleaned_data
    try:
        token = UUID(request.POST.get("form", ""))
    except ValueError:
        return _check(request, organization, form)
    done = assign_once(
        form=token,
        organization=organization,
        course=chosen["course"],
        due_on=chosen["due_on"],
        note=chosen["note"],
        actor=request.user,
        now=clock.now(),
        **_audience(form),
    )
    messages.success(request, _told(done, form.today))
    url = reverse("coordination:overview", args=[organization.slug])
    return redirect(f"{url}?course={chosen['course'].key}")


def _audience(form: AssignForm) -> dict[str, Any]:
    chosen = form.cleaned_data
    return {"memberships": chosen["people"], "teams": chosen["teams"], "everyone": chosen["everyone"]}


def _initial(request: HttpRequest, organization: Organization, today: date) -> dict[str, Any]:
    """The person of `?person=`, the course of `?course=` or the one assigned last, and sixty days."""
    key = request.GET.get("course") or next((course.key for course in assigned_courses(organization)), None)
    course = CoursePage.objects.filter(key=key).first() if key else None
    due_on = today + DAYS_GIVEN
    return {
        "people": request.GET.getlist("person"),
        "course": key,
        "due_on": min(due_on, course.expires_on) if course else due_on,
    }


def _entered(request: HttpRequest) -> dict[str, Any]:
    """What was typed so far, to be shown again without judging it."""
    sent = request.POST
    single = {name: sent.get(name, "") for name in ("search", "course", "due_on", "note")}
    several = {name: sent.getlist(name) for name in ("teams", "people")}
    return {**single, **several, "everyone": bool(sent.get("everyone"))}


def _told(done: Assigned, today: date) -> str:
    people = ngettext("%(count)s person is enrolled", "%(count)s people are enrolled", done.enrolled)
    follow = ngettext(
        "%(count)s person follows on accepting the invitation",
        "%(count)s people follow on accepting their invitations",
        done.waiting,
    )
    counted = [(people, done.enrolled)] if done.enrolled or not done.waiting else []
    counted += [(follow, done.waiting)] if done.waiting else []
    return _("“%(course)s” is assigned, due %(due)s: %(people)s.") % {
        "course": done.assignment.course.title,
        "due": day_words(done.assignment.due_on, today),
        "people": "; ".join(words % {"count": count} for words, count in counted),
    }
