"""A scenario from its opening to its end, through the pages."""

import re

import pytest
from django.urls import reverse

from accounts.models import User
from enrollments.domain import enrolling
from enrollments.models import ActivityCompletion
from quizzes.domain.scenarios import choose, start_run
from quizzes.models import ScenarioChoice, ScenarioRun
from tests.factories.quizzes import NOW, SIMULATION, STEPS, enrolled, learner, taught

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return taught()


@pytest.fixture
def enrollment(course):
    return enrolled(course.course)


@pytest.fixture
def signed_in(client, enrollment):
    client.force_login(enrollment.learner)
    return client


@pytest.fixture
def run(course, enrollment):
    return start_run(enrollment=enrollment, scenario=course.scenario, now=NOW)


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def decide(client, run, step, choice, position, **extra):
    data = {"step": step, "choice": choice, "position": position}
    return client.post(reverse("quizzes:decide", args=[run.public_id]), data, **extra)


def test_the_whole_way(course, signed_in):
    url = course.scenario.url
    opening = text_of(signed_in.get(url))
    assert "Begin the scenario" in opening
    assert "up to 2 decisions" in opening
    assert "Only you see your choices" in opening
    assert signed_in.post(reverse("quizzes:start_scenario", args=[course.scenario.pk])).url == url
    run = ScenarioRun.objects.get()

    first = text_of(signed_in.get(url))
    assert "Title draft" in first
    assert "Prompt draft?" in first
    assert "Choose as you would at 2 a.m." in first
    assert "Nobody came." in first
    assert "Decision 1 of 2 at most" in first
    assert "Consequence" not in first
    assert "Feedback" not in first

    assert decide(signed_in, run, "draft", "post", 1).url == f"{url}?after=1"
    outcome = text_of(signed_in.get(f"{url}?after=1"))
    for words in ("You chose A", "Label post", "Consequence post", "A choice that does harm.", "Feedback post"):
        assert words in outcome
    assert "Feedback wait" not in outcome
    assert "What colleagues chose" not in outcome

    second = text_of(signed_in.get(url))
    assert "Title caught" in second
    assert "Decision 2 of 2 at most" in second
    assert decide(signed_in, run, "caught", "own", 2).url == f"{url}?after=2"

    end = text_of(signed_in.get(url))
    for words in ("Title owned", "The debrief.", "An end you can live with", "Label post", "Label own", "A guide"):
        assert words in end
    assert f'href="{course.quiz.url}"' in end
    assert ActivityCompletion.objects.get().activity_id == course.scenario.pk
    for html in (opening, first, outcome, second, end):
        assert html.count("<h1") == 1


def test_a_place_is_kept(course, signed_in, run):
    decide(signed_in, run, "draft", "post", 1)
    again = text_of(signed_in.get(course.scenario.url))
    assert "Title caught" in again
    assert '?after=1">Label post' in again
    assert signed_in.post(reverse("quizzes:start_scenario", args=[course.scenario.pk])).status_code == 302
    assert ScenarioRun.objects.count() == 1


def test_a_double_click_and_a_second_tab_change_nothing(course, signed_in, run):
    decide(signed_in, run, "draft", "post", 1)
    twice = decide(signed_in, run, "draft", "post", 1, follow=True)
    assert "in another window" not in text_of(twice)
    other = text_of(decide(signed_in, run, "draft", "wait", 1, follow=True))
    assert "in another window" in other
    assert "You chose A" in other
    assert ScenarioChoice.objects.get().choice_key == "post"


def test_forged_decisions_are_refused_in_words(signed_in, run):
    for step, choice, position in (
        ("caught", "own", 1),
        ("draft", "x" * 10_000, 1),
        ("draft", "post", 7),
        ("draft", "post", "nine"),
        ("draft", "post", "9" * 400),
        ("draft", "post", ""),
    ):
        reply = decide(signed_in, run, step, choice, position)
        assert reply.status_code == 409
        assert len(text_of(reply)) < 8000
    assert not ScenarioChoice.objects.exists()


def test_going_on_without_a_choice_asks_for_one(course, signed_in, run):
    reply = signed_in.post(
        reverse("quizzes:decide", args=[run.public_id]), {"step": "draft", "position": 1}, follow=True
    )
    assert "Choose one of the answers first" in text_of(reply)
    assert not ScenarioChoice.objects.exists()


