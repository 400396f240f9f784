"""Every kind of question, with the keyboard alone and without script; two windows, a lost sign-in, the clock."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.clinician import Clinician, Keys
from tests.browser.kinds import QUESTIONS
from tests.browser.test_story import right_answers
from tests.support.browser import PASSWORD, Visitor, check_accessible
from tests.support.stack import Stack

Arrive = Callable[..., Visitor]
ONWARD = re.compile("^(Save and (go to question|review)|Check this answer)")


def begin(stack: Stack, visitor: Arrive, *, scripts: bool = True, **policy: Any) -> Visitor:
    """A learner on the first question of a new test of all kinds."""
    made = json.loads(stack.python(f"from tests.browser.kinds import make; print(make(**{policy!r}))").splitlines()[-1])
    somebody = visitor(java_script_enabled=scripts)
    somebody.sign_in(made["email"])
    somebody.open(made["url"])
    if scripts:
        check_accessible(somebody.page)
    somebody.press("Start the test")
    return somebody


def kind_of(page: Page) -> str:
    stem = page.get_by_role("main").get_by_role("heading", level=1).inner_text().strip()
    return next(kind for kind, question in QUESTIONS.items() if question["stem"] == stem)


def chosen(stack: Stack, page: Page, kind: str) -> list[str]:
    """What is saved for the question of a kind, in the attempt on the page."""
    attempt = re.search(r"/attempts/([0-9a-f-]+)/", page.url)
    assert attempt
    rows = stack.rows(
        """
        SELECT response.chosen FROM quizzes_response response
        JOIN quizzes_attempt attempt ON attempt.id = response.attempt_id
        JOIN quizzes_questionversion version ON version.id = response.version_id
        WHERE attempt.public_id = %s AND version.kind = %s
        """,
        attempt[1],
        kind,
    )
    return list(rows[0][0]) if rows else []


def tab_to(page: Page, control: Locator) -> None:
    """Press the tab key until the control has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if control.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the tab key does not lead to {control}")


# --- With the keyboard alone


def choose_one(page: Page) -> None:
    tab_to(page, page.locator(".choice input").first)
    page.keyboard.press("Space")
    expect(page.locator(".choice input").first).to_be_checked()


def choose_several(page: Page) -> None:
    for number in (0, 2):
        tab_to(page, page.locator(".choice input").nth(number))
        page.keyboard.press("Space")
        expect(page.locator(".choice input").nth(number)).to_be_checked()


def put_in_order(page: Page) -> None:
    first = page.locator(".order__text").first.inner_text()
    down = page.get_by_role("button", name=f"Move down: {first}", exact=True)
    tab_to(page, down)
    page.keyboard.press("Enter")
    expect(page.locator(".order__text").nth(1)).to_have_text(first)
    expect(page.locator("[data-order-said]")).to_have_text(f"{first} is now number 2 of 4.")
    expect(down).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".order__text").nth(3)).to_have_text(first)
    expect(page.get_by_role("button", name=f"Move up: {first}", exact=True)).to_be_focused()


def match(page: Page) -> None:
    for box in page.locator(".pairs select").all():
        tab_to(page, box)
        page.keyboard.press("ArrowDown")
        expect(box).not_to_have_value("")


