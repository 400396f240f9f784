"""What people chose at a step, in numbers that tell of nobody."""

from collections.abc import Iterable

from django.db.models import Count, OuterRef, Subquery

from quizzes.domain.queries import FEWEST
from quizzes.models import ScenarioChoice


def colleagues_chose(scenario_id: int, step_key: str, choice_keys: Iterable[str]) -> dict[str, int]:
    """How many people chose what at one step, by choice key; empty while fewer than `FEWEST` have answered.

    Only the record counts, and of each person the first answer to this step among `choice_keys`. The answers are told
    in whole groups of `FEWEST` people, the earliest first: who looks before and after a colleague has answered learns
    nothing of that colleague.
    """
    answers = ScenarioChoice.objects.filter(
        run__scenario=scenario_id, step_key=step_key, choice_key__in=list(choice_keys)
    )
    same_person = answers.filter(run__enrollment__learner=OuterRef("run__enrollment__learner"))
    first = answers.filter(pk=Subquery(same_person.order_by("chosen_at", "pk").values("pk")[:1]))
    people = first.count()
    told = first.order_by("chosen_at", "pk").values("pk")[: people - people % FEWEST]
    counted = ScenarioChoice.objects.filter(pk__in=told).order_by().values_list("choice_key")
    return dict(counted.annotate(people=Count("pk")))
