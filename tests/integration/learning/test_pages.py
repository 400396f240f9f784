"""My learning and the page after the last step."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.models import Certificate
from core import clock
from enrollments.domain.assigning import assign
from enrollments.domain.completion import save_plan
from enrollments.models import Enrollment
from tests.factories.accounts import UserFactory
from tests.factories.enrollments import (
    complete,
    complete_steps,
    evaluate,
    finish,
    make_course,
    make_enrollment,
    make_learner,
    steps_of,
)
from tests.factories.organizations import MembershipFactory, OrganizationFactory, TeamFactory

pytestmark = pytest.mark.django_db
HOME = "/my-learning/"


def page_of(enrollment_or_user: Any, url: str = HOME) -> str:
    client = Client()
    client.force_login(getattr(enrollment_or_user, "learner", enrollment_or_user))
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def now_enrolled(**options: Any) -> Enrollment:
    """An enrollment of today: the pages read the real clock."""
    return make_enrollment(now=clock.now(), **options)


def due_in(enrollment: Enrollment, days: int) -> date:
    """Set the due date so many days from the learner's today."""
    day = clock.local_date(clock.now(), enrollment.learner.time_zone) + timedelta(days=days)
    Enrollment.objects.filter(pk=enrollment.pk).update(due_on=day)
    return day


def completed_url(enrollment: Enrollment) -> str:
    return reverse("learning:completed", args=[enrollment.public_id])


def test_a_visitor_signs_in(client: Client) -> None:
    assert client.get(HOME)["Location"] == f"{reverse('account_login')}?next={HOME}"


def test_nothing_to_do_says_what_to_do() -> None:
    course = make_course()

    page = page_of(make_learner())

    assert "Nothing assigned, nothing due" in page
    assert f'action="{reverse("enrollments:enroll", args=[course.pk])}"' in page
    assert page.count('class="btn"') == 1
    assert "None yet." in page


def test_nothing_on_offer_is_said_too() -> None:
    assert "nothing to do until then" in page_of(make_learner())


def test_the_panel_shows_where_to_go_on() -> None:
    enrollment = now_enrolled()
    first, second, _third = steps_of(enrollment)
    complete(enrollment, first, clock.now())

    page = page_of(enrollment)

    assert "Continue where you left off" in page
    assert second.title in page
    assert "Module 1, step 2. About 4 minutes." in page
    assert "1 of 3 steps complete" in page
    assert "8 minutes to go" in page
    assert "Progress by part: 0 complete, 1 in progress, 1 not started." in page
    assert "Resume lesson" in page
    assert page.count('class="btn"') == 1


def test_the_course_worked_on_last_comes_first() -> None:
    learner = make_learner()
    older, newer = now_enrolled(learner=learner), now_enrolled(learner=learner)
    complete(older, steps_of(older)[0], clock.now() + timedelta(minutes=5))

    assert f'<h2 id="continue">{steps_of(older)[1].title}</h2>' in page_of(newer)


def test_after_the_last_step_the_evaluation_is_next() -> None:
    enrollment = complete_steps(now_enrolled(), clock.now())

    page = page_of(enrollment)

    assert "Fill in the evaluation" in page
    assert "Every step is done." in page


@pytest.mark.parametrize(("days", "words"), [(-3, "Overdue by 3 days"), (0, "Not started"), (5, "Not started")])
def test_due_dates_are_words(days: int, words: str) -> None:
    enrollment = now_enrolled(started=False)
    day = due_in(enrollment, days)

    page = page_of(enrollment)

    assert words in page
    assert f"Due {day:%B} {day.day}" in page
    assert ("task--late" in page) is (days < 0)


def test_an_assignment_shows_who_made_it() -> None:
    organization = OrganizationFactory.create(name="Alder Valley Health")
    team = TeamFactory.create(organization=organization, name="Medical Intensive Care")
    member = MembershipFactory.create(organization=organization, team=team, user=make_learner())
    assign(
        organization=organization, course=make_course(), everyone=True, due_on=date(2027, 12, 1),
        actor=UserFactory.create(name="Tomas Okafor"), now=clock.now(),
    )  # fmt: skip

    page = page_of(member.user)

    assert "Assigned to you" in page
    assert "12 minutes, 0.25 contact hours. Assigned by Tomas Okafor" in page
    assert "Priya Nandakumar, RN. Alder Valley Health, Medical Intensive Care" in page


def test_a_course_of_ones_own_is_not_called_assigned() -> None:
    page = page_of(now_enrolled())

    assert "Courses you chose" in page
    assert "Assigned to you" not in page


