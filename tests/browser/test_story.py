"""The main job, end to end, on real parts: an author, a coordinator and two clinicians, with and without JavaScript."""

import csv
import io
import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from quizzes.marking import words
from tests.browser.clinician import Clinician, Keys
from tests.support.browser import Visitor, check_accessible
from tests.support.stack import Stack, link_in

ORGANIZATION = "/organizations/alder-valley/"
LESSON = "/responsible-online-presence/in-the-heat-of-the-moment/why-it-feels-urgent/"
LESSON_KEY = "heat-why-it-feels-urgent"
COURSE_KEY = "responsible-online-presence"
PASSWORD = "four quiet words here"
Arrive = Callable[..., Visitor]


@pytest.fixture(scope="module")
def keys(stack: Stack) -> Keys:
    """See `right_answers`."""
    return right_answers(stack)


def right_answers(stack: Stack) -> Keys:
    """Stem → kind and right answer in the words on the page, of every question."""
    versions = stack.rows("SELECT stem, kind, options, targets, simulation FROM quizzes_questionversion WHERE current")
    return {stem.strip(): (kind, _right(kind, *rest)) for stem, kind, *rest in versions}


def _right(
    kind: str, options: list[dict[str, Any]], targets: list[dict[str, Any]], simulation: dict[str, Any] | None
) -> list[str]:
    """The texts of the right options, of the things in order, of prompts and targets by turns; the ids of words."""
    if kind == "matching":
        texts = {target["id"]: target["text"] for target in targets}
        return [text for option in options for text in (option["text"], texts[option["target"]])]
    if kind == "marking":
        return [word.id for word in words(simulation or {}) if word.span]
    return [option["text"] for option in options if option.get("correct", True)]


@pytest.fixture(scope="session", autouse=True)
def idle(stack: Stack) -> str:
    """Somebody enrolled two days ago whose course is due tomorrow. Made first, so that beat has time meanwhile."""
    email = "ida.lund@ward.example"
    stack.python(
        "from datetime import timedelta\n"
        "from accounts.models import User\n"
        "from core import clock\n"
        "from coursesite.demo import hospital\n"
        "from enrollments.domain.assigning import assign\n"
        "from modules.models import CoursePage\n"
        "from organizations.models import Membership, Organization\n"
        "now = clock.now()\n"
        "before = now - timedelta(days=2)\n"
        "organization = Organization.objects.get(slug='alder-valley')\n"
        "boss = User.objects.get(email='coordinator@demo.example')\n"
        "with clock.at(before):\n"
        f"    user = hospital.join(organization, {email!r}, 'Ida Lund, RN', None, 'learner', boss, before)\n"
        # It is late morning for this person, wherever and whenever the test runs.
        "offset = 11 - now.hour\n"
        "user.time_zone = f'Etc/GMT{-offset:+d}' if offset else 'Etc/GMT'\n"
        "user.save(update_fields=['time_zone'])\n"
        "member = Membership.objects.get(user=user)\n"
        "due_on = clock.local_date(now, user.time_zone) + timedelta(days=1)\n"
        f"course = CoursePage.objects.get(key={COURSE_KEY!r})\n"
        "assign(organization=organization, course=course, memberships=[member], teams=[],\n"
        "       everyone=False, due_on=due_on, note='', actor=boss, now=before)\n"
    )
    return email


def test_editor_changes_previews_and_publishes_a_lesson(visitor: Arrive, stack: Stack) -> None:
    editor = visitor()
    editor.sign_in("editor@demo.example")
    ((pk,),) = stack.rows("SELECT page_ptr_id FROM modules_activitypage WHERE key = %s", LESSON_KEY)
    editor.open(f"/cms/pages/{pk}/edit/")
    page = editor.page
    lede = page.locator("#id_lede")
    lede.fill("Anger and exhaustion each have a style. Hear it in your own draft, and you buy yourself an hour.")
    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("#w-preview-iframe, iframe[title='Preview']").first
    expect(preview.get_by_text("you buy yourself an hour")).to_be_visible()
    expect(preview.get_by_text("Fictitious people and places; not a real post.").first).to_be_visible()
    page.get_by_role("button", name="Toggle preview").click()
    more = page.get_by_role("button", name="More actions")
    if more.count():
        more.last.click()
    page.get_by_role("button", name="Publish", exact=True).last.click()
    expect(page.get_by_text(re.compile("published", re.I)).first).to_be_visible()
    ((live,),) = stack.rows("SELECT lede FROM modules_lessonpage WHERE activitypage_ptr_id = %s", pk)
    assert live.endswith("you buy yourself an hour.")


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_the_whole_story(visitor: Arrive, stack: Stack, keys: Keys, scripts: bool) -> None:
    look = check_accessible if scripts else (lambda page: None)
    email = f"lena.{uuid.uuid4().hex[:8]}@ward.example"
    coordinator = visitor(java_script_enabled=scripts)
    _invite_and_assign(coordinator, email, look)
    clinician = visitor(java_script_enabled=scripts)
    _join(clinician, stack, email, look)
    student = Clinician(clinician, look, keys)
    _first_sitting(student)
    elsewhere = visitor(java_script_enabled=scripts)
    student = Clinician(elsewhere, look, keys, student.seen)
    _second_sitting(student, email)
    _final_test(student)
    _evaluate(student)
    _certificate(student, stack, email, visitor)
    _coordinator_sees(coordinator, email, look)


