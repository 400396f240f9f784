"""What the journeys share: signing in, going on, and the accessibility check."""

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.support.stack import Stack
from tools.test import find_browser

PASSWORD = "before-you-post"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = ((1280, 900), (390, 844))


@lru_cache(maxsize=1)
def _axe() -> Axe:
    return Axe()


def chromium() -> dict[str, Any]:
    """Launch arguments for Debian's chromium, as root too, without calls to its maker's hosts."""
    path = os.environ.get("CHROMIUM") or find_browser()
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync"]
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return ({"executable_path": path} if path else {}) | {"args": [*quiet, *sandbox]}


@dataclass
class Visitor:
    """Somebody at a browser."""

    page: Page
    stack: Stack

    def open(self, path: str) -> None:
        """Go to an address of the site."""
        self.page.goto(path if path.startswith("http") else self.stack.url + path)

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Through the sign-in page."""
        self.open("/accounts/login/")
        self.page.get_by_label(re.compile("email", re.I)).first.fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
        expect(self.page).not_to_have_url(re.compile("/accounts/login/"))

    def go(self, control: Locator) -> None:
        """Click what leads to another page, and wait for that page: what is counted next is not the old one's."""
        with self.page.expect_navigation():
            control.click()

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press a button of the page's main part."""
        self.go(self.page.get_by_role("main").get_by_role("button", name=name).first)

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow a link of the page's main part."""
        self.go(self.page.get_by_role("main").get_by_role("link", name=name).first)

    def sees(self, text: str | re.Pattern[str]) -> None:
        """The text is visible somewhere in the main part."""
        expect(self.page.get_by_role("main").get_by_text(text).first).to_be_visible()


def check_accessible(page: Page) -> None:
    """axe finds nothing at 1280 and at 390 px, light and dark; nothing scrolls sideways; no template was left raw."""
    before = page.viewport_size
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            results = _axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
            faults = [
                f"{fault['id']}: {fault['help']} — {[node['target'] for node in fault['nodes']][:4]}"
                for fault in results.response["violations"]
            ]
            assert faults == [], f"{page.url} at {width} px, {scheme}: {faults}"
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} scrolls sideways by {wide} px at {width} px"
    source = page.content()
    assert [raw for raw in ("<c-", "{%", "{{") if raw in source] == [], page.url
    page.emulate_media(color_scheme=None, reduced_motion=None)
    if before:
        page.set_viewport_size(before)