def test_a_finished_course_shows_its_certificate() -> None:
    enrollment = finish(now_enrolled(), clock.now())
    certificate = Certificate.objects.get(enrollment=enrollment)

    page = page_of(enrollment)

    assert reverse("certificates:download", args=[certificate.public_id]) in page
    assert completed_url(enrollment) in page
    assert f"awarded {certificate.completed_on:%B}" in page
    assert "Nothing assigned, nothing due" in page


def test_hours_are_counted_by_year() -> None:
    learner = make_learner()
    finish(now_enrolled(learner=learner), clock.now())
    long_ago = clock.now() - timedelta(days=366)
    finish(make_enrollment(learner=learner, now=long_ago), long_ago)
    now_enrolled(learner=learner)

    page = page_of(learner)

    year = clock.local_date(clock.now(), learner.time_zone).year
    assert f"<dt>contact hours earned in {year}</dt><dd>0.25</dd>" in page
    assert "<dt>hours in progress</dt><dd>0.25</dd>" in page


def test_other_peoples_courses_are_not_there() -> None:
    stranger, enrollment = make_learner(), finish(now_enrolled(), clock.now())
    client = Client()
    client.force_login(stranger)

    assert enrollment.course.title not in client.get(HOME).content.decode().replace(
        f"“{enrollment.course.title}” is open to you now", ""
    )
    for name in ("completed", "certificate"):
        assert client.get(reverse(f"learning:{name}", args=[enrollment.public_id])).status_code == 404


def test_queries_do_not_grow_with_courses() -> None:
    assert queries_with(1) == queries_with(5)


def queries_with(courses: int) -> int:
    """The queries of My learning with so many courses of each state."""
    learner = make_learner()
    for _ in range(courses):
        waiting = now_enrolled(learner=learner, course=make_course(lessons=(1,)), started=False)
        due_in(waiting, 5)
        begun = now_enrolled(learner=learner, course=make_course(lessons=(2,)))
        complete(begun, steps_of(begun)[0], clock.now())
        finish(now_enrolled(learner=learner, course=make_course(lessons=(1,))), clock.now())
    client = Client()
    client.force_login(learner)
    client.get(HOME)
    with CaptureQueriesContext(connection) as captured:
        client.get(HOME)
    return len(captured)


def test_the_page_after_the_last_step() -> None:
    enrollment = now_enrolled()
    save_plan(
        enrollment=enrollment,
        activity=steps_of(enrollment)[0],
        if_text="I am angry",
        then_text="I wait",
        now=clock.now(),
    )
    evaluate(complete_steps(enrollment, clock.now()), clock.now())
    certificate = Certificate.objects.get()

    page = page_of(enrollment, completed_url(enrollment))

    assert "Well done, Priya. Now keep the habit." in page
    assert certificate.code in page
    assert certificate.verify_url in page
    assert "“If I am angry, then I wait”" in page
    assert "Only you can see this." in page
    assert page.count("<h1") == 1


def test_while_the_file_is_printed_the_page_says_so() -> None:
    enrollment = finish(now_enrolled(), clock.now())
    part = reverse("learning:certificate", args=[enrollment.public_id])

    page = page_of(enrollment, completed_url(enrollment))
    assert "Check again" in page
    assert f'hx-get="{part}"' in page
    assert "htmx-2.min.js" in page
    assert "Download PDF" not in page
    assert "hx-get" in page_of(enrollment, part)

    Certificate.objects.update(rendered_at=clock.now(), pdf_sha256="0" * 64)
    page = page_of(enrollment, completed_url(enrollment))
    assert "Download PDF" in page
    assert "htmx" not in page
    assert "hx-get" not in page_of(enrollment, part)


def test_a_revoked_certificate_is_not_offered() -> None:
    enrollment = finish(now_enrolled(), clock.now())
    Certificate.objects.update(
        revoked_at=clock.now(), revocation_reason="error", rendered_at=clock.now(), pdf_sha256="0" * 64
    )

    page = page_of(enrollment, completed_url(enrollment))

    assert "was revoked" in page
    assert "Download PDF" not in page


def test_an_open_course_has_no_such_page(client: Client) -> None:
    enrollment = now_enrolled()
    client.force_login(enrollment.learner)

    response = client.get(completed_url(enrollment))

    assert response["Location"] == reverse("enrollments:resume", args=[enrollment.public_id])


def test_the_masthead_leads_here() -> None:
    page = page_of(make_learner())

    assert f'<a href="{HOME}" aria-current="page">My learning</a>' in page
    assert f'<a href="{HOME}#certificates">Certificates</a>' in page
