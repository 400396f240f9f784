"""Production settings without TLS, and a bare view beside the site's own."""

import os

os.environ.setdefault("SECRET_KEY", "bench-only-" + "0" * 40)

from coursesite.settings.production import *  # noqa: F403

ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "bench.urls"
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
# Nothing is collected for a measurement of pages.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
