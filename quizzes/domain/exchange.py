"""Taking questions out of a pool and into it, as files of Moodle XML or GIFT."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from quizzes import bank, exchange, items
from quizzes.domain.questions import save_question
from quizzes.exchange import Found, Remark, Written
from quizzes.items import QuestionContent
from quizzes.models import Question, QuestionPool

State = Literal["new", "changed", "unchanged", "kept"]
#: Texts whose length the editor limits.
_LIMITED = ("stem", "explanation", "reference_text", "reference_url")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What questions get that name no module, outcome or source; empty for nothing."""

    module_key: str = ""
    outcome_key: str = ""
    reference_text: str = ""
    reference_url: str = ""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a question that was read.

    `state`: `kept` means that it would change and the importer may not change questions. `published`: it is drawn from
    then on; `reasons` keep it a draft; `lost` is what of the file it does not hold.
    """

    key: str
    content: QuestionContent
    place: str
    state: State
    published: bool
    reasons: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def written(*, pool: QuestionPool, form: str) -> Written:
    """The published questions of a pool as a file, and its report; `form` is a name in `exchange.FORMATS`. Reads only.

    Drafts are among those left out.
    """
    live = [(question.key, question.content()) for question in pool.questions.filter(live=True).order_by("key")]
    found = exchange.write(form, pool.title, live)
    drafts = pool.questions.filter(live=False).order_by("key").values_list("key", flat=True)
    sentence = _("It is not published. Only published questions are exported.")
    return replace(found, left=(*found.left, *(Remark(key, sentence) for key in drafts)))


@transaction.atomic
def export_questions(*, pool: QuestionPool, form: str, actor: User) -> Written:
    """`written`, with a note in the audit trail: the file holds the right answers."""
    found = written(pool=pool, form=form)
    audit.record(
        verb="quizzes.export_questions", obj=pool, actor=actor, after={"format": form, "questions": len(found.keys)}
    )
    return found


def fates(
    *, pool: QuestionPool, questions: Iterable[Found], defaults: Defaults, publish: bool, actor: Any
) -> list[Fate]:
    """What importing would do with each question, in their order. Reads only.

    With `publish` every question without faults is published, if `actor` may; the others become drafts.
    """
    held = {question.key: question for question in pool.questions.select_related("latest_revision")}
    publish = publish and may_publish(actor)
    known = set(dict(bank.modules(pool.course))), set(dict(bank.outcomes(pool.course)))
    may_change = actor.has_perm("quizzes.change_question")
    found = []
    for question in questions:
        # As the bank will hold it, so that the same file changes nothing the next time.
        content = Question(**items.fields_for(_with_defaults(question.content, defaults))).content()
        reasons = tuple(_reasons(content, *known))
        published = publish and not reasons
        state = _state(held.get(question.key), content, published)
        if state == "changed" and not may_change:
            state = "kept"
        found.append(Fate(question.key, content, question.place, state, published, reasons, question.lost))
    return found


def may_publish(actor: Any) -> bool:
    """Whether somebody may publish what they import."""
    return bool(actor.has_perm("quizzes.publish_question"))


@transaction.atomic
def import_questions(
    *, pool: QuestionPool, questions: Sequence[Found], defaults: Defaults, publish: bool, actor: User
) -> list[Fate]:
    """Save what was read as published questions or drafts; all or nothing. The same again changes nothing.

    A draft of a question that is published leaves what learners get as it is.
    """
    locked = QuestionPool.objects.select_for_update(of=("self",)).select_related("course").get(pk=pool.pk)
    found = fates(pool=locked, questions=questions, defaults=defaults, publish=publish, actor=actor)
    moved = [fate for fate in found if fate.state in ("new", "changed")]
    for fate in moved:
        if fate.published:
            save_question(pool=locked, key=fate.key, content=fate.content, actor=actor)
        else:
            _save_draft(pool=locked, key=fate.key, content=fate.content, actor=actor)
    if moved:
        counts = {
            "published": sum(fate.published for fate in moved),
            "drafts": sum(not fate.published for fate in moved),
        }
        audit.record(verb="quizzes.import_questions", obj=locked, actor=actor, after=counts)
    return found


def _save_draft(*, pool: QuestionPool, key: str, content: QuestionContent, actor: User) -> None:
    fields = items.fields_for(content)
    Question.objects.bulk_create([Question(pool=pool, key=key, live=False, **fields)], ignore_conflicts=True)
    question = Question.objects.select_for_update(of=("self",)).get(pool=pool, key=key)
    for name, value in fields.items():
        setattr(question, name, value)
    question.save_revision(user=actor, changed=True, clean=False)  # A draft may be unfinished.


def _with_defaults(content: QuestionContent, defaults: Defaults) -> QuestionContent:
    reference = content.reference
    if not reference.get("text", "").strip() and defaults.reference_text:
        reference = {"text": defaults.reference_text, "url": reference.get("url") or defaults.reference_url}
    return replace(
        content,
        module_key=content.module_key or defaults.module_key,
        outcome_key=content.outcome_key or defaults.outcome_key,
        reference=reference,
    )


def _state(question: Question | None, content: QuestionContent, published: bool) -> State:
    if question is None:
        return "new"
    if question.get_latest_revision_as_object().content().hash() != content.hash():
        return "changed"
    is_in_use = question.live and not question.has_unpublished_changes
    return "changed" if published and not is_in_use else "unchanged"


def _reasons(content: QuestionContent, modules: set[str], outcomes: set[str]) -> list[str]:
    """Why a question can only be a draft."""
    found = items.faults(content)
    if content.module_key and content.module_key not in modules:
        found.append(_("The course has no module “%(key)s”.") % {"key": content.module_key})
    if content.outcome_key and content.outcome_key not in outcomes:
        found.append(_("The course has no outcome “%(key)s”.") % {"key": content.outcome_key})
    return found or _refusals(content)


def _refusals(content: QuestionContent) -> list[str]:
    """What the editor would not take: a text that is too long, too many answers."""
    question = Question(**items.fields_for(content))
    found = []
    for name in _LIMITED:
        field: Any = Question._meta.get_field(name)
        if len(getattr(question, name)) > field.max_length:
            what = {"field": field.verbose_name, "count": field.max_length}
            found.append(_("In “%(field)s”: at most %(count)s characters.") % what)
    for where, stream in ((_("In the answers"), question.answers), (_("In the simulated screen"), question.screen)):
        try:
            stream.stream_block.clean(stream)
        except ValidationError as error:
            found += [f"{where}: {sentence}" for sentence in _sentences(error)]
    return list(dict.fromkeys(found))


def _sentences(error: ValidationError) -> list[str]:
    """The sentences of nested blocks, in the order of the blocks."""
    data = getattr(error, "as_json_data", None)
    return _messages(data()) if data else list(error.messages)


def _messages(data: dict[str, Any]) -> list[str]:
    below = data.get("blockErrors", {})
    inner = [_messages(part) for part in (below.values() if isinstance(below, dict) else below) if part]
    return [*map(str, data.get("messages", ())), *(sentence for sentences in inner for sentence in sentences)]