@pytest.mark.parametrize("after", ["0", "2", "-1", "x", "", "9" * 50, "9" * 5000, "²"])
def test_an_address_cannot_show_what_did_not_happen(course, signed_in, run, after):
    decide(signed_in, run, "draft", "post", 1)
    html = text_of(signed_in.get(f"{course.scenario.url}?after={after}"))
    assert "Title caught" in html


def test_colleagues_are_counted_without_names(course, signed_in, run):
    for number in range(9):
        other = start_run(enrollment=enrolled(course.course), scenario=course.scenario, now=NOW)
        key = "wait" if number < 7 else "post"
        choose(run=other, step_key="draft", choice_key=key, position=1, now=NOW)
    decide(signed_in, run, "draft", "post", 1)
    html = text_of(signed_in.get(f"{course.scenario.url}?after=1"))
    assert "10 answers, counted without names" in html
    assert "(your choice)" in html
    assert ">30%<" in html
    assert ">70%<" in html
    assert "Person" not in html.split("What colleagues chose")[1].split("</section>")[0]


def test_other_people_find_nothing(course, run, client):
    client.force_login(enrolled(course.course).learner)
    assert decide(client, run, "draft", "post", 1).status_code == 404
    client.force_login(learner())
    assert client.post(reverse("quizzes:start_scenario", args=[course.scenario.pk])).status_code == 404
    assert not ScenarioChoice.objects.exists()


def test_a_run_shows_the_story_it_began_with(course, signed_in, run):
    course.scenario.steps[0].value["title"] = "Changed"
    course.scenario.save_revision().publish()
    assert "Title draft" in text_of(signed_in.get(course.scenario.url))


def test_a_step_costs_few_statements(course, signed_in, run, django_assert_max_num_queries):
    signed_in.get(course.scenario.url)
    with django_assert_max_num_queries(14):
        signed_in.get(course.scenario.url)


# --- Screens that grow


def thread(*posts, group="After Dark"):
    return {
        **SIMULATION,
        "group": {"name": group, "detail": ""},
        "posts": [{**SIMULATION["posts"][0], "author": author, "text": text, "you": False} for author, text in posts],
    }


@pytest.fixture
def growing(course):
    """The scenario with a thread that goes on, published before anybody began."""
    first, second = STEPS
    post = {**first["choices"][0], "says": "Eleven minutes <b>again</b>."}
    steps = [
        {
            **first,
            "choices": [post, first["choices"][1]],
            "simulations": [thread(("Mia Holt, RN", "[Rough]{1} night?"))],
        },
        {**second, "continues": True, "simulations": [thread(("Kip Danforth", "Which hospital?"), group="")]},
    ]
    course.scenario.steps = [("step", value) for value in steps]
    course.scenario.save_revision().publish()
    course.scenario.refresh_from_db()
    return course.scenario


def test_a_thread_grows_with_the_story(course, growing, signed_in, enrollment):
    run = start_run(enrollment=enrollment, scenario=growing, now=NOW)
    first = text_of(signed_in.get(growing.url))
    assert "Earlier" not in first
    decide(signed_in, run, "draft", "post", 1)
    outcome = text_of(signed_in.get(f"{growing.url}?after=1"))
    assert outcome.index("Earlier") < outcome.index("Mia Holt") < outcome.index("<b>New</b>")
    assert outcome.index("<b>New</b>") < outcome.index("Eleven minutes &lt;b&gt;again&lt;/b&gt;.")
    second = text_of(signed_in.get(growing.url))
    order = ["After Dark", "Earlier", "Mia Holt", "Rough night?", "Eleven minutes", "<b>New</b>", "Which hospital?"]
    places = [second.index(words) for words in order]
    assert places == sorted(places)
    assert second.count("<b>New</b>") == 1


# --- Exploring


@pytest.fixture
def finished(run):
    """A run that ended well at once."""
    choose(run=run, step_key="draft", choice_key="wait", position=1, now=NOW)
    return run


def rows():
    return ScenarioRun.objects.count(), ScenarioChoice.objects.count(), ActivityCompletion.objects.count()


