"""Real servers for the test run, started before Django reads its settings. Loaded by `addopts` in pyproject.toml.

Only the process that controls the run starts them; xdist's workers inherit the addresses in their environment.
Addresses that are set already (`DATABASE_URL`, `REDIS_URL`) are used as they are.

Test databases are copied from a template. Running all migrations takes half a minute, a copy takes a moment; the
template stays in `var/test/` and is made anew when a migration or a pinned package changes.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tools.console import Failure, say
from tools.services import database_address, spare_services

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = "TEST_DATABASE_TEMPLATE"
_running = ExitStack()


# A wrapper, so that it comes before pytest-django, which loads the settings in this same hook.
@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(args: list[str]) -> Generator[None]:
    """Start what is missing, and let the tests reach nothing but it."""
    own_database = not os.environ.get("DATABASE_URL")
    if own_database or not os.environ.get("REDIS_URL"):
        try:
            os.environ |= _running.enter_context(spare_services(ROOT / "var" / "test"))
            if own_database:
                os.environ[TEMPLATE] = _ensure_template(os.environ["DATABASE_URL"])
        except Failure as failure:
            _running.close()
            raise pytest.UsageError(f"{failure.problem} Remedy: {failure.remedy}\n{failure.details}") from failure
    redis_host = urlsplit(os.environ["REDIS_URL"]).hostname
    args.append(f"--allow-hosts=127.0.0.1,::1,localhost,{redis_host}")
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Tell Django where to copy its test database from, and that an event loop in this process is harmless."""
    # Playwright's keeps running between the browser tests; whatever test comes next in the process uses the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if os.environ.get(TEMPLATE):
        from django.db import connections  # noqa: PLC0415 -- needs the settings

        connections.settings["default"]["TEST"]["TEMPLATE"] = os.environ[TEMPLATE]


def pytest_unconfigure() -> None:
    """Stop them; xdist's workers, which started none, have nothing to close."""
    _running.close()


def _ensure_template(url: str) -> str:
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    name, draft = f"template_{digest.hexdigest()[:16]}", "template_draft"
    with psycopg.connect(url, autocommit=True) as connection:
        known = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        if name in known:
            return name
        say("Preparing the template of the test databases (once for each change of a migration)")
        for old in known:
            if old.startswith("template_"):
                connection.execute(f'DROP DATABASE "{old}"')
        connection.execute(f'CREATE DATABASE "{draft}"')
        _migrate(database_address(url, draft))
        connection.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
    return name


def _migrate(url: str) -> None:
    env = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "coursesite.settings.test"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failure("the migrations fail.", "see the lines below.", done.stdout + done.stderr)
