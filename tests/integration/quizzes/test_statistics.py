"""The statistics of tests in the CMS: the sample, the figures, and that nobody can be guessed from them."""

import csv
import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from quizzes.analysis_items import NOTHING, OUTSIDE
from quizzes.domain import samples
from quizzes.domain.questions import freeze_question
from quizzes.domain.samples import Sample
from quizzes.domain.statistics import report
from quizzes.items import fields_for
from quizzes.models import Question, QuestionVersion
from tests.factories.quizzes import NOW, add, content, learner, taught
from tests.factories.samples import people, sat

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def course():
    return taught(questions=3, draw=3)


@pytest.fixture
def versions(course):
    return list(QuestionVersion.objects.order_by("question__key"))


@pytest.fixture
def reviewer(client):
    client.force_login(User.objects.create_superuser("reviewer@example.org", "before-you-post", name="A Reviewer"))
    return client


def marks(versions, text):
    """A paper with a right answer for each 1, a wrong one for each 0, none for each dash."""
    return {version: {"1": ["a"], "0": ["b"], "-": None}[mark] for version, mark in zip(versions, text, strict=True)}


def hand_in(course, versions, texts, **more):
    enrollments = people(course, len(texts))
    sat(course.quiz, enrollments, [marks(versions, text) for text in texts], **more)
    return enrollments


def question_url(course, version):
    return reverse("quizzes_cms:statistics_question", args=[course.quiz.pk, version.question_id])


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def cells_of(response):
    body = b"".join(response.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.reader(StringIO(body)))


def statistics_of(found, key):
    return next(item.statistics for item in found.items if item.version.question.key == key)


# --- The sample


def test_the_figures_are_those_of_the_papers(course, versions):
    hand_in(course, versions, ["111"] * 5 + ["110"] * 3 + ["10-"] * 2 + ["000"] * 2)
    found = report(course.quiz, Sample())
    # 12 papers of 3: totals 3 × 5, 2 × 3, 1 × 2, 0 × 2; the sum is 23 of 36.
    assert (found.attempts, found.learners, found.length, found.left_out) == (12, 12, 3, 0)
    assert found.statistics.mean == pytest.approx(100 * 23 / 36)
    assert found.statistics.median == pytest.approx(100 * 2 / 3)
    assert found.pass_rate == pytest.approx(100 * 5 / 12)  # 2 of 3 is under 75%.
    assert statistics_of(found, "q1").facility == pytest.approx(100 * 10 / 12)
    assert statistics_of(found, "q2").facility == pytest.approx(100 * 8 / 12)
    assert statistics_of(found, "q3").facility == pytest.approx(100 * 5 / 12)


@pytest.mark.parametrize(("which", "mean"), [("first", 0), ("last", 100 / 3), ("highest", 100), ("all", 400 / 9)])
def test_which_attempt_of_each_learner_is_looked_at(course, versions, which, mean):
    enrollments = hand_in(course, versions, ["000"] * 10)
    for number, text in ((2, "111"), (3, "100")):
        papers = [marks(versions, text)] * 10
        sat(course.quiz, enrollments, papers, number=number, at=NOW + number * DAY)
    found = report(course.quiz, Sample(which))
    assert found.statistics.mean == pytest.approx(mean)
    assert (found.attempts, found.learners) == (30 if which == "all" else 10, 10)


def test_the_dates_choose_days_of_handing_in_and_a_first_attempt_stays_the_first(course, versions):
    early = hand_in(course, versions, ["000"] * 10)
    sat(course.quiz, early, [marks(versions, "111")] * 10, number=2, at=NOW + DAY)
    hand_in(course, versions, ["100"] * 10, at=NOW + DAY)
    day = date(2026, 11, 23)
    later = report(course.quiz, Sample(since=day))
    assert (later.attempts, later.statistics.mean) == (10, pytest.approx(100 / 3))
    assert report(course.quiz, Sample(until=day - DAY)).statistics.mean == 0
    assert report(course.quiz, Sample("all", since=day, until=day)).attempts == 20
    assert report(course.quiz, Sample(since=day + DAY)).attempts == 0