def test_another_way_is_explored_and_nothing_is_written(course, signed_in, finished):
    url, before = course.scenario.url, rows()
    end = text_of(signed_in.get(url))
    assert 'href="?explore="' in end
    assert "The better way, and why" in end
    assert "It is the way you took." in end

    first = text_of(signed_in.get(f"{url}?explore="))
    assert "Exploring: nothing is recorded." in first
    assert 'name="explore" value="draft.post"' in first
    assert "csrfmiddlewaretoken" not in first.split("<main")[1].split("</main>")[0]
    outcome = text_of(signed_in.get(f"{url}?explore=draft.post&after=1"))
    assert "You try A" in outcome
    assert "Consequence post" in outcome
    assert 'href="?explore=draft.post"' in outcome
    second = text_of(signed_in.get(f"{url}?explore=draft.post"))
    assert "Title caught" in second
    assert 'value="draft.post~caught.hide"' in second
    assert 'href="?explore="' in second
    last = text_of(signed_in.get(f"{url}?explore=draft.post~caught.hide"))
    assert "Title carried" in last
    assert "The way you tried" in last
    assert "Harm was done on this way" in last
    for html in (first, outcome, second, last):
        assert f'href="{url}">Back to your own way' in html
        assert html.count("<h1") == 1
    assert rows() == before
    own = text_of(signed_in.get(url))
    assert "Title slept" in own
    assert "nothing is recorded" not in own


def test_the_better_way_shows_what_was_chosen_too(course, signed_in, run):
    decide(signed_in, run, "draft", "post", 1)
    decide(signed_in, run, "caught", "own", 2)
    html = text_of(signed_in.get(course.scenario.url)).split("The better way, and why")[1]
    assert "Label wait" in html
    assert "Feedback wait" in html
    assert "as you chose" not in html


@pytest.mark.parametrize("query", ["explore=", "explore=draft.post&after=1", "explore=draft.post~caught.own"])
def test_nothing_is_explored_before_the_own_way_has_ended(course, signed_in, run, query):
    html = text_of(signed_in.get(f"{course.scenario.url}?{query}"))
    assert "Decision 1 of 2 at most" in html
    assert "Choose this" in html
    assert "Exploring" not in html
    assert "Consequence" not in html


def test_nothing_is_explored_before_the_story_begins(course, signed_in):
    html = text_of(signed_in.get(f"{course.scenario.url}?explore=draft.post"))
    assert "Begin the scenario" in html


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("caught.own", "Title draft"),
        ("draft.post~slept.x", "Title caught"),
        ("draft.<script>", "Title draft"),
        ("x" * 2000, "Title draft"),
        ("draft.post~caught.own~draft.post", "Title owned"),
    ],
)
def test_a_forged_address_goes_as_far_as_the_story(course, signed_in, finished, address, words):
    html = text_of(signed_in.get(f"{course.scenario.url}?explore={address}"))
    assert f"<h1>{words}" in html
    assert "<script>" not in html.split("<main")[1]


def test_what_colleagues_chose_counts_no_exploring(course, signed_in, finished):
    for _number in range(9):
        other = start_run(enrollment=enrolled(course.course), scenario=course.scenario, now=NOW)
        choose(run=other, step_key="draft", choice_key="wait", position=1, now=NOW)
    html = text_of(signed_in.get(f"{course.scenario.url}?explore=draft.post&after=1"))
    assert "10 answers, counted without names" in html
    assert ">0%<" in html
    assert ">100%<" in html
    assert "your choice" not in html


def test_exploring_stays_open_when_the_course_is_over(course, signed_in, enrollment, finished):
    enrolling.withdraw(enrollment=enrollment, actor=None, now=NOW)
    reply = signed_in.get(f"{course.scenario.url}?explore=draft.post")
    assert reply.status_code == 200
    assert "Title caught" in text_of(reply)


def test_an_author_walks_through_without_an_enrollment(course, client):
    client.force_login(User.objects.create_superuser("author@example.org", "before-you-post", name="An Author"))
    assert 'href="?explore="' in text_of(client.get(course.scenario.url))
    html = text_of(client.get(f"{course.scenario.url}?explore=draft.post~caught.own"))
    assert "You walk the story as an author" in html
    assert "Title owned" in html
    assert rows() == (0, 0, 0)


def test_the_sources_keep_their_numbers(course, signed_in, finished):
    assert '<li id="r1" value="1">' in text_of(signed_in.get(course.scenario.url))
