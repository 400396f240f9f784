"""Production: behind a TLS proxy; every value from the environment."""

from coursesite.settings.base import *  # noqa: F403
from coursesite.settings.base import env

if env.trusted_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
DEV_MAILBOX = ""
# The CMS shows previews in a frame of its own site; the Content-Security-Policy holds the same line.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
