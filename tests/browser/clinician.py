"""How a clinician goes through the course at a browser, step by step."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

from tests.support.browser import Visitor

Look = Callable[[Page], None]


@dataclass
class Clinician:
    """A visitor who takes the course. `look` is called on each new kind of page (the accessibility check, or nothing).

    `keys` maps the stem of each question to the texts of its right options.
    """

    visitor: Visitor
    look: Look
    keys: dict[str, list[str]]
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

    def answer(self, *, right: bool) -> None:
        """Answer the question on the page and save."""
        main = self.page.get_by_role("main")
        stem = main.get_by_role("heading", level=1).inner_text().strip()
        key = self.keys[stem]
        for option in main.locator(".choice").all():
            is_key = any(words in option.inner_text() for words in key)
            box = option.locator("input")
            if box.get_attribute("type") == "checkbox":
                box.set_checked(is_key if right else not is_key)
            elif is_key == right:
                box.check()
                break
        self.look_once("question")
        self.visitor.go(self.page.get_by_role("button", name=re.compile("^Save and (go to question|review)")))

    def sit_test(self, *, right: bool) -> list[str]:
        """Answer every question and hand in; returns the stems in the order drawn."""
        stems = []
        while not re.search(r"/review/$", self.page.url):
            stems.append(self.page.get_by_role("main").get_by_role("heading", level=1).inner_text().strip())
            self.answer(right=right)
        self.look_once("review")
        self.visitor.press("Hand in and see the result")
        return stems
