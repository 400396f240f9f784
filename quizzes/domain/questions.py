"""Filling the item bank."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from core import audit
from core.errors import DomainError
from quizzes import items
from quizzes.items import QuestionContent
from quizzes.models import Question, QuestionPool, QuestionVersion


@transaction.atomic
def save_question(*, pool: QuestionPool, key: str, content: QuestionContent, now: datetime) -> bool:
    """Make `content` the current version of the question `key`; True when that changed anything.

    The same content makes no new version; a retired question comes back. Attempts keep the versions they hold.
    Raises `DomainError` when the content cannot be graded.
    """
    wrong = items.faults(content)
    if wrong:
        raise DomainError(f"{key}: {' '.join(wrong)}")
    Question.objects.bulk_create([Question(pool=pool, key=key)], ignore_conflicts=True)
    question = Question.objects.select_for_update(of=("self",)).get(pool=pool, key=key)
    returned = question.retired
    if returned:
        question.retired = False
        question.save(update_fields=["retired"])
    latest = question.versions.order_by("-number").first()
    if latest is not None and latest.content_hash == content.hash():
        return returned
    _add_version(question, latest, content, now)
    return True


def _add_version(question: Question, latest: QuestionVersion | None, content: QuestionContent, now: datetime) -> None:
    question.versions.filter(current=True).update(current=False)
    number = latest.number + 1 if latest else 1
    question.versions.create(number=number, content_hash=content.hash(), created_at=now, **content.stored())
    audit.record(verb="quizzes.save_question", obj=question, after={"version": number})


@transaction.atomic
def retire_missing(*, pool: QuestionPool, keys: Iterable[str]) -> int:
    """Draw no more the questions of the pool that are not among `keys`; how many were retired now."""
    gone = pool.questions.select_for_update(of=("self",)).filter(retired=False).exclude(key__in=list(keys))
    for question in gone:
        question.retired = True
        question.save(update_fields=["retired"])
        audit.record(verb="quizzes.retire_question", obj=question)
    return len(gone)
