"""The mail that brings the certificate."""

import hashlib

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from certificates.models import Certificate
from certificates.tasks import task_render
from core import clock
from notices.domain.delivery import deliver_message
from notices.models import Message
from tests.factories.certificates import certificate

pytestmark = pytest.mark.django_db


def deliver() -> EmailMultiAlternatives:
    """Send the one queued message and return what left."""
    deliver_message(message_id=Message.objects.get().pk, now=clock.now())
    (sent,) = mail.outbox
    assert isinstance(sent, EmailMultiAlternatives)
    return sent


def test_it_carries_the_file_even_when_no_worker_has_printed_it() -> None:
    issued = certificate()
    assert issued.rendered_at is None
    sent = deliver()
    issued.refresh_from_db()
    assert issued.rendered_at is not None
    ((name, content, mimetype),) = sent.attachments
    assert (name, mimetype) == (f"certificate-{issued.code}.pdf", "application/pdf")
    assert isinstance(content, bytes)
    assert hashlib.sha256(content).hexdigest() == issued.pdf_sha256


def test_it_says_one_thing_and_how_to_check_it() -> None:
    issued = certificate()
    sent = deliver()
    assert sent.to == [issued.enrollment.learner.email]
    assert sent.subject == "Your certificate: Building a responsible online presence"
    html = str(sent.alternatives[0].content)
    for words in (
        "Your certificate is here",
        "Priya Nandakumar, RN",
        "0.75 contact hours",
        issued.code,
        issued.verify_url,
    ):
        assert words in sent.body
        assert words in html
    assert html.count('class="bt"') == 1


def test_the_file_is_the_one_that_was_printed_before() -> None:
    issued = certificate()
    task_render(issued.pk)
    issued.refresh_from_db()
    before = (issued.rendered_at, issued.pdf_sha256)
    ((_, content, _),) = deliver().attachments
    issued.refresh_from_db()
    assert (issued.rendered_at, issued.pdf_sha256) == before
    assert hashlib.sha256(content).hexdigest() == before[1]


def test_delivered_twice_it_leaves_once() -> None:
    certificate()
    message = Message.objects.get()
    deliver_message(message_id=message.pk, now=clock.now())
    deliver_message(message_id=message.pk, now=clock.now())
    assert len(mail.outbox) == 1


def test_a_certificate_revoked_meanwhile_is_not_sent() -> None:
    issued = certificate()
    Certificate.objects.filter(pk=issued.pk).update(revoked_at=clock.now())
    deliver_message(message_id=Message.objects.get().pk, now=clock.now())
    assert mail.outbox == []
    assert Message.objects.get().state == Message.State.SKIPPED
