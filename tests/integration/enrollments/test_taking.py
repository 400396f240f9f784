"""Taking a course through its pages, from enrolling to the certificate."""

from itertools import pairwise
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from core import clock
from enrollments.models import ActivityCompletion, Enrollment, Evaluation, Plan
from modules.domain.editions import release_edition
from tests.factories.accounts import UserFactory
from tests.factories.enrollments import (
    NOW,
    add_module,
    complete,
    complete_steps,
    finish,
    make_course,
    make_enrollment,
    make_learner,
    steps_of,
)

pytestmark = pytest.mark.django_db
GOOD = {
    "rating_privacy": "5",
    "rating_free-of-bias": "4",
    "minutes_taken": "40",
    "change": "pause",
    "own_words": "",
    "comment": "Thank you.",
}


def url(name: str, enrollment: Enrollment, *args: Any) -> str:
    return reverse(f"enrollments:{name}", args=[enrollment.public_id, *args])


def signed_in(enrollment: Enrollment) -> Client:
    client = Client()
    client.force_login(enrollment.learner)
    return client


def test_the_whole_way(client: Client) -> None:
    learner, course = make_learner(), make_course()
    client.force_login(learner)

    response = client.post(reverse("enrollments:enroll", args=[course.pk]), follow=True)
    enrollment = Enrollment.objects.get(learner=learner)
    assert response.redirect_chain[-1][0] == url("start", enrollment)
    edition = response.context["edition"]
    page = response.content.decode()
    assert "Do it all." in page
    assert "None claimed" in page
    assert "Spot the details" in page

    response = client.post(url("start", enrollment), {"edition": edition.pk, "acknowledged": "on"})
    enrollment.refresh_from_db()
    lessons = steps_of(enrollment)
    assert response["Location"] == lessons[0].url

    for lesson, following in pairwise(lessons):
        assert client.post(url("complete", enrollment, lesson.pk))["Location"] == following.url
    assert client.post(url("complete", enrollment, lessons[-1].pk))["Location"] == url("evaluation", enrollment)

    response = client.post(url("evaluation", enrollment), GOOD)
    assert response["Location"] == reverse("learning:completed", args=[enrollment.public_id])
    enrollment.refresh_from_db()
    assert enrollment.status == "completed"
    stored = Evaluation.objects.get()
    assert stored.ratings == {"privacy": 5, "free-of-bias": 4}
    assert (stored.minutes_taken, stored.comment) == (40, "Thank you.")
    assert stored.change.startswith("Pause before I post")


def test_a_visitor_is_asked_after_signing_in(client: Client) -> None:
    enroll = reverse("enrollments:enroll", args=[make_course().pk])
    assert client.get(enroll)["Location"] == f"{reverse('account_login')}?next={enroll}"

    client.force_login(make_learner())
    assert "Enroll in this course" in client.get(enroll).content.decode()
    assert not Enrollment.objects.exists()


def test_enrolling_twice_leads_to_the_same_place(client: Client) -> None:
    client.force_login(make_learner())
    enroll = reverse("enrollments:enroll", args=[make_course().pk])

    first, second = client.post(enroll), client.post(enroll)

    assert first["Location"] == second["Location"] == client.get(enroll)["Location"]
    assert Enrollment.objects.count() == 1


def test_the_name_is_confirmed_before_the_start() -> None:
    enrollment = make_enrollment(learner=UserFactory.create(), started=False)

    response = signed_in(enrollment).get(url("start", enrollment))

    assert response["Location"] == f"{reverse('accounts:name')}?next={url('start', enrollment).replace('/', '%2F')}"


def test_the_box_is_ticked_before_the_start() -> None:
    enrollment = make_enrollment(started=False)
    client = signed_in(enrollment)
    edition = client.get(url("start", enrollment)).context["edition"]

    response = client.post(url("start", enrollment), {"edition": edition.pk})

    assert "One thing to put right" in response.content.decode()
    assert response.status_code == 200
    assert "Tick the box when you have read this page" in response.content.decode()
    assert Enrollment.objects.get().status == "assigned"


