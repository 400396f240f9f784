"""A developer's machine: readable logs, no TLS, demo sign-ins, mail readable at /dev/mail/."""

import os

os.environ.setdefault("SECRET_KEY", "development-only-" + "0" * 40)
os.environ.setdefault("BASE_URL", f"http://localhost:{os.environ.get('PORT', '8000')}")

from coursesite.logs import configure_logging
from coursesite.settings.base import *  # noqa: F403
from coursesite.settings.base import STORAGES, TEMPLATES, env

DEBUG = True
ALLOWED_HOSTS = ["*"]
INTERNAL_IPS = ["127.0.0.1"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# Templates are read anew at each request.
TEMPLATES[0]["OPTIONS"]["loaders"] = TEMPLATES[0]["OPTIONS"]["loaders"][0][1]  # type: ignore[index]
configure_logging(level=env.log_level, json=False)
