"""Structured logs: JSON lines in production, readable lines in development. No names, addresses or answers in them."""

import logging
import logging.config
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

#: Addresses whose last part is a secret, or as good as one.
_SECRET_PATHS = re.compile(r"(/invitations/|/password/reset/key/|/confirm-email/|/v/)[^/\s?]+")


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take out of the logged request what opens doors or names people: tokens, codes and the query string."""
    if isinstance(event.get("request"), str):
        event["request"] = _SECRET_PATHS.sub(r"\1…", event["request"].partition("?")[0])
    event.pop("user_agent", None)
    return event


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    redact,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
]


def configure_logging(*, level: str, json: bool) -> None:
    """Send every log line, ours and the libraries', to standard error in one format."""
    renderer: Any = (
        structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False, pad_event=0)
    )
    tail: list[Any] = [structlog.processors.format_exc_info] if json else []
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "line": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *tail, renderer],
                    "foreign_pre_chain": _SHARED,
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                "django.server": {"handlers": [], "propagate": False, "level": "WARNING"},
                "kombu": {"level": "WARNING"},
                "httpx": {"level": "WARNING"},
            },
        }
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
