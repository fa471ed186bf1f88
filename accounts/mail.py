"""Mail leaves through the outbox: a request only writes it down, the worker sends it."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from accounts.models import OutgoingMail
from workflows import clock, outbox
from workflows.models import OutboxMessage

EFFECT = "accounts.mail"


def link(path: str) -> str:
    """``path`` at the public address: the Host header that a request came with is the sender's word."""
    return f"{settings.PUBLIC_BASE_URL}{path}"


@transaction.atomic
def post(to: str, subject: str, body: str) -> OutgoingMail:
    """Write a plain-text mail down; it goes out after commit and is retried until the server takes it."""
    mail = OutgoingMail.objects.create(to=to, subject=" ".join(subject.split())[:200], body=body)
    outbox.post(EFFECT, f"{EFFECT}/{mail.pk}", {"mail": mail.pk})
    return mail


@outbox.effect(EFFECT)
def deliver(message: OutboxMessage) -> None:
    """Hand one mail to the server, once, then forget its text."""
    mail = OutgoingMail.objects.get(pk=message.payload["mail"])
    if mail.sent_at:
        return
    send_mail(mail.subject, mail.body, None, [mail.to])
    mail.sent_at, mail.body = clock.now(), ""
    mail.save(update_fields=["sent_at", "body"])
