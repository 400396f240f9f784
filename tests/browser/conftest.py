"""One running site for all journeys; they share a test process so that it is started once."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.support.browser import Visitor, chromium
from tests.support.stack import Stack, running_stack

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
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
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Visitor(context.new_page(), stack)

    yield arrive
    for context in contexts:
        context.close()
