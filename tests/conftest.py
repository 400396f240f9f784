"""What every test gets, and the running site for those that ask for it."""

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from playwright.sync_api import Browser, BrowserContext, expect

from tests.support.browser import Visitor, chromium
from tests.support.stack import Stack, running_stack

ROOT = Path(__file__).resolve().parents[1]
#: Milliseconds that a browser waits for what should come: the site shares two cores with the other tests.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(autouse=True)
def _own_cache_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test sees an empty cache, on the real server, without emptying that of its neighbors."""
    monkeypatch.setattr(caches["default"], "key_prefix", f"test-{uuid.uuid4()}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What runs against the whole site shares one test process, so that the site is started once."""
    for item in items:
        if "stack" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("site"))
            item.add_marker("browser" if "visitor" in item.fixturenames else "worker")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's chromium for pytest-playwright."""
    return chromium()


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The site with the demo organization, a worker and beat."""
    with running_stack(ROOT / "var" / "test" / f"site-{os.getpid()}", f"site_{os.getpid()}") as running:
        running.manage("demo")
        yield running


@pytest.fixture
def visitor(browser: Browser, stack: Stack) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors, each with a browser of their own: `visitor()`, `visitor(java_script_enabled=False)`."""
    contexts: list[BrowserContext] = []

    def arrive(**options: Any) -> Visitor:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US", **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return Visitor(context.new_page(), stack)

    yield arrive
    for context in contexts:
        context.close()