def test_what_changed_while_it_was_read_is_read_again() -> None:
    enrollment = make_enrollment(started=False)
    client = signed_in(enrollment)
    shown = client.get(url("start", enrollment)).context["edition"]
    add_module(enrollment.course, "Later", 1)
    newer = release_edition(course=enrollment.course, actor=None, reason="", now=NOW)

    response = client.post(url("start", enrollment), {"edition": shown.pk, "acknowledged": "on"}, follow=True)

    assert "changed since you opened it" in response.content.decode()
    assert Enrollment.objects.get().status == "assigned"
    client.post(url("start", enrollment), {"edition": newer.pk, "acknowledged": "on"})
    assert Enrollment.objects.get().edition == newer


def test_starting_twice_leads_to_the_same_place() -> None:
    enrollment = make_enrollment(started=False)
    client = signed_in(enrollment)
    form = {"edition": client.get(url("start", enrollment)).context["edition"].pk, "acknowledged": "on"}

    first, second = client.post(url("start", enrollment), form), client.post(url("start", enrollment), form)

    assert first["Location"] == second["Location"]


def test_a_course_without_an_edition_says_so() -> None:
    enrollment = make_enrollment(course=make_course(release=False), started=False)

    assert "not published yet" in signed_in(enrollment).get(url("start", enrollment)).content.decode()


def test_a_step_posted_twice_leads_to_the_same_place() -> None:
    enrollment = make_enrollment()
    client, first = signed_in(enrollment), steps_of(enrollment)[0]

    responses = [client.post(url("complete", enrollment, first.pk)) for _ in range(2)]

    assert len({response["Location"] for response in responses}) == 1
    assert ActivityCompletion.objects.count() == 1


@pytest.mark.parametrize("posted", ["own", "another's", "nonsense", "²", "9" * 40])
def test_the_revision_that_was_shown_is_kept(posted: str) -> None:
    enrollment = make_enrollment()
    first, second, _third = steps_of(enrollment)
    shown = first.live_revision_id
    newer = first.save_revision()
    type(first).objects.filter(pk=first.pk).update(live_revision=newer)
    revision = {"own": shown, "another's": second.live_revision_id}.get(posted, posted)

    signed_in(enrollment).post(url("complete", enrollment, first.pk), {"revision": revision})

    assert ActivityCompletion.objects.get().revision_id == (shown if posted == "own" else newer.pk)


def test_only_lessons_complete_by_a_click() -> None:
    enrollment = make_enrollment()
    assert enrollment.edition is not None
    snapshot = enrollment.edition.snapshot
    lesson = snapshot["groups"][0]["activities"][0]
    lesson["kind"] = "test"
    other = enrollment.edition
    other.pk, other.number = None, 99
    other.save()
    Enrollment.objects.filter(pk=enrollment.pk).update(edition=other)

    assert signed_in(enrollment).post(url("complete", enrollment, lesson["id"])).status_code == 404
    assert not ActivityCompletion.objects.exists()


def test_completing_is_posted() -> None:
    enrollment = make_enrollment()

    assert signed_in(enrollment).get(url("complete", enrollment, 1)).status_code == 405


def test_what_is_not_yours_is_not_there(client: Client) -> None:
    enrollment = make_enrollment()
    lesson = steps_of(enrollment)[0]
    client.force_login(make_learner())

    for name in ("resume", "start", "evaluation"):
        assert client.get(url(name, enrollment)).status_code == 404
    for name in ("complete", "plan"):
        assert client.post(url(name, enrollment, lesson.pk)).status_code == 404
    assert not ActivityCompletion.objects.exists()


def test_a_plan_is_saved_with_the_time() -> None:
    enrollment = make_enrollment()
    lesson = steps_of(enrollment)[0]

    response = signed_in(enrollment).post(
        url("plan", enrollment, lesson.pk), {"if_text": "I am angry", "then_text": "I wait an hour"}
    )

    assert response["Location"] == f"{lesson.url}#plan"
    plan = Plan.objects.get()
    assert (plan.if_text, plan.then_text, plan.activity_id) == ("I am angry", "I wait an hour", lesson.pk)
    assert str(next(iter(get_messages(response.wsgi_request)))).startswith("Plan saved at ")


