"""Mail is written down in the transaction and sent once."""

import pytest
from django.core import mail as server
from django.db import transaction

from accounts import mail
from accounts.models import OutgoingMail
from workflows import outbox
from workflows.models import OutboxMessage

pytestmark = pytest.mark.django_db


def test_sent_once_whatever_is_retried():
    mail.post("a@example.com", "主题\r\nBcc: victim@example.com", "正文")
    message = OutboxMessage.objects.get(effect=mail.EFFECT)
    assert message.payload == {"mail": OutgoingMail.objects.get().pk}  # ids only
    outbox.drain()
    mail.deliver(message)
    assert [(m.subject, m.body, m.to) for m in server.outbox] == [
        ("主题 Bcc: victim@example.com", "正文", ["a@example.com"])
    ]


def test_what_is_rolled_back_is_not_sent():
    with transaction.atomic():
        mail.post("a@example.com", "s", "b")
        transaction.set_rollback(True)
    outbox.drain()
    assert server.outbox == []
