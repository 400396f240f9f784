"""From a `Mail` to the text and the HTML that are sent."""

from functools import lru_cache
from typing import Any

import css_inline
from django.conf import settings
from django.template.loader import render_to_string

from notices.kinds import Mail


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    # The style element marked "keep" (dark scheme, phone) stays; nothing is ever loaded from elsewhere.
    return css_inline.CSSInliner(load_remote_stylesheets=False)


def render_mail(mail: Mail) -> tuple[str, str]:
    """Plain text and HTML (styles inlined, as mail programs need them)."""
    context: dict[str, Any] = {
        "site_name": settings.SITE_NAME,
        "base_url": settings.BASE_URL,
        "subject": mail.subject,
        **mail.context,
    }
    text = render_to_string(f"{mail.template}.txt", context)
    html = render_to_string(f"{mail.template}.html", context)
    return text.strip() + "\n", _inliner().inline(html)