def test_papers_of_another_length_are_left_out_and_counted(course, versions):
    hand_in(course, versions, ["110"] * 11)
    hand_in(course, versions[:2], ["11"] * 4)
    found = report(course.quiz, Sample())
    assert (found.attempts, found.left_out) == (11, 4)
    assert found.statistics.mean == pytest.approx(200 / 3)


def test_reflections_are_left_out_and_do_not_count_in_the_length(course, versions):
    reflection = add(course.pool, "r1", content("r1", kind="reflection"))
    enrollments = people(course, 12)
    papers = [{**marks(versions, "110"), reflection: ["My words."]} if n < 6 else marks(versions, "110")
              for n in range(12)]  # fmt: skip
    sat(course.quiz, enrollments, papers)
    found = report(course.quiz, Sample())
    assert (found.attempts, found.left_out, found.length) == (12, 0, 3)
    assert "r1" not in [item.version.question.key for item in found.items]


def test_only_graded_attempts_at_this_test_are_looked_at(course, versions):
    attempts = sat(course.quiz, people(course, 12), [marks(versions, "111")] * 12)
    type(attempts[0]).objects.filter(pk=attempts[0].pk).update(state="submitted", graded_at=None)
    other = taught(questions=3, draw=3)
    assert report(course.quiz, Sample()).attempts == 11
    assert report(other.quiz, Sample()).attempts == 0


def test_a_question_in_every_paper_is_compared_with_the_rest_and_a_drawn_one_with_the_total(course, versions):
    drawn = [add(course.pool, key, content(key)) for key in ("q4", "q5")]
    enrollments = people(course, 40)
    papers = [
        marks([versions[0], drawn[n % 2]], text)
        for text, times in (("11", 10), ("10", 10), ("01", 10), ("00", 10))
        for n in range(times)
    ]
    sat(course.quiz, enrollments, papers)
    found = report(course.quiz, Sample())
    # Both marks are independent of one another: q1 against the rest is 0, q4 against the total √½.
    assert statistics_of(found, "q1").index == 0
    assert statistics_of(found, "q4").index == pytest.approx(100 * 0.5**0.5)


def test_versions_have_statistics_of_their_own(course, versions):
    hand_in(course, versions, ["111"] * 10)
    question = Question.objects.get(key="q1")
    changed = content("q1", stem="New?")
    for name, value in fields_for(changed).items():
        setattr(question, name, value)
    question.save()
    freeze_question(question=question, now=NOW)
    new = [QuestionVersion.objects.get(question=question, current=True), *versions[1:]]
    hand_in(course, new, ["011"] * 10)
    found = report(course.quiz, Sample())
    facilities = {item.version.number: item.statistics.facility for item in found.items
                  if item.version.question_id == question.pk}  # fmt: skip
    assert facilities == {1: 100, 2: 0}


# --- What was taken, and from how many people on


@pytest.mark.parametrize(("count", "shown"), [(9, False), (10, True)])
def test_nothing_is_said_of_fewer_than_ten_people(course, versions, count, shown):
    hand_in(course, versions, ["110"] * count)
    found = report(course.quiz, Sample(), versions[0].question_id)
    assert (found.statistics is not None) is shown
    assert (found.pass_rate is not None) is shown
    assert all((item.statistics is not None) is shown for item in found.items)
    assert (found.taken[versions[0].pk].shares is not None) is shown
    assert all((period.item.statistics is not None) is shown for period in found.periods)


def test_ten_attempts_of_five_people_are_too_few(course, versions):
    enrollments = hand_in(course, versions, ["110"] * 5)
    sat(course.quiz, enrollments, [marks(versions, "111")] * 5, number=2, at=NOW + DAY)
    found = report(course.quiz, Sample("all"), versions[0].question_id)
    assert found.attempts == 10
    assert found.statistics is None
    assert found.taken[versions[0].pk].shares is None


