"""Development only: the mails that our own SMTP sink received, readable in the browser."""

import mailbox
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from core.access import public


def _mails() -> list[tuple[str, EmailMessage]]:
    box = mailbox.Maildir(settings.DEV_MAILBOX, create=True)
    parser: BytesParser[EmailMessage] = BytesParser(policy=policy.default)
    keys = sorted(box.keys(), key=lambda key: float(key.split(".", 1)[0]), reverse=True)
    return [(key, parser.parsebytes(box.get_bytes(key))) for key in keys[:200]]


def _summary(key: str, mail: EmailMessage) -> dict[str, Any]:
    return {"key": key, "to": mail["To"], "subject": mail["Subject"], "date": mail["Date"].datetime}


def _find(key: str) -> EmailMessage:
    for found, mail in _mails():
        if found == key:
            return mail
    raise Http404


@public
def mail_list(request: HttpRequest) -> HttpResponse:
    """Every mail, newest first."""
    return render(request, "notices/dev/list.html", {"mails": [_summary(*pair) for pair in _mails()]})


@public
def mail_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One mail: its plain text, its HTML in a frame, its attachments."""
    mail = _find(key)
    body = mail.get_body(preferencelist=("plain",))
    context = _summary(key, mail) | {
        "text": body.get_content() if body else "",
        "attachments": [part.get_filename() for part in mail.iter_attachments()],
    }
    response = render(request, "notices/dev/detail.html", context)
    response._csp_update = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]
    return response


@public
@xframe_options_sameorigin
def mail_html(request: HttpRequest, key: str) -> HttpResponse:
    """The HTML part as a mail program would show it: inline styles allowed, scripts and requests not."""
    body = _find(key).get_body(preferencelist=("html",))
    response = HttpResponse(body.get_content() if body else "")
    response._csp_replace = {"default-src": ["'none'"], "style-src": ["'unsafe-inline'"]}  # type: ignore[attr-defined]
    return response


@public
def mail_attachment(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """One attachment."""
    for part in _find(key).iter_attachments():
        if part.get_filename() == name:
            return HttpResponse(part.get_content(), content_type=part.get_content_type())
    raise Http404
