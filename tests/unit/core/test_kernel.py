"""The kernel: audit trail, limits, spreadsheets, the queue."""

import uuid

import pytest
from django.db import DatabaseError, transaction

from core import audit, limits
from core.errors import TooMany
from core.models import AuditEvent
from core.spreadsheets import csv_response
from tests.factories.accounts import UserFactory


@pytest.mark.django_db
def test_audit_events_can_be_neither_changed_nor_deleted() -> None:
    user = UserFactory()
    event = audit.record(verb="tests.note", obj=user, actor=user, before={"a": 1}, after={"a": 2})
    assert list(audit.events_of(user)) == [event]
    with pytest.raises(DatabaseError, match="history is not overwritten"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(verb="tests.other")
    with pytest.raises(DatabaseError, match="history is not overwritten"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).delete()
    assert AuditEvent.objects.get(pk=event.pk).verb == "tests.note"


def test_limit_counts_each_caller_alone() -> None:
    who, other = str(uuid.uuid4()), str(uuid.uuid4())
    for _ in range(3):
        limits.check(scope="test", who=who, most=3, seconds=60)
    with pytest.raises(TooMany):
        limits.check(scope="test", who=who, most=3, seconds=60)
    limits.check(scope="test", who=other, most=3, seconds=60)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    response = csv_response(filename="x.csv", header=["name"], rows=[[cell]])
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    line = text.splitlines()[1].strip('"')
    assert line[0] not in "=+-@\t"
