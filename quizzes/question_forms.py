"""The CMS form of a question: a draft may be unfinished, what is published can be graded."""

from collections.abc import Collection
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError
from wagtail.blocks.list_block import ListBlockValidationError

from core.numbers import whole
from quizzes import bank, items

#: Begins the key of a question that has never been published and got no key from its author.
PROVISIONAL = "draft-"
#: The fields that the content of a question is made of.
EDITED = ("stem", "screen", "answers", "explanation", "module_key", "outcome_key", "reference_text", "reference_url")
#: Where in the block of each kind its answers are.
_LISTS = {"ordering": "items", "matching": "pairs", "marking": "spans", "reflection": "boxes"}


class QuestionForm(WagtailAdminModelForm):
    """A question: module and outcome are those of its course. A draft may be unfinished, publishing may not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pool = self._pool()
        field = cast(forms.ModelChoiceField, self.fields["pool"])
        field.queryset = self._pools().filter(course=pool.course_id if pool else None).order_by("title", "pk")
        field.empty_label = None
        course = pool.course if pool else None
        self._choose("module_key", bank.modules(course) if course else [])
        self._choose("outcome_key", bank.outcomes(course) if course else [])
        self._prepare_key()

    def _pool(self) -> Any:
        """The pool of the question; of a new one, the pool that is posted."""
        if self.instance.pool_id:
            return self.instance.pool
        posted = self.data.get(self.add_prefix("pool"), "")
        return self._pools().select_related("course").filter(pk=whole(posted)).first()

    def _pools(self) -> QuerySet[Any]:
        field: Any = self.fields["pool"]
        return cast(QuerySet[Any], field.queryset)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Turn a text field into a list to choose from; what is gone from the course stays until it is replaced."""
        field, current = self.fields[name], getattr(self.instance, name)
        if current and current not in dict(choices):
            choices = [*choices, (current, _("%(key)s (no longer in the course)") % {"key": current})]
        self.fields[name] = forms.ChoiceField(
            label=field.label, help_text=field.help_text, required=field.required, choices=[("", "---------"), *choices]
        )

    def _prepare_key(self) -> None:
        field = self.fields["key"]
        field.required = False
        field.disabled = bool(self.instance.pk and (self.instance.live or self.instance.first_published_at))
        if field.disabled:
            field.help_text = _("Its name in text files. It stays as it was at the first publishing.")
        elif self.instance.key.startswith(PROVISIONAL):
            self.initial["key"] = ""

    def clean(self) -> Any:
        """The form's own checks and the key; before publishing also whether the question can be graded."""
        cleaned = super().clean()
        if "pool" in cleaned and "key" in cleaned:
            cleaned["key"] = self._key(cleaned)
        if not self.is_deferred_validation and "pool" in cleaned:
            self._check_before_publishing(cleaned)
        return cleaned

    def _key(self, cleaned: dict[str, Any]) -> str:
        """The author's, or one made from the question once it is to be published."""
        taken = type(self.instance).objects.filter(pool=cleaned["pool"]).exclude(pk=self.instance.pk)
        if key := str(cleaned["key"]):
            if taken.filter(key=key).exists():
                self.add_error("key", _("Another question of this pool has this key. Choose another."))
            return key
        if self.is_deferred_validation:
            kept = self.instance.key if self.instance.key.startswith(PROVISIONAL) else ""
            return kept or f"{PROVISIONAL}{uuid4().hex[:12]}"
        return free_key(cleaned.get("stem") or "", "question", taken.values_list("key", flat=True))

    def _check_before_publishing(self, cleaned: dict[str, Any]) -> None:
        """Everything at once, but not twice at one field."""
        course = cleaned["pool"].course
        for name, known in (("module_key", bank.modules(course)), ("outcome_key", bank.outcomes(course))):
            if (key := cleaned.get(name)) and key not in dict(known):
                self.add_error(name, _("The course has no “%(key)s” any more. Choose another.") % {"key": key})
        edited: Any = SimpleNamespace(**{**dict.fromkeys(EDITED, ""), **cleaned})
        for name, sentences in items.faults_by_field(items.content_of(edited)).items():
            if name not in self.errors:
                self.add_error(name, self._at_the_answers(cleaned, sentences) if name == "answers" else sentences)

    @staticmethod
    def _at_the_answers(cleaned: dict[str, Any], sentences: list[str]) -> ValidationError:
        """The errors shown where the answers are written."""
        if not cleaned["answers"]:
            return ValidationError(sentences)
        name = _LISTS.get(cleaned["answers"][0].block_type, "options")
        where = ListBlockValidationError(non_block_errors=sentences)
        return StreamBlockValidationError(block_errors={0: StructBlockValidationError(block_errors={name: where})})


def free_key(text: str, otherwise: str, used: Collection[str]) -> str:
    """A key made from a text, with a number behind it when another has it."""
    base = slugify(text)[:60].strip("-") or otherwise
    taken = set(used)
    return next(key for key in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)
