"""Export and import of a pool: first what would happen, then the file or the questions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from core.access import permitted
from quizzes import bank, exchange
from quizzes.cms.links import link
from quizzes.domain import exchange as verbs
from quizzes.domain.exchange import Defaults, Fate
from quizzes.models import QuestionPool

#: Seconds from the upload within which it can be confirmed.
KEPT = 3600


class UploadForm(forms.Form):
    """A file, and what its questions get where they name nothing themselves."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "Moodle XML or GIFT, at most 5 MB. The next page tells what would happen; nothing is saved yet."
        ),
        error_messages={"required": gettext_lazy("Choose a file."), "empty": gettext_lazy("The file is empty.")},
    )
    module_key = forms.ChoiceField(label=gettext_lazy("Module"), required=False)
    outcome_key = forms.ChoiceField(label=gettext_lazy("Outcome"), required=False)
    reference_text = forms.CharField(label=gettext_lazy("Source"), required=False, max_length=500)
    reference_url = forms.URLField(
        label=gettext_lazy("Address of the source"), required=False, max_length=500, assume_scheme="https"
    )
    publish = forms.BooleanField(
        label=gettext_lazy("Publish what has no faults"),
        required=False,
        help_text=gettext_lazy("Learners may get these questions at once. Without it, all are drafts."),
    )

    def __init__(self, *args: Any, pool: QuestionPool, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = [("", _("None: such questions stay drafts"))]
        for name, choices in (("module_key", bank.modules(pool.course)), ("outcome_key", bank.outcomes(pool.course))):
            self.fields[name] = forms.ChoiceField(
                label=self.fields[name].label, required=False, choices=[*none, *choices]
            )
        if not may_publish:
            del self.fields["publish"]

    def clean_file(self) -> str:
        """The text of the file; it can be read as questions."""
        file: UploadedFile = self.cleaned_data["file"]
        try:
            # One byte more than is taken tells that there is more.
            text = exchange.decode(file.read(exchange.LARGEST + 1))
            exchange.read(text)
        except exchange.UnreadableError as error:
            raise forms.ValidationError(error.message) from None
        return text


@require_GET
@permitted("quizzes.view_question")
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """What each format can carry of a pool, and the way to its file."""
    pool = _pool(pk)
    formats = []
    for name, module in exchange.FORMATS.items():
        file = verbs.written(pool=pool, form=name)
        formats.append(
            {
                "name": name,
                "title": module.TITLE,
                "count": len(file.keys),
                "different": _by_sentence(file.different),
                "left": _by_sentence(file.left),
            }
        )
    return render(request, "quizzes/cms/exchange_export.html", {"formats": formats, **_head(pool, _("Export"))})


@require_GET
@permitted("quizzes.view_question")
def export_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The file."""
    pool, user = _pool(pk), _user(request)
    if form not in exchange.FORMATS:
        raise Http404
    module = exchange.FORMATS[form]
    file = verbs.export_questions(pool=pool, form=form, actor=user)
    name = f"{pool.course.key}-{pool.key}{module.SUFFIX}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(file.text, content_type=module.MEDIA_TYPE, headers=headers)


@require_http_methods(["GET", "POST"])
@permitted("quizzes.add_question")
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a file; nothing is saved."""
    pool, user = _pool(pk), _user(request)
    form = UploadForm(request.POST or None, request.FILES or None, pool=pool, may_publish=verbs.may_publish(user))
    if request.method == "POST" and form.is_valid():
        token, given = uuid4(), form.cleaned_data
        defaults = Defaults(**{name: given[name] for name in asdict(Defaults())})
        kept = {"text": given["file"], "defaults": defaults, "publish": given.get("publish", False)}
        cache.set(_key(user, pool, token), kept, KEPT)
        return redirect("quizzes_cms:import_check", pool.pk, token)
    return render(request, "quizzes/cms/exchange_import.html", {"form": form, **_head(pool, _("Import"))})


@require_http_methods(["GET", "POST"])
@permitted("quizzes.add_question")
def check(request: HttpRequest, pk: int, token: UUID) -> HttpResponse:
    """What would become of every question of an uploaded file; posted, it becomes so."""
    pool, user = _pool(pk), _user(request)
    kept = cache.get(_key(user, pool, token))
    if kept is None:
        messages.warning(request, _("The uploaded file is no longer here: it is kept for an hour. Choose it again."))
        return redirect("quizzes_cms:import", pool.pk)
    reading = exchange.read(kept["text"])
    given = {"pool": pool, "questions": reading.questions, "actor": user}
    given |= {"defaults": kept["defaults"], "publish": kept["publish"]}
    if request.method == "POST":
        fates = verbs.import_questions(**given)
        cache.delete(_key(user, pool, token))
        messages.success(request, _sentence(fates))
        return redirect("quizzes_cms:pool", pool.pk)
    fates = verbs.fates(**given)
    context = {
        "fates": fates,
        "moved": sum(_moves(fate) for fate in fates),
        "summary": _summary(fates, len(reading.left)),
        "left": reading.left,
        "notes": reading.notes,
        **_head(pool, _("Check the import")),
    }
    return render(request, "quizzes/cms/exchange_check.html", context)


def _pool(pk: int) -> QuestionPool:
    return get_object_or_404(QuestionPool.objects.select_related("course"), pk=pk)


def _user(request: HttpRequest) -> Any:
    return request.user


def _key(user: Any, pool: QuestionPool, token: UUID) -> str:
    return f"quizzes:import:{user.pk}:{pool.pk}:{token}"


def _moves(fate: Fate) -> bool:
    return fate.state in ("new", "changed")


def _by_sentence(remarks: Iterable[exchange.Remark]) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for remark in remarks:
        found.setdefault(remark.sentence, []).append(remark.name)
    return list(found.items())


def _summary(fates: Iterable[Fate], left: int) -> list[str]:
    """One phrase for each thing that happens to at least one question."""
    counts = Counter(("published" if fate.published else "draft") if _moves(fate) else fate.state for fate in fates)
    phrases = [
        (counts["published"], ngettext("%(n)s question published", "%(n)s questions published", counts["published"])),
        (counts["draft"], ngettext("%(n)s saved as a draft", "%(n)s saved as drafts", counts["draft"])),
        (counts["unchanged"], _("%(n)s unchanged")),
        (counts["kept"], _("%(n)s left as they are, because you may not change questions")),
        (left, _("%(n)s not imported")),
    ]
    return [phrase % {"n": number} for number, phrase in phrases if number]


def _sentence(fates: Iterable[Fate]) -> str:
    return _("Import done: %(counts)s.") % {"counts": ", ".join(_summary(fates, 0)) or _("nothing to save")}


def _head(pool: QuestionPool, title: str) -> dict[str, Any]:
    """What every page of these shows above itself."""
    crumbs = [
        (link("wagtailadmin_home"), _("Home")),
        (link("question_pools:index"), _("Pools")),
        (link("quizzes_cms:pool", pool.pk), pool.title),
        ("", title),
    ]
    return {
        "pool": pool,
        "header_title": f"{title}: {pool.title}",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in crumbs],
    }


urlpatterns: list[URLPattern] = [
    path("pools/<int:pk>/export/", export, name="export"),
    path("pools/<int:pk>/export/<slug:form>/", export_file, name="export_file"),
    path("pools/<int:pk>/import/", upload, name="import"),
    path("pools/<int:pk>/import/<uuid:token>/", check, name="import_check"),
]
