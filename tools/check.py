"""`make check`: every static check, all of them in one go; the failures are shown together."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tools.console import Steps, guarded, say
from tools.services import spare_services

PYTHON = sys.executable
MANAGE = [PYTHON, "manage.py"]
# The checks are commands of their own, so two run side by side.
SIDE_BY_SIDE = 2
# Of one failed check; enough to begin with.
SHOWN_LINES = 40


@dataclass
class Check:
    """One command that must succeed."""

    title: str
    command: list[str]
    env: Mapping[str, str] = field(default_factory=dict)


def production_environment() -> dict[str, str]:
    """Values of the right form for every mandatory variable; none of them leads anywhere."""
    return {
        "DJANGO_SETTINGS_MODULE": "coursesite.settings.production",
        "SECRET_KEY": "only-to-check-the-settings-0123456789-abcdefghijklmnopqrstuvwxyz",
        "DATABASE_URL": "postgresql://course:unused@localhost/course",
        "REDIS_URL": "redis://localhost:6379/0",
        "BASE_URL": "https://course.example",
        "ALLOWED_HOSTS": "course.example",
        "TRUSTED_PROXY": "true",
        "EMAIL_HOST": "smtp.example",
    }


def checks(servers: Mapping[str, str]) -> list[Check]:
    """What has to hold. The slowest first, so that the others fill the time beside it."""
    testing = {"DJANGO_SETTINGS_MODULE": "coursesite.settings.test", **servers}
    return [
        Check("types: mypy", [PYTHON, "-m", "mypy"], testing),
        Check("template lint: djlint", [PYTHON, "-m", "djlint", "templates", "--lint", "--quiet"]),
        Check("lint: ruff check", [PYTHON, "-m", "ruff", "check", "--output-format", "concise", "."]),
        Check("format: ruff format", [PYTHON, "-m", "ruff", "format", "--check", "--output-format", "concise", "."]),
        Check("imports go down only: lint-imports", [str(Path(PYTHON).with_name("lint-imports"))], testing),
        Check("no migration missing", [*MANAGE, "makemigrations", "--check", "--dry-run"], testing),
        Check(
            "production settings: check --deploy",
            [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
            production_environment(),
        ),
    ]


def main() -> int:
    """Run all, show what failed, and fail when any did."""
    failed = []
    with Steps(total=3, done=2).step("Checks"), spare_services(Path("var/test")) as servers:
        servers = {name: os.environ.get(name, "") for name in ("DATABASE_URL", "REDIS_URL")} | servers
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            for check, output in pool.map(_run, checks(servers)):
                if output is not None:
                    failed.append(check.title)
                    _show(check, output)
    if failed:
        say(f"\nFailed: {'; '.join(failed)}.")
        return 1
    say("\nAll checks passed.")
    return 0


def _show(check: Check, output: str) -> None:
    lines = output.splitlines()
    say("".join(f"        {line}\n" for line in lines[:SHOWN_LINES]), end="")
    if len(lines) > SHOWN_LINES:
        command = " ".join([Path(check.command[0]).name, *check.command[1:]])
        say(f"        … and {len(lines) - SHOWN_LINES} lines more: {command}")


def _run(check: Check) -> tuple[Check, str | None]:
    """The output of a failed command, or None."""
    start = time.monotonic()
    result = subprocess.run(
        check.command, env=os.environ | check.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    passed = result.returncode == 0
    say(f"      {'passed' if passed else 'FAILED'}  {check.title} ({time.monotonic() - start:.1f} s)")
    return check, None if passed else result.stdout


if __name__ == "__main__":
    sys.exit(guarded(main))
