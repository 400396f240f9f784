"""Sending what is in the outbox."""

import smtplib
from datetime import datetime, timedelta
from email.utils import parseaddr

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from notices import kinds
from notices.domain.outbox import hand_over
from notices.domain.rendering import render_mail
from notices.models import Message

log = structlog.get_logger(__name__)

#: Minutes until the next try, by the number of tries made; after the last the message counts as failed.
BACKOFF = (1, 5, 15, 60, 240, 720)


@transaction.atomic
def deliver_message(*, message_id: int, now: datetime) -> Message | None:
    """Build and send one queued message; returns it, or None when it is not due or somebody else holds it.

    The row stays locked while the mail is handed over, so that two workers never send it twice; a worker that is killed
    lets go of the lock and leaves the message queued. A repeat is possible only when that happens between the SMTP
    server's acceptance and our commit.
    """
    message = (
        Message.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk=message_id, state=Message.State.QUEUED, not_before__lte=now)
        .first()
    )
    if message is None:
        return None
    try:
        with transaction.atomic():
            email = _build(message, now)
        if email is None:
            message.state = Message.State.SKIPPED
        else:
            email.send()
            message.subject = str(email.subject)
            message.state = Message.State.SENT
            message.sent_at = now
        message.error = ""
    except Exception as error:  # Whatever went wrong, the message is kept, with its reason, for another try.
        _postpone(message, error, now)
    message.attempts += 1
    if message.state != Message.State.QUEUED and kinds.is_secret(message.kind):
        message.payload = {}
    message.save()
    return message


def requeue_due(*, now: datetime, most: int = 1000) -> int:
    """Hand the due messages to the workers again: what a lost broker or a killed worker left. Returns how many."""
    ids = list(
        Message.objects.filter(state=Message.State.QUEUED, not_before__lte=now)
        .order_by("not_before")
        .values_list("pk", flat=True)[:most]
    )
    hand_over(ids)
    return len(ids)


def _build(message: Message, now: datetime) -> EmailMultiAlternatives | None:
    mail = kinds.get(message.kind).build(message.payload, now)
    if mail is None:
        return None
    text, html = render_mail(mail)
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    email = EmailMultiAlternatives(
        subject=" ".join(mail.subject.split())[:200],
        body=text,
        to=[message.to],
        headers={"Message-ID": f"<{message.public_id}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    email.attach_alternative(html, "text/html")
    for attachment in mail.attachments:
        email.attach(attachment.name, attachment.content, attachment.mimetype)
    return email


def _postpone(message: Message, error: Exception, now: datetime) -> None:
    refused = isinstance(error, smtplib.SMTPRecipientsRefused) and all(
        code >= 500 for code, _ in error.recipients.values()
    )
    message.error = f"{type(error).__name__}: {error}"[:300] if not refused else "The mail server refused the address."
    if refused or message.attempts >= len(BACKOFF):
        message.state = Message.State.FAILED
    else:
        message.not_before = now + timedelta(minutes=BACKOFF[message.attempts])
    log.warning("mail not sent", message=str(message.public_id), kind=message.kind, error=type(error).__name__)
