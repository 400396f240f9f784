"""Real servers for the test run, started before Django reads its settings. Loaded by `addopts` in pyproject.toml.

Only the process that controls the run starts them; xdist's workers inherit the addresses in their environment.
Addresses that are set already (`DATABASE_URL`, `REDIS_URL`) are used as they are.
"""

import os
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tools.console import Failure
from tools.services import spare_services

ROOT = Path(__file__).resolve().parents[2]
_running = ExitStack()


# A wrapper, so that it comes before pytest-django, which loads the settings in this same hook.
@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(args: list[str]) -> Generator[None]:
    """Start what is missing, and let the tests reach nothing but it."""
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        try:
            os.environ |= _running.enter_context(spare_services(ROOT / "var" / "test"))
        except Failure as failure:
            raise pytest.UsageError(f"{failure.problem} Remedy: {failure.remedy}\n{failure.details}") from failure
    redis_host = urlsplit(os.environ["REDIS_URL"]).hostname
    args.append(f"--allow-hosts=127.0.0.1,::1,localhost,{redis_host}")
    return (yield)


def pytest_unconfigure() -> None:
    """Stop them; xdist's workers, which started none, have nothing to close."""
    _running.close()
