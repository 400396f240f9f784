"""Where django-allauth meets our house: its mails go through the outbox, its people confirm their name first."""

import uuid
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from core import clock
from notices.domain.outbox import NewMessage, queue_message

BUTTON_KEYS = ("activate_url", "password_reset_url", "signup_url")


class AccountAdapter(DefaultAccountAdapter):
    """Our answers to allauth's questions."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "That address and password do not go together. Check both, or reset the password."
        ),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, or reset the password."),
        "email_taken": _("This address has an account already. Sign in, or reset the password."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail instead of sending it within the request."""
        subject = render_to_string(f"{template_prefix}_subject.txt", context)
        text = render_to_string(f"{template_prefix}_message.txt", context)
        url = next((str(context[key]) for key in BUTTON_KEYS if context.get(key)), "")
        message = NewMessage(
            kind="accounts.notice",
            key=f"accounts.notice:{uuid.uuid4()}",
            to=email,
            payload={"subject": " ".join(subject.split()), "text": text, "url": url},
            recipient_id=getattr(context.get("user"), "pk", None),
        )
        queue_message(message=message, now=clock.now())

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """After signing up, the name for the certificate is confirmed."""
        onward = request.POST.get("next") or request.GET.get("next") or ""
        if not url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}):
            onward = ""
        return reverse("accounts:name") + (f"?{urlencode({'next': onward})}" if onward else "")

    def clean_email(self, email: str) -> str:
        """Addresses are kept in lower case."""
        return str(super().clean_email(email)).lower()
