"""What is shown when: nothing early, and each kind's feedback once it may be seen."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from core import clock
from quizzes.domain.questions import save_question
from quizzes.models import QuestionVersion, Response
from tests.factories.quizzes import attempt_at, content, enrolled, right, taught
from tests.integration.quizzes.conftest import KINDS, text_of

pytestmark = pytest.mark.django_db


def secrets(but=()):
    """Everything that an open attempt may not tell, of every version but some."""
    for version in QuestionVersion.objects.exclude(pk__in=but):
        yield version.explanation
        yield version.reference["text"]
        yield from (option["feedback"] for option in version.options if option["feedback"])
    yield from ("]{1}", "]{2}", "correct", "data-note", "identifier")


def told(html, but=()):
    return [secret for secret in secrets(but) if secret in html]


@pytest.mark.parametrize("layout", ["one", "all"])
@pytest.mark.parametrize("reveal", ["during", "after", "passed"])
def test_neither_key_nor_feedback_leaves_while_the_attempt_is_open(sit, reveal, layout):
    here = sit(reveal=reveal, layout=layout)
    seen = [here.client.get(here.course.quiz.url), here.client.get(here.at("paper"), follow=True)]
    for kind in KINDS:
        seen.append(here.client.get(here.url(kind)))
        seen.append(here.post(kind, ["zz"]))
        seen.append(here.post(kind))
        wrong = here.fields(kind, seenN=0)
        seen.append(here.client.post(here.url(kind), wrong, headers={"X-Fragment": "saved"}))
        seen.append(here.client.get(here.url(kind)))
    seen += [here.client.get(here.at("review")), here.client.get(here.at("paper"), follow=True)]
    for reply in seen:
        assert told(reply.content.decode()) == [], reply.request["PATH_INFO"]


def test_what_a_page_calls_things_does_not_tell_their_order(sit):
    here = sit()
    order, pairs = (here.place(kind)[1] for kind in ("ordering", "matching"))
    html = here.read(here.url("ordering"))
    texts = {option["id"]: option["text"] for option in QuestionVersion.objects.get(pk=order["version"]).options}
    assert re.findall(r'type="hidden" name="q\d+" value="(\w+)"', html) == ["a", "b", "c", "d"]
    assert [html.index(f">{texts[option]}<") for option in order["options"]] == sorted(
        html.index(f">{text}<") for text in texts.values()
    )
    here.client.post(here.url("ordering"), {f"q{here.place('ordering')[0]}": ["a", "b", "c", "d"]})
    assert here.kept("ordering") == order["options"] != right(order["version"])
    html = here.read(here.url("matching"))
    assert re.findall(r'<label for="q\d+-(\w)"', html) == ["a", "b", "c"]
    assert re.findall(r'<option value="(\d)"', html) == ["1", "2", "3", "4"] * 3
    here.client.post(here.url("matching"), {f"q{here.place('matching')[0]}-a": "1"})
    assert here.kept("matching") == [f"{pairs['options'][0]}:{pairs['targets'][0]}"]


def test_checking_shows_the_feedback_of_this_question_alone_and_the_answer_stands(sit):
    here = sit(reveal="during")
    for kind in KINDS[:-1]:
        number, item = here.place(kind)
        assert "Check this answer" in here.read(here.url(kind))
        reply = here.post(kind, seenN=0, check="N")
        assert reply.url == f"{here.url(kind)}#q{number}"
        html = here.client.get(here.url(kind)).content.decode()
        version = QuestionVersion.objects.get(pk=item["version"])
        assert "Right." in html
        assert version.explanation in html
        assert all(option["feedback"] in html for option in version.options), kind
        assert told(html, but=[version.pk]) in ([], ["correct"])
        assert "It stands." in html
        again = here.post(kind, [], stands="")
        assert again.status_code == 409
        assert sorted(here.kept(kind)) == sorted(right(item["version"]))
        assert here.post(kind, [], standsN="yes", go="next").status_code == 302
    assert "Check this answer" not in here.read(here.url("reflection"))


def test_an_unfinished_answer_is_not_checked_but_stays_on_the_page(sit):
    here = sit(reveal="during")
    pair = right(here.place("matching")[1]["version"])[:1]
    reply = here.post("matching", pair, check="N")
    assert reply.status_code == 409
    assert "Finish your answer first" in text_of(reply)
    assert text_of(reply).count(" selected") == 1
    assert told(reply.content.decode()) == []


@pytest.mark.parametrize("reveal", ["after", "passed"])
def test_a_forged_check_shows_nothing(sit, reveal):
    here = sit(reveal=reveal)
    reply = here.post("single", check="N")
    assert reply.status_code == 409
    assert told(reply.content.decode()) == []


def graded(here, answers):
    for kind, chosen in answers.items():
        here.post(kind, chosen)
    here.client.post(here.at("submit"))
    return here.read(here.at("results"))


def test_after_handing_in_everything_is_told_for_each_kind(sit):
    here = sit(reveal="after", pass_mark=100)
    order = right(here.place("ordering")[1]["version"])
    pairs = right(here.place("matching")[1]["version"])
    swapped = [pairs[0], pairs[1].partition(":")[0] + ":" + pairs[2].partition(":")[2]]
    html = graded(
        here,
        {
            "single": ["b"],
            "multiple": ["a"],
            "ordering": [order[1], order[0], *order[2:]],
            "matching": swapped,
            "marking": ["w0", "w1", "w2", "w3"],
            "reflection": ["My <b>own</b> words."],
        },
    )
    for version in QuestionVersion.objects.filter(pk__in=[item["version"] for item in here.attempt.paper]):
        assert all(option["feedback"] in html for option in version.options), version.kind
    assert "Better:" in html
    assert "0.33 of 1" in html, "one of three neighbors, one of three pairs"
    assert "0.66 of 1" in html, "six in nine words"
    assert "Place</span>. You found it." in html
    assert "Date or time</span>. You missed it." in html
    assert "[missed:] </span>Saturday night." in html
    assert "[marked, not needed:] </span>saved" in html
    assert "My &lt;b&gt;own&lt;/b&gt; words." in html
    assert "Not scored" in html
    assert "]{" not in html


def test_a_failed_attempt_shows_no_key_while_the_questions_may_come_again(sit):
    here = sit(reveal="passed", pass_mark=100)
    html = graded(here, {"marking": ["w0"], "matching": right(here.place("matching")[1]["version"])[:2]})
    assert "Better:" not in html
    assert "You missed" not in html
    assert "[missed:]" not in html
    assert "[marked:] </span>Our" in html
    for kind in ("marking", "matching", "ordering"):
        version = QuestionVersion.objects.get(pk=here.place(kind)[1]["version"])
        assert not any(option["feedback"] in html for option in version.options), kind


def test_the_score_counts_points_and_leaves_reflections_out(sit):
    here = sit(reveal="after", pass_mark=50)
    html = graded(here, {"single": None, "true_false": None, "ordering": None, "marking": ["w0", "w1", "w2"]})
    assert "3.75<small> of 6</small>" in html
    assert "Your score 62%" in html
    assert "You passed" in html


def test_a_corrected_key_is_told_with_its_day(sit):
    here = sit(reveal="after")
    version = QuestionVersion.objects.get(pk=here.place("single")[1]["version"])
    graded(here, {"single": ["b"]})
    changed = content(version.question.key, outcome=version.outcome_key)
    options = tuple(replace(option, correct=n == 1) for n, option in enumerate(changed.options))
    save_question(pool=here.course.pool, key=version.question.key, content=replace(changed, options=options))
    corrected = QuestionVersion.objects.get(question=version.question, current=True)
    Response.objects.filter(attempt=here.attempt, version=version).update(points=1, graded_by=corrected)
    html = here.read(here.at("results"))
    assert "The key of this question was corrected on" in html
    assert "your score counts the corrected key" in html


def test_a_paper_of_reflections_has_no_score_to_show(client):
    course = taught(questions=1, draw=1, kinds=("reflection",), reveal="after")
    enrollment = enrolled(course.course)
    client.force_login(enrollment.learner)
    attempt = attempt_at(course.quiz, enrollment, now=clock.now())
    client.post(reverse("quizzes:question", args=[attempt.public_id, 1]), {"q1-a": "My words"})
    html = text_of(client.post(reverse("quizzes:submit", args=[attempt.public_id]), follow=True))
    assert "My words" in html
    assert "Only you can read them" in html
    assert "of 0" not in html
    assert "Your score" not in html
