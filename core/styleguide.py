"""Every component with its states on one page, for those who build or check pages."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from core.access import public
from core.forms import Cards
from core.icons import ICONS
from core.statuses import MARKS


class Sample(forms.Form):
    """A field of every kind; shown filled in wrongly, so that each kind of error is seen."""

    name = forms.CharField(label="Full name", help_text="As it should appear on your certificate.")
    email = forms.EmailField(label="Work email")
    profession = forms.ChoiceField(choices=[("", "Choose one"), ("rn", "Nurse"), ("md", "Physician")])
    note = forms.CharField(label="A note from you", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    due = forms.DateField(label="Due date", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    roster = forms.FileField(label="Roster", required=False, help_text="A CSV or Excel file.")
    reminders = forms.MultipleChoiceField(
        choices=[("7", "Seven days before"), ("1", "One day before")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    pace = forms.ChoiceField(choices=[("date", "On one date"), ("days", "After joining")], widget=forms.RadioSelect)
    answer = forms.ChoiceField(choices=[("a", "Reply in the thread"), ("b", "Scroll on")], widget=Cards)
    agree = forms.BooleanField(label="I will not enter real patient details anywhere in this course")


POST = {
    "label": "Public feed post",
    "screen": "post",
    "posts": [
        {
            "author": "Jonah Leith, RN",
            "meta": "Everyone · 2 days ago",
            "html": mark_safe(
                '<p><mark data-note="1">Our little ER in Marsh Hollow</mark> earned its coffee '
                '<mark data-note="2">on Saturday night</mark>.</p><p>Farm machinery season is here, so '
                '<mark data-note="3">check your guards before you start the engine</mark>.</p>'
            ),
            "stats": ["412 reactions", "58 comments"],
        }
    ],
    "notes": [
        {"title": "Identifiable place", "html": "A town this size has one emergency room.", "tone": "risk"},
        {"title": "Identifiable date", "html": "Dates are on the list of identifiers.", "tone": "risk"},
        {"title": "General education", "html": "True for everyone, and evidence based.", "tone": "good"},
    ],
    "caption": "Warmly meant, and shared 97 times before breakfast. Select a number to find its note.",
}
THREAD = {
    "label": "Private group thread",
    "screen": "thread",
    "group": {"name": "Night Nurses, Northern Region", "detail": "Private group, 2,314 members"},
    "posts": [
        {"author": "Dana Kessel, RN", "meta": "03:12", "html": "You all know which hospital."},
        {"author": "Marcus Oyelaran, RN", "meta": "03:15", "html": "Which unit?", "reply": True},
        {"author": "You", "meta": "03:16", "html": "Tough night. Message me?", "reply": True, "you": True},
    ],
}
MESSAGES = {
    "label": "Direct message",
    "screen": "messages",
    "group": {"name": "Dana Kessel", "detail": "Direct message"},
    "messages": [
        {"at": "03:24"},
        {"from": "me", "html": "Saw your post. Are you all right?"},
        {"from": "them", "html": "No. Thanks for asking though."},
    ],
}
OUTLINE = [
    {
        "number": 1,
        "title": "Communities worth protecting",
        "minutes": 14,
        "status": "completed",
        "steps": [{"title": "What good communities give us", "url": "#", "minutes": 5, "status": "completed"}],
    },
    {
        "number": 2,
        "title": "Identifiable without a name",
        "minutes": 18,
        "status": "in_progress",
        "open": True,
        "steps": [
            {"title": "What makes a patient recognizable", "url": "#", "minutes": 6, "status": "completed"},
            {"title": "Reading a post the way a patient would", "url": "#", "minutes": 9, "current": True},
            {"title": "Check your understanding", "url": "#", "minutes": 3},
            {"title": "Final test", "minutes": 12},
        ],
    },
]


def _samples() -> dict[str, Any]:
    return {
        "icons": list(ICONS),
        "statuses": list(MARKS),
        "form": Sample({"name": "", "email": "priya.n.aldervalley.example", "due": "soon", "reminders": ["7"]}),
        "post": POST,
        "thread": THREAD,
        "direct": MESSAGES,
        "outline": OUTLINE,
        "parts": [{"minutes": 14, "share": 1}, {"minutes": 16, "share": 0.6}, {"minutes": 18, "share": 0}],
        "questions": [{"number": n, "url": "#", "done": n < 3, "current": n == 3} for n in range(1, 11)],
        "pause": [
            {"text": "Could anyone in this story recognize it?", "detail": "Place, date, age, job, injury, photo."},
            {"text": "Am I tired, angry or being cheered on?", "detail": "Save it as a draft."},
        ],
        "director": "Course director",
        "page": Paginator(range(50), 10).page(2),
    }


@public
def styleguide(request: HttpRequest) -> HttpResponse:
    """The page; for those who may enter the CMS, and for everybody on a developer's machine."""
    if not (settings.DEBUG or request.user.has_perm("wagtailadmin.access_admin")):
        raise Http404
    return render(request, "core/styleguide.html", _samples())
