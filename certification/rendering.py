"""Rows of this package as paper: what each template is given, and what a finished page must say."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from certification.models import Certificate, Letter, Revision
from documents import artwork, inspect, rendering
from files import scans
from files.models import StoredFile

VERSION_MARK = "RZ-V:"  # what the QR on each page of an application form starts with


class NotAsIntended(ValueError):
    """The paper does not say what was decided; it must not leave the house."""


def body(text: str, words: Mapping[str, str]) -> list[list[str | dict[str, str]]]:
    """One paragraph of runs from a wording with ``**bold**`` marks, filled in with ``words``. What a name contains
    is never read as a mark."""
    runs: list[str | dict[str, str]] = []
    for n, part in enumerate(text.split("**")):
        filled = part.format(**words)
        if filled:
            runs.append({"strong": filled} if n % 2 else filled)
    return [runs]


def certificate(row: Certificate) -> bytes:
    """The certificate's PDF from its reserved content; the same bytes each time."""
    content = _dated(row.content, "issued_on", "valid_from", "valid_to")
    return rendering.render(
        content["template"],
        {**content, "verify_host": _host()},
        title=f"{content['title']} {content['number']}",
        author="、".join(content["issuers"]),
        created=row.reserved_at,
        artwork=artwork.certificate(sample=bool(content["demo"])),
    )


def lint(row: Certificate, pdf: bytes) -> None:
    """Raise ``NotAsIntended`` unless the text read back from the PDF says what was reserved."""
    text = re.sub(r"\s+", "", inspect.text(pdf))
    for name in ("holder", "uscc", "number", "document_no", "code", "title", "validity"):
        if re.sub(r"\s+", "", str(row.content[name])) not in text:
            raise NotAsIntended(f"{row.number}: {name} is not on the page")


def letter(row: Letter) -> bytes:
    """A letter's PDF from its fixed content."""
    return rendering.render(
        f"letters/{row.kind}.html",
        {
            **_dated(row.content, "issued_on", "submitted_on", "due_on"),
            "kind_title": row.title,
            "check_url": settings.PUBLIC_BASE_URL.rstrip("/") + reverse("public:verify"),
            "demo": settings.DEMO_MODE,
        },
        title=f"{row.title} {row.number}",
        author=row.content["issuer"],
        created=row.written_at,
        substitute="〓",
    )


def application_form(revision: Revision) -> bytes:
    """申报书: the dossier in words, the evidence list, and the version code on every page."""
    application = revision.application
    evidence = revision.evidence.select_related("file", "application")
    return rendering.render(
        "letters/application_form.html",
        {
            "programme": application.programme.title,
            "round": application.round.title,
            "reference_date": application.policy.reference_date,
            "applicant": application.organisation.name if application.subject else "",
            "holder": application.holder_name,
            "uscc": application.organisation_code,
            "number": application.number,
            "revision": revision.number,
            "version_code": revision.version_code,
            "version_mark": VERSION_MARK + revision.version_code,
            "submitted_at": timezone.localtime(revision.submitted_at),
            "submitted_by": revision.submitted_by.get_full_name(),
            "sections": revision.sheet,
            "conditions": revision.eligibility["results"],
            "evidence": [{"title": e.title, "name": e.name, "sha256": e.file.sha256} for e in evidence],
            "demo": settings.DEMO_MODE,
        },
        title=f"申报书 {application.number} 第{revision.number}版",
        author=application.holder_name,
        created=revision.submitted_at,
        substitute="〓",
    )


def version_codes(scan: StoredFile) -> list[str]:
    """Version codes found on the pages of a scan, in order, without repeats."""
    found = dict.fromkeys(
        text.removeprefix(VERSION_MARK) for text in scans.qr_texts(scan) if text.startswith(VERSION_MARK)
    )
    return list(found)


def _dated(content: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The content with its ISO days as dates."""
    days = {n: date.fromisoformat(content[n]) for n in names if content.get(n)}
    return {**content, **days}


def _host() -> str:
    return re.sub(r"^https?://", "", settings.PUBLIC_BASE_URL).rstrip("/")