def _invite_and_assign(coordinator: Visitor, email: str, look: Callable[..., None]) -> None:
    for path in ("/", "/accounts/login/", "/accounts/password/reset/"):
        coordinator.open(path)
        look(coordinator.page)
    coordinator.sign_in("coordinator@demo.example")
    coordinator.open(ORGANIZATION + "invite/")
    look(coordinator.page)
    coordinator.page.get_by_label("Work email").fill(email)
    coordinator.page.get_by_label("Full name").fill("Lena Park, RN")
    coordinator.page.get_by_label(re.compile("^Team")).select_option(label="Rehabilitation")
    coordinator.page.get_by_role("main").get_by_role("button", name=re.compile("invit", re.I)).click()
    coordinator.sees(re.compile(re.escape(email)))
    coordinator.open(f"{ORGANIZATION}people/?q={email}&search={email}&name={email}")
    coordinator.follow("Lena Park, RN")
    look(coordinator.page)
    coordinator.follow("Assign a course")
    look(coordinator.page)
    coordinator.page.get_by_label("Course").select_option(COURSE_KEY)
    due = date.today() + timedelta(days=10)
    coordinator.page.get_by_label("Due date").fill(due.isoformat())
    coordinator.press("Check the assignment")
    look(coordinator.page)
    coordinator.press(re.compile("^Assign"))
    expect(coordinator.page).not_to_have_url(re.compile("/assign/$"))


def _join(clinician: Visitor, stack: Stack, email: str, look: Callable[..., None]) -> None:
    mail = stack.wait_for_mail(email, "invites you")
    clinician.open(link_in(mail, "/invitations/"))
    look(clinician.page)
    clinician.press("Set up your account")
    look(clinician.page)
    clinician.page.get_by_label("Full name").fill("Lena Park, RN")
    clinician.page.get_by_label("Password").first.fill(PASSWORD)
    clinician.page.get_by_role("main").get_by_role("button", name=re.compile("account", re.I)).last.click()
    clinician.page.get_by_label("Name on your certificate").fill("Lena S. Park, RN")
    look(clinician.page)
    clinician.press("Confirm this name")
    clinician.sees("Building a responsible online presence in healthcare")
    due = date.today() + timedelta(days=10)
    clinician.sees(re.compile(f"Due {due:%B} {due.day}"))
    look(clinician.page)


def _first_sitting(student: Clinician) -> None:
    """Disclosures, the first module's lessons, and the first decision of its scenario."""
    student.visitor.open(LESSON)
    expect(student.page.get_by_role("heading", name="Disclosures")).to_be_visible()
    student.look_once("before the start")
    student.page.get_by_label(re.compile("I have read what the course requires")).check()
    student.visitor.press("Start the course")
    student.read_lesson()
    student.read_lesson()
    student.visitor.press("Begin the scenario")
    student.decide()


def _second_sitting(student: Clinician, email: str) -> None:
    """Another browser, the same place; then the rest of the modules."""
    student.visitor.sign_in(email, PASSWORD)
    student.look_once("my learning, begun")
    student.page.get_by_role("main").get_by_role("link", name=re.compile("^Resume")).first.click()
    expect(student.page.get_by_text("Decision 2 of")).to_be_visible()
    student.play_scenario()
    for practice in (True, False):
        student.read_lesson()
        student.read_lesson()
        student.play_scenario()
        if practice:
            student.pass_by()


