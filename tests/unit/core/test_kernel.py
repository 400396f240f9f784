"""The kernel: audit trail, limits, spreadsheets, the queue."""

import uuid
from decimal import Decimal
from typing import Any

import pytest
import structlog
from django.db import DatabaseError, transaction
from django.test import RequestFactory

from core import audit, limits
from core.errors import TooMany
from core.models import AuditEvent
from core.numbers import digits, whole
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


@pytest.mark.django_db
def test_a_request_id_of_any_length_is_kept_as_far_as_it_fits() -> None:
    with structlog.contextvars.bound_contextvars(request_id="x" * 200):
        event = audit.record(verb="tests.note", obj=UserFactory())
    assert event.request_id == "x" * 40


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        (False, "203.0.113.7", "127.0.0.1"),
        (True, "203.0.113.7", "203.0.113.7"),
        (True, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (True, None, "127.0.0.1"),
        (True, "", "127.0.0.1"),
    ],
)
def test_the_address_is_what_the_trusted_proxy_saw(
    settings: Any, rf: RequestFactory, trusted: bool, forwarded: str | None, address: str
) -> None:
    settings.TRUSTED_PROXY = trusted
    request = rf.get("/", headers={} if forwarded is None else {"X-Forwarded-For": forwarded})
    assert limits.address_of(request) == address


@pytest.mark.parametrize(("text", "number"), [("7", 7), ("", 0), (None, 0), ("-1", 0), ("²", 0), ("9" * 5000, 0)])
def test_a_number_that_was_sent_is_a_number_or_nothing(text: str | None, number: int) -> None:
    assert whole(text) == number


@pytest.mark.parametrize(("number", "text"), [("0.75", "0.75"), ("1.50", "1.5"), ("10.00", "10"), ("0", "0")])
def test_hours_have_no_idle_zeros(number: str, text: str) -> None:
    assert digits(Decimal(number)) == text


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
