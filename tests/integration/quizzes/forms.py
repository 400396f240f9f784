"""What the editor posts for a question."""

from typing import Any

from wagtail.test.utils.form_data import nested_form_data, streamfield

from quizzes.items import QuestionContent, fields_for
from quizzes.models import Question, QuestionPool


def question_form(pool: QuestionPool, content: QuestionContent, **extra: Any) -> dict[str, Any]:
    """The form of a question, filled in with a content."""
    fields = {**fields_for(content), "pool": pool.pk, "key": ""}
    for name in ("screen", "answers"):
        blocks = Question._meta.get_field(name).stream_block.to_python(fields[name])
        posted = [(child.block_type, _plain(child.block.get_prep_value(child.value))) for child in blocks]
        fields[name] = streamfield(posted)
    return nested_form_data({**fields, **extra})


def _plain(value: Any) -> Any:
    """A stored block as its fields are named; a box that is not ticked is not sent."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items() if part is not False}
    if not isinstance(value, list):
        return "" if value is None else value
    rows = {
        str(n): {"value": _plain(part["value"]), "id": part["id"], "order": str(n), "deleted": ""}
        for n, part in enumerate(value)
    }
    return {"count": str(len(value)), **rows}