def _final_test(student: Clinician) -> None:
    """Fails, sees why, is given another draw, passes."""
    student.look_once("test")
    student.visitor.press("Start the test")
    first = student.sit_test(right=False)
    student.visitor.sees("Not passed yet")
    student.look_once("not passed")
    student.visitor.press("Try again")
    second = student.sit_test(right=True)
    assert set(first) != set(second), "the second paper is another draw"
    expect(student.page.get_by_role("heading", level=1)).to_contain_text("passed")
    student.look_once("passed")


def _evaluate(student: Clinician) -> None:
    student.page.get_by_role("main").get_by_role("link", name="Continue").first.click()
    expect(student.page.get_by_role("heading", name="How was the course?")).to_be_visible()
    student.look_once("evaluation")
    for group in (
        student.page.get_by_role("main")
        .get_by_role("radiogroup")
        .or_(student.page.get_by_role("main").get_by_role("group"))
        .all()
    ):
        radios = group.get_by_role("radio")
        if radios.count():
            radios.nth(3 if radios.count() == 5 else 0).check()
    student.page.get_by_label("How many minutes did the course take you?").fill("55")
    student.visitor.press("Send and get your certificate")


def _certificate(student: Clinician, stack: Stack, email: str, visitor: Arrive) -> None:
    expect(student.page.get_by_role("heading", level=1)).to_contain_text("Well done")
    mail = stack.wait_for_mail(email, "certificate")
    attached = next(part for part in mail.iter_attachments() if part.get_content_type() == "application/pdf")
    student.page.reload()
    student.look_once("completed")
    with student.page.expect_download() as download:
        student.page.get_by_role("main").get_by_role("link", name="Download PDF").first.click()
    content = download.value.path().read_bytes()
    assert content == attached.get_content()
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert "Lena S. Park, RN" in text
    assert "Building a responsible" in text
    code = re.search(r"BYP-\w{4}-\w{4}-\w{4}", text)
    assert code
    public = visitor()
    public.open(f"/v/{code.group(0).lower()}/")
    public.sees("Lena S. Park, RN")
    public.sees(re.compile("valid", re.I))
    assert email not in public.page.content()
    check_accessible(public.page)
    public.open("/v/BYP-2222-2222-2222/")
    check_accessible(public.page)


def _coordinator_sees(coordinator: Visitor, email: str, look: Callable[..., None]) -> None:
    coordinator.open(ORGANIZATION)
    look(coordinator.page)
    coordinator.open(f"{ORGANIZATION}people/")
    look(coordinator.page)
    with coordinator.page.expect_download() as download:
        coordinator.page.get_by_role("main").get_by_role("link", name="Export CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    row = next(row for row in csv.DictReader(io.StringIO(text)) if email in row.values())
    assert "Completed" in row.values()
    coordinator.page.get_by_role("main").get_by_label(re.compile("Name or email")).fill(email)
    coordinator.press("Filter")
    coordinator.follow("Lena Park, RN")
    coordinator.sees("Completed")
    coordinator.sees("History")
    look(coordinator.page)


def test_who_does_nothing_is_reminded_once_for_each_step_and_never_after_finishing(stack: Stack, idle: str) -> None:
    """Beat finds the step that is due, once; a later step after completion is not told."""
    stack.wait_for_mail(idle, "due", seconds=150)
    reminders = [mail["Subject"] for mail in stack.mails(idle) if "due" in mail["Subject"].lower()]
    assert _steps_told(stack, idle) == ["before-1"], reminders
    stack.python(
        "from datetime import timedelta\n"
        "from random import Random\n"
        "from core import clock\n"
        "from coursesite.demo.playing import take_course\n"
        "from enrollments.domain.reminders import send_reminders\n"
        "from enrollments.models import Enrollment\n"
        f"enrollment = Enrollment.objects.get(learner__email={idle!r})\n"
        "began, pace = clock.now() - timedelta(hours=5), timedelta(minutes=20)\n"
        "take_course(enrollment, share=1, fails=0, began=began, rng=Random(1), pace=pace)\n"
        "for days in range(1, 30):\n"
        "    send_reminders(now=clock.now() + timedelta(days=days))\n"
    )
    stack.wait_for_mail(idle, "certificate")
    assert _steps_told(stack, idle) == ["before-1"]


def _steps_told(stack: Stack, email: str) -> list[str]:
    told = stack.rows(
        """
        SELECT reminder.step FROM enrollments_reminder reminder
        JOIN enrollments_enrollment enrollment ON enrollment.id = reminder.enrollment_id
        JOIN accounts_user learner ON learner.id = enrollment.learner_id
        WHERE learner.email = %s
        """,
        email,
    )
    return [step for (step,) in told]
