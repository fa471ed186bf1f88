"""Small helpers for the tests of the public's and the office's screens."""

import re
from html import unescape
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from certification.models import Certificate
from certification.stories.cast import Cast
from certification.stories.tale import Tale
from files.storage import store_bytes
from tests.certification import docket
from tests.factories.files import pdf_bytes
from workflows import clock, transitions


def stage() -> Cast:
    """Everybody on stage."""
    cast = Cast()
    cast.set_stage()
    return cast


def browser(user: User | None = None) -> Client:
    """A browser in which ``user`` is signed in, or nobody."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def issued(cast: Cast, company: str = "robot") -> tuple[Tale, Certificate]:
    """A case decided and its certificate issued, without printing it."""
    tale = docket.at("decision", cast, company)
    tale.decide()
    certificate = tale.case.certificates.get()
    pdf = store_bytes(pdf_bytes(title=certificate.number), "application/pdf", "pdf")
    with clock.travel(tale.moment):
        transitions.apply(certificate, "issue", by=None, file=pdf, sha256=pdf.sha256, at=clock.now())
    return tale, Certificate.objects.get(pk=certificate.pk)


def words(response: HttpResponse) -> str:
    """What a page says: its text, one blank for every tag and stretch of white space."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def queries(client: Client, url: str) -> int:
    """How many queries a page costs."""
    with CaptureQueriesContext(connection) as seen:
        response = client.get(url)
    assert response.status_code == 200
    return len(seen)


def form_values(response: HttpResponse) -> dict[str, Any]:
    """What the page's form holds, ready to be posted again."""
    form = response.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()}