def test_ten_papers_with_nine_answers_show_no_answers(course, versions):
    hand_in(course, versions, ["110"] * 9 + ["-10"])
    found = report(course.quiz, Sample(), versions[0].question_id)
    assert found.taken[versions[0].pk].shares is None


def test_options_are_counted_by_thirds_of_the_score(course, versions):
    # 30 papers: 10 with 3 points, 10 with 1 (q3 alone), 10 with none, of which 5 have no answer to q1.
    hand_in(course, versions, ["111"] * 10 + ["001"] * 10 + ["000"] * 10 + ["-00"] * 5)
    found = report(course.quiz, Sample(), versions[0].question_id).taken[versions[0].pk]
    assert found.thirds
    assert found.shares["a"].everybody == pytest.approx(100 * 10 / 35)
    # A third of 35 is 11⅔: the ten best, and 1⅔ of the ten with one point.
    assert found.shares["a"].top == pytest.approx(100 * 10 / (35 / 3))
    assert found.shares["a"].bottom == 0
    assert found.shares[NOTHING].bottom == pytest.approx(100 * 5 / 15)


def test_thirds_begin_at_thirty_answers(course, versions):
    hand_in(course, versions, ["111"] * 15 + ["000"] * 14)
    key = versions[0].question_id
    assert not report(course.quiz, Sample(), key).taken[versions[0].pk].thirds
    hand_in(course, versions, ["111"])
    assert report(course.quiz, Sample(), key).taken[versions[0].pk].thirds


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("multiple", ["a", "c"], {"a": 100, "c": 100}),
        ("matching", ["a:1", "b:3"], {"a:1": 100, "b:3": 100}),
        ("ordering", ["b", "a", "c", "d"], {"b@1": 100, "a@2": 100, "c@3": 100, "d@4": 100}),
        ("marking", ["w0", "w4"], {"1": 100, OUTSIDE: 100}),
    ],
)
def test_every_kind_says_what_was_taken(course, versions, reviewer, kind, given, expected):
    other = add(course.pool, "other", content("other", kind=kind))
    sat(course.quiz, people(course, 12), [{versions[0]: ["a"], other: given}] * 12)
    found = report(course.quiz, Sample(), other.question_id).taken[other.pk]
    assert {key: share.everybody for key, share in found.shares.items()} == expected
    page = reviewer.get(question_url(course, other))
    assert "100%" in text_of(page)


# --- How much it costs


def test_the_statements_grow_with_the_chunks_alone(course, versions, monkeypatch):
    def statements():
        with CaptureQueriesContext(
            connection,
        ) as made:
            report(course.quiz, Sample(), versions[0].question_id)
        return len(made)

    monkeypatch.setattr(samples, "CHUNK", 20)
    hand_in(course, versions, ["110"] * 15)
    few = statements()
    hand_in(course, versions, ["011"] * 45)
    assert few <= 6
    assert statements() == few + 2 * 3


def test_a_page_takes_the_same_statements_for_more_questions(course, versions, reviewer):
    url = reverse("quizzes_cms:statistics", args=[course.quiz.pk])
    hand_in(course, versions, ["110"] * 12)
    reviewer.get(url)
    with CaptureQueriesContext(connection) as few:
        reviewer.get(url)
    more = [*versions, *(add(course.pool, f"more{n}", content(f"more{n}")) for n in range(9))]
    hand_in(course, more, ["110110110110"] * 15)
    with CaptureQueriesContext(connection) as many:
        assert "more8 stem?" in text_of(reviewer.get(url))
    assert len(many) == len(few) <= 20


# --- The pages


def test_the_list_of_tests_leads_to_each_and_hides_small_numbers(course, versions, reviewer):
    url = reverse("quizzes_cms:statistics_home")
    hand_in(course, versions, ["110"] * 9)
    page = reviewer.get(url)
    assert reverse("quizzes_cms:statistics", args=[course.quiz.pk]) in page.content.decode()
    assert re.search(r"Final test A responsible presence — — —", text_of(page))
    hand_in(course, versions, ["110"])
    assert re.search(r"Final test A responsible presence 10 10 Nov 22, 2026", text_of(reviewer.get(url)))


