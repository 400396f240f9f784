"""How account mails read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from notices.kinds import Mail


def account_notice(payload: Mapping[str, Any], now: datetime) -> Mail:
    """A mail of the sign-in system: `subject`, `text` (paragraphs), and `url` for its one button, or empty."""
    paragraphs = [part.strip() for part in str(payload["text"]).split("\n\n") if part.strip()]
    context = {"paragraphs": paragraphs, "url": payload["url"], "heading": payload["subject"]}
    return Mail(subject=str(payload["subject"]), template="accounts/mail/notice", context=context)
