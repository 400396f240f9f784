"""Answering each kind of question, one a page and all on one, in one window and in two."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quizzes.models import Response
from tests.factories.quizzes import right
from tests.integration.quizzes.conftest import KINDS, text_of

pytestmark = pytest.mark.django_db


def test_every_kind_is_answered_saved_and_shown_again(sit):
    here = sit()
    for kind in KINDS:
        assert here.post(kind, go="next").status_code == 302
        assert sorted(here.kept(kind)) == sorted(right(here.place(kind)[1]["version"])), kind
        html = here.read(here.url(kind))
        assert "Saved at" in html
        assert html.count("<h1") == 1
    assert here.read(here.url("matching")).count(" selected") == 3
    assert here.read(here.url("marking")).count(" checked") == 5
    assert "Some words." in here.read(here.url("reflection"))
    assert "Every question has an answer" in here.read(here.at("review"))


def test_an_answer_that_is_not_finished_is_told(sit):
    here = sit()
    pair = right(here.place("matching")[1]["version"])[:1]
    here.post("matching", pair, go="next")
    assert here.kept("matching") == pair
    assert "Something is still open" in here.read(here.url("matching"))
    assert "Not finished" in here.read(here.at("review"))


def test_a_move_changes_the_order_and_comes_back_to_the_same_thing(sit):
    here = sit()
    number, item = here.place("ordering")
    a, b, *rest = item["options"]
    reply = here.post("ordering", item["options"], move="N:b:up")
    assert reply.url == f"{here.url('ordering')}#q{number}-b"
    assert here.kept("ordering") == [b, a, *rest]
    here.post("ordering", [b, a, *rest], move="N:b:up", seenN=1)
    assert here.kept("ordering") == [b, a, *rest], "the first goes no higher"
    html = here.read(here.url("ordering"))
    assert html.index(f'value="{number}:b:up"') < html.index(f'value="{number}:a:up"')


def test_a_forged_move_moves_nothing_else(sit):
    here = sit()
    order = here.place("ordering")[1]["options"]
    for move in ("N:zz:up", "N", "::", "NaN:a:up", "-1:a:down", "N:a:sideways:up"):
        assert here.post("ordering", order, move=move).status_code == 302
        assert here.kept("ordering") == order


def test_answering_in_two_windows_asks_which_one_counts(sit):
    here = sit()
    number = here.place("single")[0]
    here.post("single", ["a"], seenN=0)
    reply = here.post("single", ["b"], seenN=0)
    html = text_of(reply)
    assert reply.status_code == 409
    assert here.kept("single") == ["a"]
    assert "Another window changed this answer" in html
    assert "option 1" in html.partition("Saved there")[2].partition("Chosen here")[0]
    assert "option 2" in html.partition("Chosen here")[2].partition("</dl>")[0]
    assert f'name="seen{number}" value="1"' in html
    mine = here.post("single", ["b"], seenN=1, keep="N")
    assert mine.url.startswith(here.url("single"))
    assert here.kept("single") == ["b"]


def test_the_other_answer_can_be_kept(sit):
    here = sit()
    here.post("single", ["a"], seenN=0)
    here.post("single", ["b"], seenN=0)
    number, item = here.place("single")
    html = here.read(f"{here.url('single')}?again")
    assert f'value="{"abcd"[item["options"].index("a")]}" checked' in html.replace(f'name="q{number}" ', "")
    assert here.kept("single") == ["a"]


def test_a_script_learns_of_the_other_window_too(sit):
    here = sit()
    here.post("multiple", ["a", "b"], seenN=0)
    reply = here.client.post(
        here.url("multiple"), here.fields("multiple", ["c"], seenN=0), headers={"X-Fragment": "saved"}
    )
    assert reply.status_code == 409
    assert reply["X-Fragment"] == "saved"
    html = text_of(reply)
    assert "Another window changed this answer" in html
    assert "<html" not in html
    assert here.kept("multiple") == ["a", "b"]


def test_the_same_answer_in_two_windows_is_no_conflict(sit):
    here = sit()
    here.post("single", ["a"], seenN=0)
    assert here.post("single", ["a"], seenN=0, go="next").status_code == 302


# --- Bad input


def test_a_text_that_is_too_long_stays_on_the_page_with_the_limit(sit):
    here = sit()
    reply = here.post("reflection", ["x" * 10_000])
    html = text_of(reply)
    assert reply.status_code == 409
    assert "10000 characters; 2000 fit" in html
    assert "x" * 10_000 in html
    assert 'aria-invalid="true"' in html
    assert here.kept("reflection") is None


@pytest.mark.parametrize("forged", ["zz", "NaN", "-1", "w999", "a:b:c", "<img src=x>", "x" * 10_000])
def test_forged_answers_are_refused_in_words(sit, forged):
    here = sit()
    for kind in KINDS[:-1]:
        chosen = [f"{here.place(kind)[1]['options'][0]}:{forged}"] if kind == "matching" else [forged]
        reply = here.post(kind, chosen)
        assert reply.status_code == 409
        assert "Not saved." in text_of(reply)
        assert "<img" not in reply.content.decode()
        assert here.kept(kind) is None, kind


def test_choices_of_another_question_are_refused(sit):
    here = sit()
    words = right(here.place("marking")[1]["version"])
    assert here.post("single", words).status_code == 409
    assert here.post("ordering", ["a", "a", "b", "c"]).status_code == 409
    assert not Response.objects.exists()


def test_a_forged_sequence_overwrites_nothing(sit):
    here = sit()
    here.post("single", ["a"], seenN=0)
    for seen in ("NaN", "-5", "1e9", "", "9" * 40):
        assert here.post("single", ["b"], seenN=seen).status_code == 409
        assert here.kept("single") == ["a"]


# --- All on one page


def everything(here, **more):
    fields = {}
    for kind in KINDS:
        fields |= here.fields(kind)
    return fields | more


def test_all_questions_stand_on_one_page_and_are_saved_together(sit):
    here = sit(layout="all")
    start = here.client.post(reverse("quizzes:start", args=[here.course.quiz.pk]))
    assert start.url == f"{here.at('paper')}#q1"
    html = here.read(here.at("paper"))
    assert html.count("<h1") == 1
    assert html.count("<h2") == len(KINDS)
    assert here.client.post(here.at("paper"), everything(here, go="next")).url == here.at("review")
    for kind in KINDS:
        assert sorted(here.kept(kind)) == sorted(right(here.place(kind)[1]["version"])), kind
    assert f"{here.at('paper')}#q3" in here.read(here.at("review"))


def test_one_refused_answer_keeps_no_other_from_being_saved(sit):
    here = sit(layout="all")
    number = here.place("reflection")[0]
    box = here.place("reflection")[1]["options"][0]
    reply = here.client.post(here.at("paper"), everything(here) | {f"q{number}-{box}": "y" * 10_000})
    html = text_of(reply)
    assert reply.status_code == 409
    assert "One answer was not saved" in html
    assert "y" * 10_000 in html
    assert here.kept("reflection") is None
    assert here.attempt.responses.count() == len(KINDS) - 1


def test_a_move_on_the_page_of_all_saves_what_else_was_chosen(sit):
    here = sit(layout="all")
    number, item = here.place("ordering")
    last = item["options"][-1]
    fields = here.fields("single") | here.fields("ordering", item["options"], move="N:d:up")
    assert here.client.post(here.at("paper"), fields).url == f"{here.at('paper')}#q{number}-d"
    assert here.kept("single") == ["a"]
    assert here.kept("ordering")[-2] == last


def test_one_question_a_page_has_no_page_of_all(sit):
    here = sit()
    assert here.client.get(here.at("paper")).url == reverse("quizzes:question", args=[here.attempt.public_id, 1])


def test_saving_the_page_again_writes_nothing(sit, django_assert_max_num_queries):
    here = sit(layout="all")
    here.client.post(here.at("paper"), everything(here))
    fields, kept = everything(here), _kept(here)
    with django_assert_max_num_queries(9):
        here.client.post(here.at("paper"), fields)
    assert len(kept) == len(here.attempt.paper)
    assert _kept(here) == kept


def _kept(here):
    return sorted(here.attempt.responses.values_list("version", "sequence", "saved_at"))


def test_the_page_of_all_takes_as_many_statements_for_any_length(sit, django_assert_num_queries):
    short, long = sit(layout="all", draw=2), sit(layout="all")
    with CaptureQueriesContext(connection) as captured:
        page = long.client.get(long.at("paper"))
    assert page.context["count"] == len(KINDS)
    assert len(captured) <= 9
    long.client.force_login(short.person)
    with django_assert_num_queries(len(captured)):
        page = short.client.get(short.at("paper"))
    assert page.context["count"] == 2
