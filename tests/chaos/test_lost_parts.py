"""A broker that stops and a worker that is killed: nothing is lost, nothing is doubled."""

import json
import re
import time
from collections.abc import Callable, Sequence

from playwright.sync_api import expect

from tests.support.browser import Visitor
from tests.support.stack import Stack

NEARLY_DONE = """
import json
from datetime import timedelta
from random import Random
from accounts.models import User
from core import clock
from coursesite.demo import hospital
from coursesite.demo.playing import take_course
from enrollments.models import Enrollment
from organizations.models import Organization

emails, share = json.loads('''{arguments}''')
organization = Organization.objects.get(slug=hospital.SLUG)
boss = User.objects.get(email="coordinator@demo.example")
began, pace = clock.now() - timedelta(hours=5), timedelta(minutes=20)
for email in emails:
    hospital.join(organization, email, "Ada Moreno, RN", None, "learner", boss, began)
    enrollment = Enrollment.objects.get(learner__email=email)
    take_course(enrollment, share=share, fails=0, began=began, rng=Random(1), pace=pace)
"""


def take_courses(stack: Stack, emails: Sequence[str], share: float) -> None:
    """New clinicians who did this share of the course; just below 1 leaves the evaluation."""
    stack.python(NEARLY_DONE.format(arguments=json.dumps([list(emails), share])))


def certificates(stack: Stack, emails: Sequence[str]) -> dict[str, bool]:
    """Address → whether the certificate is rendered; who has none is missing."""
    return dict(
        stack.rows(
            """
            SELECT learner.email, certificate.rendered_at IS NOT NULL
            FROM certificates_certificate certificate
            JOIN enrollments_enrollment enrollment ON enrollment.id = certificate.enrollment_id
            JOIN accounts_user learner ON learner.id = enrollment.learner_id
            WHERE learner.email = ANY(%s)
            """,
            list(emails),
        )
    )


def test_completion_stands_while_redis_is_away_and_the_certificate_follows(
    visitor: Callable[..., Visitor], stack: Stack
) -> None:
    email = "ada.moreno@ward.example"
    take_courses(stack, [email], 0.99)
    clinician = visitor(java_script_enabled=False)
    clinician.sign_in(email)
    clinician.page.get_by_role("main").get_by_role("link", name=re.compile("^(Resume|Finish|Continue)")).first.click()
    expect(clinician.page.get_by_role("heading", name="How was the course?")).to_be_visible()
    for group in clinician.page.get_by_role("main").get_by_role("group").all():
        if group.get_by_role("radio").count():
            group.get_by_role("radio").first.check()
    clinician.page.get_by_label("How many minutes did the course take you?").fill("50")
    command = stack.stop_redis()
    try:
        clinician.press("Send and get your certificate")
        expect(clinician.page.get_by_role("heading", level=1)).to_contain_text("Well done")
        assert certificates(stack, [email]) == {email: False}
    finally:
        stack.start_redis(command)
    stack.wait_for_mail(email, "certificate", seconds=150)
    assert certificates(stack, [email]) == {email: True}


def test_worker_killed_while_rendering_loses_and_doubles_nothing(stack: Stack) -> None:
    emails = [f"ada{number}@ward.example" for number in range(5)]
    stack.stop("worker")
    take_courses(stack, emails, 1)
    assert certificates(stack, emails) == dict.fromkeys(emails, False)
    stack.start("worker")
    _wait(lambda: any(certificates(stack, emails).values()), 60)
    stack.kill("worker")
    stack.start("worker")
    for email in emails:
        stack.wait_for_mail(email, "certificate", seconds=150)
    assert certificates(stack, emails) == dict.fromkeys(emails, True)
    for email in emails:
        mails = [mail for mail in stack.mails(email) if "certificate" in mail["Subject"]]
        # SMTP leaves open whether a mail was taken when the sender dies; a repeat carries the same id.
        assert len({mail["Message-ID"] for mail in mails}) == 1
        assert len(mails) <= 2
    assert sum(len([m for m in stack.mails(email) if "certificate" in m["Subject"]]) for email in emails) <= 6


def _wait(true: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.05)