def test_an_empty_list_says_what_to_do(reviewer):
    assert "There is no test yet." in text_of(reviewer.get(reverse("quizzes_cms:statistics_home")))


def test_a_test_shows_its_figures_and_weak_questions_first(course, versions, reviewer):
    hand_in(course, versions, ["111"] * 6 + ["101"] * 4 + ["001"] * 4)
    html = reviewer.get(reverse("quizzes_cms:statistics", args=[course.quiz.pk]))
    page = text_of(html)
    assert "Attempts 14 Learners 14" in page
    assert "More than 95% of the points are earned" in page
    assert "One question should be looked at." in page
    assert page.index("q3 stem?") < page.index("q1 stem?")
    assert html.content.decode().count("<h1") == 1
    assert "style=" not in html.content.decode().split('id="main"')[1].split("</main>")[0]


def test_too_few_attempts_are_said_with_the_reason(course, versions, reviewer):
    url = reverse("quizzes_cms:statistics", args=[course.quiz.pk])
    assert "No attempts here" in text_of(reviewer.get(url))
    hand_in(course, versions, ["111"] * 9)
    page = text_of(reviewer.get(url))
    assert "Too few attempts to show" in page
    assert "Statistics begin at 10 people" in page
    assert "100.0%" not in page
    assert "Choose a longer time" in text_of(reviewer.get(url, {"since": "2027-01-01"}))


def test_the_table_is_sorted_as_the_address_says(course, versions, reviewer):
    hand_in(course, versions, ["111"] * 6 + ["110"] * 4 + ["100"] * 4)
    url = reverse("quizzes_cms:statistics", args=[course.quiz.pk])
    for ordering, keys in (("facility", ["q3", "q2", "q1"]), ("-facility", ["q1", "q2", "q3"])):
        page = reviewer.get(url, {"ordering": ordering})
        assert re.findall(r"(q\d) stem", text_of(page)) == keys
        assert f'aria-sort="{"descending" if ordering[0] == "-" else "ascending"}"' in page.content.decode()
    assert reviewer.get(url, {"ordering": "nonsense"}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        {"which": "nonsense", "since": "yesterday", "until": "9999-99-99"},
        {"since": "2026-12-01", "until": "2026-01-01"},
        {"version": "-1", "versions": "x", "ordering": "--"},
        {"version": "9" * 40},
    ],
)
def test_nonsense_in_the_address_does_no_harm(course, versions, reviewer, query):
    hand_in(course, versions, ["110"] * 10)
    question = versions[0].question_id
    for url in (
        reverse("quizzes_cms:statistics", args=[course.quiz.pk]),
        reverse("quizzes_cms:statistics_csv", args=[course.quiz.pk]),
        reverse("quizzes_cms:statistics_question", args=[course.quiz.pk, question]),
        reverse("quizzes_cms:statistics_question_csv", args=[course.quiz.pk, question]),
    ):
        assert reviewer.get(url, query).status_code == 200


def test_wrong_dates_are_said(course, reviewer):
    url = reverse("quizzes_cms:statistics", args=[course.quiz.pk])
    page = reviewer.get(url, {"since": "2026-12-01", "until": "2026-01-01"})
    assert "Choose a last day that is not before the first." in text_of(page)


def test_a_question_shows_its_versions_answers_and_months(course, versions, reviewer):
    hand_in(course, versions, ["111"] * 20 + ["011"] * 12)
    hand_in(course, versions, ["111"] * 3, at=NOW + 30 * DAY)
    page = text_of(
        reviewer.get(reverse("quizzes_cms:statistics_question", args=[course.quiz.pk, versions[0].question_id]))
    )
    assert "q1 stem?" in page
    assert "q1 option 1 Right 66%" in page  # 23 of 35.
    assert "November 2026 1 32 62.5%" in page
    assert "December 2026 1 — —" in page


