"""The coordinator's forms."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.domain.names import check_name
from coordination.domain.queries import assignable_courses, teams_with_size
from core.errors import DomainError
from modules.models import CoursePage
from organizations.models import Membership, Organization, Team
from quizzes.domain.accommodations import LONGEST_REASON, MOST_ATTEMPTS, MOST_TIME

#: People listed at once; more are found by searching.
MOST_LISTED = 200


class InviteForm(forms.Form):
    """One person by mail. Only an owner is asked for the role."""

    email = forms.EmailField(
        label=gettext_lazy("Work email"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("The invitation goes to this address. The account will use it."),
    )
    name = forms.CharField(
        label=gettext_lazy("Full name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "As your organization knows the person. The name on the certificate is their own choice."
        ),
    )
    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"), queryset=Team.objects.none(), required=False, empty_label=gettext_lazy("No team")
    )
    new_team = forms.CharField(
        label=gettext_lazy("Or a new team"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Its name, such as Night float pool."),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[
            (Membership.Role.LEARNER, gettext_lazy("Learner: takes courses")),
            (
                Membership.Role.COORDINATOR,
                gettext_lazy("Coordinator: also invites people, assigns courses and sees their progress"),
            ),
        ],
        initial=Membership.Role.LEARNER,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, organization: Organization, is_owner: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = organization.teams.all()  # type: ignore[attr-defined]
        if not is_owner:
            del self.fields["role"]

    def clean_name(self) -> str:
        """Refuse what can't be shown; no name is fine."""
        name = self.cleaned_data["name"]
        try:
            return check_name(name) if name else ""
        except DomainError as error:
            raise forms.ValidationError(error.message) from error

    def clean(self) -> dict[str, Any]:
        """One team at most."""
        data = super().clean() or {}
        if data.get("team") and data.get("new_team"):
            self.add_error("new_team", _("Choose a team or name a new one, not both"))
        return data | {"role": data.get("role") or Membership.Role.LEARNER}


class AccommodationForm(forms.Form):
    """How much more, and why."""

    extra_time = forms.IntegerField(
        label=gettext_lazy("Extra time, in percent"),
        min_value=0,
        max_value=MOST_TIME,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy("Of each time limit: 50 makes 45 minutes of 30. 0 adds none."),
        error_messages={
            "min_value": gettext_lazy("Enter 0 or more as the extra time"),
            "max_value": gettext_lazy("Enter %(limit_value)s or less as the extra time"),
        },
    )
    extra_attempts = forms.IntegerField(
        label=gettext_lazy("Extra attempts"),
        min_value=0,
        max_value=MOST_ATTEMPTS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy("In each test that limits its attempts. 0 adds none."),
        error_messages={
            "min_value": gettext_lazy("Enter 0 or more as the extra attempts"),
            "max_value": gettext_lazy("Enter %(limit_value)s or less as the extra attempts"),
        },
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "What was agreed, and with whom: no diagnosis, nothing about health. The coordinators of your organization "
            "can read it; the learner cannot."
        ),
        error_messages={"required": gettext_lazy("Say why, such as “Agreed with employee relations, June 3”")},
    )

    def clean(self) -> dict[str, Any]:
        """Something must be given."""
        data = super().clean() or {}
        if not self.errors and not data["extra_time"] and not data["extra_attempts"]:
            self.add_error("extra_time", _("Give more time, more attempts or both"))
        return data


class TeamsField(forms.ModelMultipleChoiceField):
    """Teams as ticks with their sizes (`teams_with_size`)."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """The name, and below it who is meant."""
        return format_html("{}<small>{}</small>", obj.name, with_newcomers(obj.people))


class AssignForm(forms.Form):
    """Who, which course, until when, and a word of the coordinator."""

    everyone = forms.BooleanField(label=gettext_lazy("The whole organization"), required=False)
    teams = TeamsField(label=gettext_lazy("Teams"), queryset=Team.objects.none(), required=False)
    people = forms.ModelMultipleChoiceField(
        label=gettext_lazy("People"),
        queryset=Membership.objects.none(),
        required=False,
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
    )
    search = forms.CharField(
        label=gettext_lazy("Find people by name or email"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    course: forms.ModelChoiceField[CoursePage] = forms.ModelChoiceField(
        label=gettext_lazy("Course"), queryset=CoursePage.objects.none(), to_field_name="key", empty_label=None
    )
    due_on = forms.DateField(
        label=gettext_lazy("Due date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(
        label=gettext_lazy("A note from you"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Say why, in a sentence or two, up to 300 characters. It appears in the emails about this course."
        ),
    )

    #: What the check page hands on to the confirmation.
    CARRIED = ("everyone", "teams", "people", "course", "due_on", "note")

    def __init__(self, *args: Any, organization: Organization, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        members = organization.memberships.filter(left_at__isnull=True).select_related("team")
        self.members = members.order_by("name", "email", "pk")
        self.fields["teams"].queryset = teams_with_size(organization)  # type: ignore[attr-defined]
        self.fields["people"].queryset = members  # type: ignore[attr-defined]
        self.fields["course"].queryset = assignable_courses(today)  # type: ignore[attr-defined]
        self.size = members.count()
        self.fields["everyone"].help_text = with_newcomers(self.size)
        self.fields["people"].choices = [_choice(member) for member in self._listed()]  # type: ignore[attr-defined]

    def _listed(self) -> list[Membership]:
        """The people to tick: all of them or those searched for, up to MOST_LISTED, and those ticked already."""
        words = str(self["search"].value() or "").strip()
        ticked = list(self.members.filter(public_id__in=_uuids(self["people"].value() or [])))
        found = list(self.members.filter(Q(name__icontains=words) | Q(email__icontains=words))[: MOST_LISTED + 1])
        self.too_many = len(found) > MOST_LISTED
        if self.too_many and not words:
            found = []
        known = {member.pk for member in ticked}
        return ticked + [member for member in found[:MOST_LISTED] if member.pk not in known]

    def clean_due_on(self) -> date:
        """Today or later, where the organization is."""
        due_on: date = self.cleaned_data["due_on"]
        if due_on < self.today:
            raise forms.ValidationError(_("Choose today or a later day as the due date"))
        return due_on

    def clean(self) -> dict[str, Any]:
        """Somebody must be meant."""
        data = super().clean() or {}
        faulty = {"everyone", "teams", "people"} & set(self.errors)
        if not faulty and not (data.get("everyone") or data.get("teams") or data.get("people")):
            self.add_error("everyone", _("Choose at least one team or one person"))
        return data

    def carried(self) -> list[tuple[str, str]]:
        """The fields as they were sent, as pairs for hidden inputs."""
        sent = cast(QueryDict, self.data)
        return [(name, value) for name in self.CARRIED for value in sent.getlist(name)]


def with_newcomers(people: int) -> str:
    """ "36 people, and those who join later"."""
    return ngettext(
        "%(count)s person, and those who join later", "%(count)s people, and those who join later", people
    ) % {"count": people}


def _choice(member: Membership) -> tuple[UUID, str]:
    detail = ", ".join(filter(None, [member.email if member.name else "", member.team.name if member.team else ""]))
    return member.public_id, format_html("{}<small>{}</small>", member.name or member.email, detail)


def _uuids(values: Iterable[Any]) -> list[UUID]:
    """Those of the values that are ids at all."""
    found = []
    for value in values:
        try:
            found.append(UUID(str(value)))
        except ValueError:
            continue
    return found