@pytest.mark.parametrize("then_text", ["", "x" * 10_000])
def test_half_a_plan_or_a_book_is_not_saved(then_text: str) -> None:
    enrollment = make_enrollment()
    lesson = steps_of(enrollment)[0]

    response = signed_in(enrollment).post(
        url("plan", enrollment, lesson.pk), {"if_text": "I am angry", "then_text": then_text}
    )

    assert response.status_code == 302
    assert not Plan.objects.exists()
    assert "300 characters" in str(next(iter(get_messages(response.wsgi_request))))


def test_the_evaluation_waits_for_the_steps() -> None:
    enrollment = make_enrollment()
    first, second, _third = steps_of(enrollment)
    complete(enrollment, first)

    response = signed_in(enrollment).get(url("evaluation", enrollment))

    assert response["Location"] == second.url


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rating_privacy": ""}, "Choose an answer for"),
        ({"rating_privacy": "9"}, "Choose one of the answers offered"),
        ({"minutes_taken": "0"}, "1"),
        ({"change": "own", "own_words": "  "}, "in a few words what you will do differently"),
        ({"own_words": "x" * 10_000}, "500"),
        ({"comment": "x" * 10_000}, "1000"),
    ],
)
def test_the_evaluation_says_what_to_put_right(change: dict[str, str], sentence: str) -> None:
    enrollment = complete_steps(make_enrollment())

    response = signed_in(enrollment).post(url("evaluation", enrollment), GOOD | change)

    page = response.content.decode()
    assert "<title>Error:" in page
    assert "One thing to put right" in page
    assert sentence in page
    assert not Evaluation.objects.exists()


def test_a_change_in_ones_own_words() -> None:
    enrollment = complete_steps(make_enrollment())

    signed_in(enrollment).post(url("evaluation", enrollment), GOOD | {"change": "own", "own_words": "I ask first."})

    assert Evaluation.objects.get().change == "I ask first."


def test_an_evaluation_from_two_tabs_is_one() -> None:
    enrollment = complete_steps(make_enrollment())
    client = signed_in(enrollment)

    first = client.post(url("evaluation", enrollment), GOOD)
    second = client.post(url("evaluation", enrollment), GOOD | {"comment": "Again."})

    assert first["Location"] == second["Location"]
    assert Evaluation.objects.get().comment == "Thank you."


def test_a_step_posted_after_completion_leads_to_the_certificate() -> None:
    enrollment = finish(make_enrollment())

    response = signed_in(enrollment).post(url("complete", enrollment, steps_of(enrollment)[0].pk))

    assert response["Location"] == reverse("learning:completed", args=[enrollment.public_id])


def test_resume_leads_on() -> None:
    enrollment = make_enrollment(started=False)
    client = signed_in(enrollment)
    assert client.get(url("resume", enrollment))["Location"] == url("start", enrollment)

    started = make_enrollment(course=enrollment.course)
    client = signed_in(started)
    first, second, _third = steps_of(started)
    assert client.get(url("resume", started))["Location"] == first.url
    complete(started, first)
    assert client.get(url("resume", started))["Location"] == second.url
    complete_steps(started)
    assert client.get(url("resume", started))["Location"] == url("evaluation", started)


def test_a_closed_course_enrolls_nobody(client: Client) -> None:
    course = make_course(expires_on=clock.now().date().replace(year=2020))
    client.force_login(make_learner())
    enroll = reverse("enrollments:enroll", args=[course.pk])

    assert "nobody can enroll" in client.get(enroll).content.decode()
    response = client.post(enroll)
    assert response.status_code == 409
    assert "closed" in response.content.decode()


def test_the_course_page_offers_the_next_step(client: Client) -> None:
    course = make_course()
    enroll = reverse("enrollments:enroll", args=[course.pk])
    assert f'href="{enroll}"' in client.get(course.url).content.decode()

    client.force_login(make_learner())
    assert f'action="{enroll}"' in client.get(course.url).content.decode()

    for enrollment, words, target in (
        (make_enrollment(course=course, started=False), "Start", "enrollments:resume"),
        (make_enrollment(course=course), "Resume", "enrollments:resume"),
        (finish(make_enrollment(course=course)), "See your certificate", "learning:completed"),
    ):
        page = signed_in(enrollment).get(course.url).content.decode()
        assert words in page
        assert reverse(target, args=[enrollment.public_id]) in page
