"""A course whose test holds one question of every kind, for the browser tests."""

import json
from typing import Any
from uuid import uuid4

from quizzes.domain.questions import save_question
from quizzes.items import OptionContent, QuestionContent
from tests.factories.quizzes import OUTCOMES, enrolled, learner, taught

POST = {
    "label": "Public feed post",
    "screen": "post",
    "posts": [
        {
            "author": "Jonah Leith, RN",
            "meta": "Everyone · 2 days ago",
            "text": "[Our little ER in Marsh Hollow]{1} earned its coffee [on Saturday night]{2}. A "
            "[nineteen-year-old]{3} and a hay baler, and every one of us stayed late.\n\n"
            "He will keep the hand. Check your guards before you start the engine.",
            "stats": ["412 reactions", "58 comments"],
        }
    ],
}


def _options(*rows: tuple[str, bool, str]) -> tuple[OptionContent, ...]:
    return tuple(OptionContent(text, right, feedback) for text, right, feedback in rows)


QUESTIONS: dict[str, dict[str, Any]] = {
    "single": {
        "stem": "Which detail most clearly identifies the patient?",
        "options": _options(
            ("“A good save tonight”", False, "It says that care was given, and to nobody in particular."),
            ("“The only midwife-led unit in Carrow County”, with the date", True, "Place and date lead to one person."),
            ("“So proud of this team”", False, "It tells about colleagues."),
        ),
    },
    "multiple": {
        "stem": "A follower sends you a photo of a rash and asks what it is. Which replies stay clear of advice?",
        "credit": "partial",
        "options": _options(
            ("“I can’t assess this here. Please see your own clinician.”", True, "It names the limit and a way on."),
            ("“Here is a public page on when a rash needs urgent care.”", True, "General and sourced."),
            ("“Looks like contact dermatitis. Try hydrocortisone.”", False, "That is a diagnosis and a treatment."),
            ("“Send me a clearer photo.”", False, "Asking for a better picture begins an assessment."),
        ),
    },
    "true_false": {
        "stem": "A deleted post is gone once nobody has commented on it.",
        "options": _options(
            ("True", False, "Copies and screenshots need no comment."),
            ("False", True, "What was seen can be copied."),
        ),
    },
    "ordering": {
        "stem": "A colleague has posted about a patient. What do you do, from first to last?",
        "options": _options(
            ("Take a picture of the post for the report", False, "It may be gone in an hour."),
            ("Ask your colleague to take it down", False, "Every minute adds readers."),
            ("Tell the privacy office the same day", False, "They decide who must be told, and the clock runs."),
            ("Offer your colleague a quiet talk", False, "People learn when they are not alone."),
        ),
    },
    "matching": {
        "stem": "What belongs to each of these?",
        "options": (
            OptionContent("A photo with a wristband in it", feedback="A name is readable.", match="Name"),
            OptionContent("“Last Tuesday at the fair”", feedback="Day and event.", match="Date"),
            OptionContent("“The only burn unit in the state”", feedback="One place.", match="Place"),
        ),
        "distractors": ("Nothing that identifies",),
    },
    "marking": {
        "stem": "Mark the words that could tell a neighbor who the patient is.",
        "simulation": POST,
        "options": (
            OptionContent(feedback="A town this size has one emergency room.", identifier="place"),
            OptionContent(feedback="Dates are on the list of identifiers.", identifier="date"),
            OptionContent(feedback="With the place, an age leaves one or two people.", identifier="age"),
        ),
    },
    "reflection": {
        "stem": "Write yourself a plan for the next time you want to post after a hard shift.",
        "options": (OptionContent("If"), OptionContent("Then")),
    },
}


def content(place: int, kind: str) -> QuestionContent:
    """The question of a kind, as the item bank takes it."""
    return QuestionContent(
        kind=kind,
        explanation="What is needed to tell who it was is rarely a name: two small facts are enough.",
        module_key="heat",
        outcome_key=OUTCOMES[place % len(OUTCOMES)],
        reference={"text": "45 CFR § 164.514(b)(2)", "url": "https://www.ecfr.gov/current/title-45/section-164.514"},
        **QUESTIONS[kind],
    )


def make(**policy: Any) -> str:
    """A new learner at a new test of all kinds, as JSON: `email`, `url` of the test."""
    course = taught(questions=len(QUESTIONS), draw=len(QUESTIONS), kinds=tuple(QUESTIONS), **policy)
    for place, kind in enumerate(QUESTIONS):
        save_question(pool=course.pool, key=f"q{place + 1}", content=content(place, kind))
    person = learner(email=f"kinds-{uuid4().hex[:8]}@example.org")
    enrolled(course.course, person)
    return json.dumps({"email": person.email, "url": course.quiz.url})
