"""The test run: real PostgreSQL and Redis (see tests/support/services_plugin.py), mail kept in memory."""

import os
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "test-only-" + "0" * 40)
os.environ.setdefault("BASE_URL", "http://testserver")

from coursesite.settings.base import *  # noqa: F403
from coursesite.settings.base import BASE_DIR, CACHES, STORAGES

ALLOWED_HOSTS = ["*"]
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
_scratch = Path(BASE_DIR) / "var" / "test" / "files" / _worker
MEDIA_ROOT = _scratch / "media"
CACHES = {"default": CACHES["default"] | {"KEY_PREFIX": f"test-{_worker}"}}
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": _scratch / "private", "base_url": None, "allow_overwrite": True},
    },
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Argon2 at its least cost: the tests sign in hundreds of times.
PASSWORD_HASHERS = ["tests.support.hashers.QuickArgon2"]
