"""What the tests of a test's pages share."""

import re

import pytest
from django.urls import reverse

from quizzes import answers
from tests.factories.quizzes import attempt_at, enrolled, learner, right, taught

KINDS = ("single", "multiple", "true_false", "ordering", "matching", "marking", "reflection")


class Sitting:
    """A signed-in learner with an open attempt at a test of every kind."""

    def __init__(self, client, now, **policy):
        self.course = taught(**{"questions": len(KINDS), "draw": len(KINDS), "kinds": KINDS, **policy})
        self.person = learner(time_zone="America/Chicago")
        self.enrollment = enrolled(self.course.course, self.person)
        self.attempt = attempt_at(self.course.quiz, self.enrollment, now=now)
        self.client = client
        client.force_login(self.person)

    def place(self, kind):
        """Where on the paper the question of a kind stands, and what the paper says of it."""
        from quizzes.models import QuestionVersion  # noqa: PLC0415 -- Django is ready when a test asks

        kinds = dict(QuestionVersion.objects.values_list("pk", "kind"))
        return next((n, item) for n, item in enumerate(self.attempt.paper, 1) if kinds[item["version"]] == kind)

    def url(self, kind):
        return reverse("quizzes:question", args=[self.attempt.public_id, self.place(kind)[0]])

    def at(self, name):
        return reverse(f"quizzes:{name}", args=[self.attempt.public_id])

    def fields(self, kind, chosen=None, **more):
        """The fields of a form that answers the question of a kind, rightly unless told otherwise.

        `chosen` holds ids; the form calls things as their page does, and what is not on it as it is.
        """
        number, item = self.place(kind)
        name, chosen = f"q{number}", right(item["version"]) if chosen is None else chosen
        names, targets = answers.option_names(kind, item), answers.target_names(item)
        if kind == "matching":
            pairs = (pair.partition(":") for pair in chosen)
            data = {f"{name}-{names.get(prompt, prompt)}": targets.get(to, to) for prompt, _colon, to in pairs}
        elif kind == "reflection":
            data = {f"{name}-{box}": text for box, text in zip(item["options"], chosen, strict=False)}
        else:
            data = {name: [names.get(option, option) for option in chosen]}
        return data | {
            key.replace("N", str(number)): str(value).replace("N", str(number)) for key, value in more.items()
        }

    def post(self, kind, chosen=None, **more):
        """Answer the question of a kind; an `N` in `more` stands for its number."""
        return self.client.post(self.url(kind), self.fields(kind, chosen, **more))

    def read(self, url):
        return text_of(self.client.get(url))

    def kept(self, kind):
        """What is saved for the question of a kind."""
        found = self.attempt.responses.filter(version=self.place(kind)[1]["version"]).first()
        return found and found.chosen


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def sit(client):
    """Makes a `Sitting` that began now, its policy as given."""
    from core import clock  # noqa: PLC0415 -- as above

    return lambda **policy: Sitting(client, policy.pop("now", None) or clock.now(), **policy)
