"""Messages are queued once, built late, sent once."""

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from celery import current_app
from django.core import mail
from django.db import connection

from notices import kinds
from notices.domain.delivery import BACKOFF, deliver_message, requeue_due
from notices.domain.outbox import NewMessage, queue_message, queue_messages
from notices.models import Message
from notices.tasks import PATIENCE, task_deliver

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KIND = "tests.note"


@pytest.fixture(autouse=True)
def kind() -> Iterator[dict[str, Any]]:
    """A kind whose mail is wanted unless its payload says otherwise."""
    seen: dict[str, Any] = {}

    def build(payload: Any, now: datetime) -> kinds.Mail | None:
        if payload.get("finished"):
            return None
        if payload.get("broken"):
            raise ZeroDivisionError
        context = {"paragraphs": ["First.", "Second."], "url": "https://course.example/x", "heading": "A heading"}
        return kinds.Mail("A note\nwith a break", "accounts/mail/notice", context)

    kinds.register(KIND, build)
    kinds.register("tests.secret", build, secret=True)
    yield seen
    kinds._KINDS.pop(KIND)
    kinds._KINDS.pop("tests.secret")


def note(key: str = "a", **payload: Any) -> NewMessage:
    return NewMessage(kind=KIND, key=key, to="rosa@ward.example", payload=payload)


@pytest.mark.django_db
def test_same_key_is_queued_once() -> None:
    assert queue_message(message=note(), now=NOW)
    assert not queue_message(message=note(), now=NOW)
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_same_key_twice_in_one_batch_is_queued_once() -> None:
    assert queue_messages(messages=[note("a"), note("a"), note("b")], now=NOW) == 2


@pytest.mark.django_db
def test_many_messages_are_many_small_tasks(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[list[int]] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args: sent.append(args[0]))
    with django_capture_on_commit_callbacks(execute=True):
        queue_messages(messages=[note(str(number)) for number in range(120)], now=NOW)
    assert [len(ids) for ids in sent] == [50, 50, 20]
    assert {pk for ids in sent for pk in ids} == set(Message.objects.values_list("pk", flat=True))


@pytest.mark.django_db
def test_a_broker_that_is_away_is_asked_once(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def away(name: str, args: Any) -> None:
        asked.append(args)
        raise ConnectionError

    monkeypatch.setattr(current_app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        queue_messages(messages=[note(str(number)) for number in range(120)], now=NOW)
    assert len(asked) == 1
    assert requeue_due(now=NOW) == 120


@pytest.mark.django_db
def test_a_task_out_of_time_leaves_the_rest_to_the_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    queue_messages(messages=[note("a"), note("b")], now=NOW)
    moments = iter([0.0, 1.0, PATIENCE + 1.0])
    monkeypatch.setattr("notices.tasks.monotonic", lambda: next(moments))
    task_deliver(list(Message.objects.order_by("pk").values_list("pk", flat=True)))
    assert list(Message.objects.order_by("pk").values_list("state", flat=True)) == ["sent", "queued"]
    assert requeue_due(now=NOW) == 1


@pytest.mark.django_db
def test_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        queue_message(message=NewMessage(kind="tests.unknown", key="x", to="a@b.example"), now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 300])
def test_statements_do_not_grow_with_messages(count: int, django_assert_num_queries: Any) -> None:
    messages = [note(str(number)) for number in range(count)]
    with django_assert_num_queries(5):  # savepoint, keys known, insert, read back, release
        assert queue_messages(messages=messages, now=NOW) == count


@pytest.mark.django_db
def test_delivery_sends_both_parts_with_a_stable_id() -> None:
    queue_message(message=note(), now=NOW)
    message = deliver_message(message_id=Message.objects.get().pk, now=NOW)
    assert message is not None
    assert message.state == Message.State.SENT
    assert message.sent_at == NOW
    sent = mail.outbox[0]
    assert sent.subject == "A note with a break"
    assert sent.to == ["rosa@ward.example"]
    assert str(message.public_id) in sent.extra_headers["Message-ID"]
    assert "First.\n\nSecond." in sent.body
    assert "https://course.example/x" in sent.body
    html = str(sent.alternatives[0][0])
    assert "<p style=" in html
    assert "prefers-color-scheme" in html


@pytest.mark.django_db
def test_second_delivery_sends_nothing() -> None:
    queue_message(message=note(), now=NOW)
    pk = Message.objects.get().pk
    deliver_message(message_id=pk, now=NOW)
    assert deliver_message(message_id=pk, now=NOW) is None
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_what_is_no_longer_true_is_skipped() -> None:
    queue_message(message=note(finished=True), now=NOW)
    message = deliver_message(message_id=Message.objects.get().pk, now=NOW)
    assert message is not None
    assert message.state == Message.State.SKIPPED
    assert mail.outbox == []


@pytest.mark.django_db
def test_secret_payload_is_wiped_after_sending() -> None:
    queue_message(message=NewMessage(kind="tests.secret", key="s", to="a@b.example", payload={"url": "x"}), now=NOW)
    message = deliver_message(message_id=Message.objects.get().pk, now=NOW)
    assert message is not None
    assert message.state == Message.State.SENT
    assert Message.objects.get().payload == {}


@pytest.mark.django_db
def test_a_secret_is_kept_for_another_try_and_wiped_when_given_up() -> None:
    queue_message(message=NewMessage("tests.secret", "s", "a@b.example", {"broken": True}), now=NOW)
    pk, moment = Message.objects.get().pk, NOW
    for _ in BACKOFF:
        deliver_message(message_id=pk, now=moment)
        assert Message.objects.get().payload
        moment = Message.objects.get().not_before
    message = deliver_message(message_id=pk, now=moment)
    assert message is not None
    assert (message.state, Message.objects.get().payload) == (Message.State.FAILED, {})


@pytest.mark.django_db
def test_failure_is_kept_and_tried_again_until_it_counts_as_failed() -> None:
    queue_message(message=note(broken=True), now=NOW)
    pk, moment = Message.objects.get().pk, NOW
    for minutes in BACKOFF:
        message = deliver_message(message_id=pk, now=moment)
        assert message is not None
        assert message.state == Message.State.QUEUED
        assert message.error.startswith("ZeroDivisionError")
        assert deliver_message(message_id=pk, now=moment) is None
        moment += timedelta(minutes=minutes)
    message = deliver_message(message_id=pk, now=moment)
    assert message is not None
    assert message.state == Message.State.FAILED


@pytest.mark.django_db
def test_refused_address_fails_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: object, *args: object) -> None:
        raise smtplib.SMTPRecipientsRefused({"rosa@ward.example": (550, b"no such user")})

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    queue_message(message=note(), now=NOW)
    message = deliver_message(message_id=Message.objects.get().pk, now=NOW)
    assert message is not None
    assert message.state == Message.State.FAILED
    assert message.error == "The mail server refused the address."


@pytest.mark.django_db
def test_sweep_finds_only_what_is_due() -> None:
    queue_message(message=note("now"), now=NOW)
    later = NewMessage(kind=KIND, key="later", to="a@b.example", not_before=NOW + timedelta(hours=1))
    queue_message(message=later, now=NOW)
    assert requeue_due(now=NOW) == 1
    assert requeue_due(now=NOW + timedelta(hours=1)) == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_mail() -> None:
    queue_message(message=note(), now=NOW)
    pk, start, results = Message.objects.get().pk, Barrier(2), []

    def work() -> None:
        start.wait()
        results.append(deliver_message(message_id=pk, now=NOW))
        connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mail.outbox) == 1
    assert sum(result is not None for result in results) == 1
