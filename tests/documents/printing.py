"""How the tests of this package print."""

from datetime import datetime
from typing import Any

import documents
from documents import artwork, specimens

CERTIFICATE = "certificates/enterprise_cultivation.html"


def print_certificate(created: datetime = specimens.CREATED, **changes: Any) -> bytes:
    context = specimens.certificate(**changes)
    return documents.render(
        CERTIFICATE,
        context,
        title=f"{context['title']} {context['number']}",
        author="、".join(context["issuers"]),
        created=created,
        artwork=artwork.certificate(sample=context["demo"]),
    )


def print_letter(name: str, **changes: Any) -> bytes:
    known = specimens.APPLICATION_FORM if name == "application_form" else specimens.letter(name)
    return documents.render(
        f"letters/{name}.html", {**known, **changes}, title="文书", created=specimens.CREATED
    )


def squeezed(text: str) -> str:
    """Text without any white space: where lines break is not what a test is about."""
    return "".join(text.split())