def mark_words(page: Page) -> None:
    words = page.locator(".word input")
    tab_to(page, words.first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(words.nth(1)).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("End")
    expect(words.last).to_be_focused()
    page.keyboard.press("Home")
    expect(words.first).to_be_focused()
    expect(page.locator(".word input:checked")).to_have_count(2)
    box = page.locator(".word", has_text=re.compile(r"^A$")).bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 24


def write(page: Page) -> None:
    for box in page.locator("textarea").all():
        tab_to(page, box)
        page.keyboard.type("I wait until the morning.")
    expect(page.get_by_text("1975 characters left").first).to_be_visible()


BY_KEYBOARD = {
    "single": choose_one,
    "true_false": choose_one,
    "multiple": choose_several,
    "ordering": put_in_order,
    "matching": match,
    "marking": mark_words,
    "reflection": write,
}


def test_every_kind_is_answered_with_the_keyboard_alone(stack: Stack, visitor: Arrive) -> None:
    page = begin(stack, visitor, reveal="during", time_limit=60).page
    for _ in QUESTIONS:
        kind = kind_of(page)
        BY_KEYBOARD[kind](page)
        expect(page.get_by_text(re.compile("Saved at")).first).to_be_visible()
        check_accessible(page)
        if kind == "reflection":
            expect(page.get_by_role("button", name="Check this answer")).to_have_count(0)
        else:
            press(page, page.get_by_role("button", name="Check this answer"))
            expect(page.get_by_text("It stands.")).to_be_visible()
            check_accessible(page)
        press(page, page.get_by_role("button", name=re.compile("(Go|go) to question|(R|r)eview your answers$")))
        assert chosen(stack, page, kind), kind
    check_accessible(page)
    press(page, page.get_by_role("button", name="Hand in and see the result"))
    check_accessible(page)
    expect(page.get_by_role("heading", name="Question by question")).to_be_visible()


def press(page: Page, button: Locator) -> None:
    tab_to(page, button)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("layout", ["one", "all"])
def test_every_kind_is_answered_without_script(stack: Stack, visitor: Arrive, layout: str) -> None:
    somebody = begin(stack, visitor, scripts=False, layout=layout, reveal="after")
    if layout == "all":
        answer_all_on_one_page(somebody.page)
        somebody.press("Save and review your answers")
    keys: Keys = right_answers(stack)
    student = Clinician(somebody, lambda page: None, keys)
    if layout == "one":
        student.sit_test(right=True)
    else:
        expect(somebody.page.get_by_text("Every question has an answer.")).to_be_visible()
        somebody.press("Hand in and see the result")
    expect(somebody.page.get_by_role("heading", level=1)).to_have_text(
        "You passed" if layout == "one" else "Not passed yet"
    )
    expect(somebody.page.get_by_text("Not scored")).to_be_visible()


def answer_all_on_one_page(page: Page) -> None:
    """Something for every question, not everything right; a move in the order loses nothing of it."""
    for group in page.locator("fieldset.question:has(.choice)").all():
        group.locator(".choice input").first.check()
    for box in page.locator(".pairs select").all():
        box.select_option(index=1)
    page.locator(".word input").nth(1).check(force=True)
    for box in page.locator("textarea").all():
        box.fill("I wait until the morning.")
    first = page.locator(".order__text").first.inner_text()
    with page.expect_navigation():
        page.get_by_role("button", name=f"Move down: {first}", exact=True).click()
    expect(page.locator(".order__text").nth(1)).to_have_text(first)
    expect(page.locator("textarea").first).to_have_value("I wait until the morning.")


def test_all_on_one_page_is_accessible_and_saves_as_it_goes(stack: Stack, visitor: Arrive) -> None:
    page = begin(stack, visitor, layout="all").page
    check_accessible(page)
    page.locator(".choice input").first.check()
    expect(page.get_by_text(re.compile("Saved at"))).to_have_count(1)
    page.reload()
    expect(page.locator(".choice input:checked")).to_have_count(1)


def test_things_can_be_dragged_into_order(stack: Stack, visitor: Arrive) -> None:
    page = go_to(begin(stack, visitor), "ordering")
    first = page.locator(".order__text").first.inner_text()
    page.locator(".order__item").first.drag_to(page.locator(".order__item").last)
    expect(page.locator(".order__text").last).to_have_text(first)
    expect(page.get_by_text(re.compile("Saved at")).first).to_be_visible()
    assert len(chosen(stack, page, "ordering")) == 4


def go_to(somebody: Visitor, kind: str) -> Page:
    """The page of the question of a kind, by the row of questions."""
    for number in range(1, len(QUESTIONS) + 1):
        if kind_of(somebody.page) == kind:
            return somebody.page
        address = re.sub(r"/\d+/(#.*)?$", f"/{number}/", somebody.page.url)
        somebody.page.goto(address)
    assert kind_of(somebody.page) == kind
    return somebody.page


# --- Two windows, a lost sign-in, the clock


def test_two_windows_are_announced_and_neither_answer_is_lost(stack: Stack, visitor: Arrive) -> None:
    here = go_to(begin(stack, visitor), "single")
    there = here.context.new_page()
    there.goto(here.url)
    for page in (here, there):
        expect(page.get_by_text("This test is open in another window too.")).to_be_visible()
    here.locator(".choice input").nth(0).check()
    expect(here.get_by_text(re.compile("Saved at"))).to_be_visible()
    there.locator(".choice input").nth(1).check()
    expect(there.get_by_text(re.compile("Another window changed this answer"))).to_be_visible()
    check_accessible(there)
    before = chosen(stack, here, "single")
    there.get_by_role("button", name="Keep the answer chosen here").click()
    expect(there.get_by_text(re.compile("Saved at"))).to_be_visible()
    assert chosen(stack, there, "single") != before


def sign_out(context: BrowserContext) -> None:
    context.clear_cookies(name="sessionid")


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_an_answer_outlives_the_sign_in(stack: Stack, visitor: Arrive, scripts: bool) -> None:
    somebody = begin(stack, visitor, scripts=scripts)
    page = go_to(somebody, "reflection")
    ((email,),) = stack.rows("SELECT email FROM accounts_user WHERE email LIKE 'kinds-%%' ORDER BY id DESC LIMIT 1")
    sign_out(page.context)
    page.locator("textarea").first.fill("I sleep first.")
    if scripts:
        page.locator("textarea").last.focus()
        expect(page.get_by_text("You were signed out. Use the button: your answer is kept.")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name=ONWARD).click()
    expect(page.get_by_text("what you sent is kept")).to_be_visible()
    page.get_by_label(re.compile("email", re.I)).first.fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Your answer from before you signed in is saved.")).to_be_visible()
    expect(page.locator("textarea").first).to_have_value("I sleep first.")
    assert chosen(stack, page, "reflection")[0] == "I sleep first."


def test_when_the_time_is_over_what_is_written_is_handed_in(stack: Stack, visitor: Arrive) -> None:
    page = go_to(begin(stack, visitor, time_limit=30, reveal="after"), "reflection")
    expect(page.get_by_text("30 minutes left")).to_be_visible()
    stack.python(
        "from datetime import timedelta\n"
        "from core import clock\n"
        "from quizzes.models import Attempt\n"
        "attempt = Attempt.objects.filter(state='in_progress', due_at__isnull=False).latest('pk')\n"
        "Attempt.objects.filter(pk=attempt.pk).update(due_at=clock.now() + timedelta(seconds=15))\n"
    )
    page.reload()
    expect(page.get_by_text("Less than a minute left")).to_be_visible()
    page.locator("textarea").first.fill("Written at the last moment.")
    expect(page.get_by_role("heading", name="Question by question")).to_be_visible()
    expect(page.get_by_text("Written at the last moment.")).to_be_visible()
