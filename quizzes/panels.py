"""What the editor of a test shows besides its fields."""

from dataclasses import dataclass
from typing import Any

from wagtail.admin.panels import Panel

from quizzes import bank


@dataclass(frozen=True, slots=True)
class Row:
    """One outcome: its text, and the published questions of each pool."""

    outcome: str
    counts: list[int]


class PoolSizesPanel(Panel):
    """How many published questions the pools of the course hold for each outcome."""

    class BoundPanel(Panel.BoundPanel):
        """The table under the choice of pools."""

        template_name = "quizzes/cms/_pool_sizes.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Pools as columns, outcomes as rows."""
            context = super().get_context_data(parent_context)
            pools = list(self.form.fields["pools"].queryset.select_related("course"))
            return {**context, "pools": pools, "rows": _rows(pools)}


def _rows(pools: list[Any]) -> list[Row]:
    if not pools:
        return []
    sizes = {pool.pk: bank.live_by_outcome(pool) for pool in pools}
    texts = dict(bank.outcomes(pools[0].course))
    keys = [*texts, *sorted({key for found in sizes.values() for key in found} - set(texts))]
    return [Row(texts.get(key, key), [sizes[pool.pk].get(key, 0) for pool in pools]) for key in keys]
