"""How a clinician goes through the course at a browser, step by step."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from tests.support.browser import Visitor

Look = Callable[[Page], None]
Keys = dict[str, tuple[str, list[str]]]


@dataclass
class Clinician:
    """A visitor who takes the course. `look` is called on each new kind of page (the accessibility check, or nothing).

    `keys` maps the stem of each question to its kind and its right answer, in the words on the page.
    """

    visitor: Visitor
    look: Look
    keys: Keys
    seen: set[str] = field(default_factory=set)

    @property
    def page(self) -> Page:
        return self.visitor.page

    def look_once(self, kind: str) -> None:
        """Check this kind of page the first time it comes up."""
        if kind not in self.seen:
            self.seen.add(kind)
            self.look(self.page)

    def read_lesson(self) -> None:
        """Read, write a plan where one is asked for, and go on."""
        expect(self.page.get_by_role("heading", name="References")).to_be_visible()
        if self.page.get_by_role("button", name="Save my plan").count():
            self.look_once("lesson with a plan")
            self.page.get_by_label("If", exact=True).fill("I come off a hard shift")
            self.page.get_by_label("Then", exact=True).fill("I sleep before I post")
            self.visitor.press("Save my plan")
            expect(self.page.get_by_role("button", name="Save the changed plan")).to_be_visible()
        self.look_once("lesson")
        self.visitor.press("Mark complete and continue")

    def decide(self) -> None:
        """One decision of a scenario, then its consequence."""
        self.page.get_by_role("main").get_by_role("radio").first.check()
        self.look_once("scenario")
        self.visitor.press("Choose this")
        self.visitor.sees(re.compile("You chose"))
        self.look_once("scenario outcome")

    def play_scenario(self) -> None:
        """From wherever the story stands to its end, then on with the course."""
        begin = self.page.get_by_role("button", name="Begin the scenario")
        if begin.count():
            self.look_once("scenario start")
            self.visitor.go(begin)
        for _ in range(12):
            if self.page.get_by_role("link", name="Continue the course").count():
                break
            if self.page.get_by_role("button", name="Choose this").count():
                self.decide()
            self.visitor.follow(re.compile("^Continue"))
        self.look_once("scenario end")
        self.visitor.follow("Continue the course")

    def pass_by(self) -> None:
        """Leave out an activity that the certificate does not need."""
        self.look_once("practice")
        self.visitor.follow("Go on without it")

    def answer(self, *, right: bool) -> None:
        """Answer the question on the page and save."""
        main = self.page.get_by_role("main")
        kind, key = self.keys[main.get_by_role("heading", level=1).inner_text().strip()]
        if kind == "ordering":
            self._order(main, key if right else key[::-1])
        elif kind == "matching":
            for prompt, target in zip(key[::2], key[1::2] if right else key[1::2][::-1], strict=True):
                main.get_by_label(prompt, exact=True).select_option(label=target)
        elif kind == "reflection":
            for box in main.locator("textarea").all():
                box.fill("I wait until the morning.")
        else:
            self._choose(main, key, right=right)
        self.look_once(f"question: {kind}")
        self.visitor.go(self.page.get_by_role("button", name=re.compile("^Save and (go to question|review)")))

    def _choose(self, main: Locator, key: list[str], *, right: bool) -> None:
        """Radios, checkboxes, words to mark: those of the key, or those that are not."""
        for box in main.locator(".choice input, .word input").all():
            label = box.locator("xpath=ancestor::label")
            text = label.locator("> span").last.inner_text() if label.locator("> span").count() else ""
            wanted = (text.strip() in key or box.get_attribute("value") in key) == right
            if wanted and box.get_attribute("type") == "radio":
                box.check()
                return
            if wanted != box.is_checked():
                label.click()

    def _order(self, main: Locator, wanted: list[str]) -> None:
        """Move things up, one place at a time, as it is done without a mouse."""
        texts = main.locator(".order__text")
        for place, text in enumerate(wanted):
            for above in range(texts.all_inner_texts().index(text) - 1, place - 1, -1):
                main.get_by_role("button", name=f"Move up: {text}", exact=True).click()
                expect(texts.nth(above)).to_have_text(text)

    def sit_test(self, *, right: bool) -> list[str]:
        """Answer every question and hand in; returns the stems in the order drawn."""
        stems = []
        while not re.search(r"/review/$", self.page.url):
            stems.append(self.page.get_by_role("main").get_by_role("heading", level=1).inner_text().strip())
            self.answer(right=right)
        self.look_once("review")
        self.visitor.press("Hand in and see the result")
        return stems
