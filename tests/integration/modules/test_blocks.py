"""Each block as a learner sees it, and as an attacker would like to."""

from copy import deepcopy
from typing import Any

import pytest
from bs4 import BeautifulSoup

from modules.domain.rendering import lesson_html
from modules.models import LessonPage
from tests.factories.modules import REFERENCES, SIMULATION

pytestmark = pytest.mark.django_db

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7|add:7 }}<c-icon name="x" />'
CITED = "<p>So it is.[^ncsbn]</p>"

BLOCKS: dict[str, Any] = {
    "heading": "What the law asks",
    "text": CITED,
    "simulation": SIMULATION,
    "term": {"term": "Identifiable", "definition": "Someone could tell."},
    "callout": {"tone": "law", "title": "HIPAA", "text": CITED, "source": "45 CFR"},
    "reveal": {"summary": "Show one way", "text": CITED, "simulation": [SIMULATION]},
    "checklist": {
        "title": "Pause",
        "items": [{"text": "Tired?", "detail": "Sleep."}, {"text": "Signed?", "detail": ""}],
        "end": "Done.",
    },
    "worked_example": {
        "title": "Three hours",
        "situation": CITED,
        "simulation": [SIMULATION],
        "steps": [{"title": "Name it", "text": CITED}],
        "result": CITED,
    },
    "recall": {
        "prompt": "What else?",
        "options": [
            {"text": "It carries", "correct": True, "feedback": "It does."},
            {"text": "Very little", "correct": False, "feedback": "More than that."},
        ],
    },
    "plan": {"prompt": "Plan it.", "if_hint": "I am angry", "then_hint": "I wait"},
}


def lesson(*kinds: str, references: Any = REFERENCES) -> LessonPage:
    body = [{"type": kind, "value": BLOCKS[kind]} for kind in kinds]
    return LessonPage(title="T", body=body, references=references)


def soup(*kinds: str) -> BeautifulSoup:
    return BeautifulSoup(lesson_html(lesson(*kinds), None).body, "html.parser")


def test_heading_and_text() -> None:
    page = soup("heading", "text")
    assert page.h2.get_text() == "What the law asks"
    assert page.select_one("p > a.ref")["href"] == "#r1"


def test_term_stands_in_the_margin() -> None:
    assert soup("term").select_one("p.margin").get_text() == "Key termIdentifiable: Someone could tell."


def test_callout() -> None:
    aside = soup("callout").select_one("aside.callout")
    assert (aside.h3.get_text(), aside.select_one(".fine").get_text()) == ("HIPAA", "45 CFR")
    assert aside.select_one("a.ref")["aria-label"] == "Reference 1"


def test_reveal_is_closed_and_needs_no_script() -> None:
    details = soup("reveal").details
    assert not details.has_attr("open")
    assert details.summary.get_text() == "Show one way"
    assert details.select_one("figure.sim") is not None
    assert details.select_one("a.ref") is not None


def test_checklist() -> None:
    page = soup("checklist")
    assert len(page.select("input[type=checkbox]")) == 2
    assert page.select_one(".pause__end").get_text() == "Done."


def test_worked_example_is_in_order() -> None:
    section = soup("worked_example").section
    assert section.h2.get_text() == "Three hours"
    parts = [part for part in section.find_all(["h2", "figure", "ol"]) if part.get("class") != ["notes"]]
    assert [part.name for part in parts] == ["h2", "figure", "ol"]
    assert section.select_one("ol.outcomes b").get_text() == "Name it"
    assert len(section.select("a.ref")) == 3


def test_recall_answers_without_script() -> None:
    options = soup("recall").select("details")
    assert [option.summary.get_text() for option in options] == ["It carries", "Very little"]
    assert "Yes. It does." in " ".join(options[0].p.get_text().split())
    assert "Not this one." in options[1].p.get_text()


def test_the_plan_is_not_part_of_what_is_cached() -> None:
    page = lesson("text", "plan")
    assert "Plan it." not in lesson_html(page, None).body
    assert page.plan_block()["prompt"] == "Plan it."
    assert lesson("text").plan_block() is None


def test_simulations_are_numbered_through_the_page() -> None:
    page = soup("simulation", "reveal", "text", "worked_example", "simulation")
    labels = [figure["aria-label"].split(":")[0] for figure in page.select("figure.sim")]
    assert labels == [f"Simulation {number}" for number in (1, 2, 3, 4)]
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))
    assert {link["href"].removeprefix("#") for link in page.select("a.pin")} <= set(ids)


def test_references_are_listed_once() -> None:
    html = lesson_html(lesson("text"), None)
    items = BeautifulSoup(html.references, "html.parser").select("ol.refs > li")
    assert [item["id"] for item in items] == ["r1"]
    assert lesson_html(lesson("heading", references=[]), None).references == ""


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every text inside a block's raw value."""
    if isinstance(value, str):
        return [path]
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, part in inner for place in places(part, (*path, key))]


@pytest.mark.parametrize(
    ("kind", "place"), [(kind, place) for kind, value in BLOCKS.items() for place in places(value)]
)
def test_no_field_of_any_block_can_carry_markup(kind: str, place: tuple[Any, ...]) -> None:
    value = deepcopy(BLOCKS[kind])
    if place:
        holder = value
        for key in place[:-1]:
            holder = holder[key]
        holder[place[-1]] = EVIL
    page = LessonPage(title="T", body=[{"type": kind, "value": value if place else EVIL}], references=REFERENCES)
    check(lesson_html(page, None).body)


@pytest.mark.parametrize("field", ["key", "text", "url"])
def test_no_field_of_a_reference_can_carry_markup(field: str) -> None:
    references = deepcopy(REFERENCES)
    references[0]["value"][field] = EVIL
    check(lesson_html(lesson("text", references=references), None).references)


def check(html: str) -> None:
    page = BeautifulSoup(html, "html.parser")
    assert page.select("script, img, iframe, object, c-icon") == []
    for element in page.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on") or name == "style"]
    assert "14<c-icon" not in html
