"""Filling the item bank. Whatever publishes a question, `freeze_question` makes the version that papers hold."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from core.errors import DomainError
from quizzes import items
from quizzes.items import QuestionContent
from quizzes.models import Question, QuestionPool


@transaction.atomic
def save_question(
    *, pool: QuestionPool, key: str, content: QuestionContent, actor: User | None = None, from_text: bool = False
) -> bool:
    """Publish `content` as the question `key`; True when that changed anything.

    The same content makes no new version; a retired question comes back. Attempts keep the versions they hold.
    `from_text`: a file of the course as text owns the question from now on. Raises `DomainError` when the content
    cannot be graded.
    """
    wrong = items.faults(content)
    if wrong:
        raise DomainError(f"{key}: {' '.join(wrong)}")
    Question.objects.bulk_create(
        [Question(pool=pool, key=key, live=False, **items.fields_for(content))], ignore_conflicts=True
    )
    question = Question.objects.select_for_update(of=("self",)).get(pool=pool, key=key)
    if from_text and not question.from_text:
        question.from_text = True
        question.save(update_fields=["from_text"])
    if question.live and question.content().hash() == content.hash() and not question.has_unpublished_changes:
        return False
    for name, value in items.fields_for(content).items():
        setattr(question, name, value)
    question.save_revision(user=actor, changed=True).publish(user=actor, skip_permission_checks=True)
    return True


@transaction.atomic
def freeze_question(*, question: Question, now: datetime, actor: User | None = None) -> bool:
    """Make what a published question says its current version, unless it is that already; whether it was not."""
    content = question.content()
    locked = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    latest = locked.versions.order_by("-number").first()
    if latest is not None and latest.content_hash == content.hash():
        return False
    locked.versions.filter(current=True).update(current=False)
    number = latest.number + 1 if latest else 1
    locked.versions.create(number=number, content_hash=content.hash(), created_at=now, **content.stored())
    audit.record(verb="quizzes.save_question", obj=locked, actor=actor, after={"version": number})
    return True


@transaction.atomic
def retire_missing(*, pool: QuestionPool, keys: Iterable[str], actor: User | None = None) -> int:
    """Draw no more the questions whose file is gone: those not among `keys`; how many were retired now.

    A question that was written in the CMS is left alone.
    """
    owned = pool.questions.select_for_update(of=("self",)).filter(live=True, from_text=True)
    gone = owned.exclude(key__in=list(keys))
    for question in gone:
        question.unpublish(user=actor)
        audit.record(verb="quizzes.retire_question", obj=question, actor=actor)
    return len(gone)