def test_a_question_of_another_test_is_not_there(course, versions, reviewer):
    other = taught(questions=3, draw=3)
    own = reverse("quizzes_cms:statistics_question", args=[course.quiz.pk, versions[0].question_id])
    assert "No attempts here" in text_of(reviewer.get(own))
    assert (
        reviewer.get(
            reverse("quizzes_cms:statistics_question", args=[other.quiz.pk, versions[0].question_id])
        ).status_code
        == 404
    )
    assert reviewer.get(reverse("quizzes_cms:statistics", args=[course.course.pk])).status_code == 404


def test_the_tables_leave_as_csv(course, versions, reviewer):
    hand_in(course, versions, ["111"] * 24 + ["001"] * 12)
    header, *rows = cells_of(reviewer.get(reverse("quizzes_cms:statistics_csv", args=[course.quiz.pk])))
    assert header[:7] == ["Question", "Version", "Current", "Kind", "Text", "Answers", "Facility"]
    assert rows[0][:7] == ["q1", "1", "yes", "One answer", "q1 stem?", "36", "66.67"]
    url = reverse("quizzes_cms:statistics_csv", args=[course.quiz.pk])
    figures = dict(row[:2] for row in cells_of(reviewer.get(url, {"table": "test"})))
    assert (figures["Attempts"], figures["Mean"]) == ("36", "77.78")
    url = reverse("quizzes_cms:statistics_question_csv", args=[course.quiz.pk, versions[0].question_id])
    _header, first, second, *_more = cells_of(reviewer.get(url))
    assert first == ["1", "", "q1 option 1", "yes", "66.67", "100.0", "0.0"]
    assert second == ["1", "", "q1 option 2", "no", "33.33", "0.0", "100.0"]


def test_a_formula_in_a_question_stays_text(course, reviewer):
    evil = add(course.pool, "evil", content("evil", stem="=HYPERLINK(1)"))
    sat(course.quiz, people(course, 10), [{evil: ["a"]}] * 10)
    _header, row = cells_of(reviewer.get(reverse("quizzes_cms:statistics_csv", args=[course.quiz.pk])))
    assert row[4].startswith("'=")


def test_a_csv_of_too_few_people_has_no_numbers(course, versions, reviewer):
    hand_in(course, versions, ["111"] * 9)
    _header, *rows = cells_of(reviewer.get(reverse("quizzes_cms:statistics_csv", args=[course.quiz.pk])))
    assert [row[5:] for row in rows] == [[""] * 9] * 3
    url = reverse("quizzes_cms:statistics_question_csv", args=[course.quiz.pk, versions[0].question_id])
    assert all(row[4:] == ["", "", ""] for row in cells_of(reviewer.get(url))[1:])


def test_no_name_of_a_learner_leaves(course, versions, reviewer):
    hand_in(course, versions, ["110"] * 30)
    question = versions[0].question_id
    for url in (
        reverse("quizzes_cms:statistics_home"),
        reverse("quizzes_cms:statistics", args=[course.quiz.pk]),
        reverse("quizzes_cms:statistics_question", args=[course.quiz.pk, question]),
    ):
        page = reviewer.get(url).content.decode()
        assert "Secret" not in page
        assert "@example.org" not in page.replace("reviewer@example.org", "")


# --- Who may look


def test_learners_and_authors_without_the_right_do_not_get_in(course, client):
    url = reverse("quizzes_cms:statistics", args=[course.quiz.pk])
    client.force_login(learner())
    assert client.get(url).status_code == 403
    author = learner()
    author.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(author)
    assert client.get(url).status_code in (302, 403)
    author.user_permissions.add(Permission.objects.get(codename="view_question", content_type__app_label="quizzes"))
    assert client.get(url).status_code == 200


def test_the_reports_menu_leads_there(course, reviewer):
    assert "Test statistics" in reviewer.get(reverse("wagtailadmin_home")).content.decode()
