"""Certificates: reserved with the decision, rendered and published by the worker, once whatever is retried."""

import hashlib
import json
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from certification import rendering
from certification.models import Application, Certificate, CertificateStatus, Decision, NumberSeries
from certification.registry import CertificateSpec
from documents import chinese, codes
from files import storage
from workflows import audit, clock, transitions
from workflows.dates import eve_of_anniversary


def reserve(
    application: Application,
    spec: CertificateSpec,
    *,
    by: User,
    decision: Decision | None = None,
    valid: tuple[date, date | None] | None = None,
) -> Certificate:
    """Number, code and intended content, in the transaction that has just granted the case, which happens
    once; the database refuses a second certificate that counts. ``valid`` sets the first and last day where
    they do not follow from today (a renewal, a change of name)."""
    now = clock.now()
    series = f"{spec.series}-{now.year}"
    serial = NumberSeries.take(f"certificate-{series}")
    number, code = codes.certificate_number(spec.series, now.year, serial), codes.verification_code()
    valid_from, valid_to = valid or (now.date(), last_day(now.date(), spec.years))
    words = _words(application, decision, valid_from, valid_to)
    content = {
        "template": spec.template,
        "title": spec.title,
        "title_en": spec.title_en,
        "holder": application.holder_name,
        "uscc": application.organisation_code if application.programme.party.code_label else "",
        "document_no": spec.document_no.format(year=now.year, serial=serial),
        "body": rendering.body(spec.body, words),
        "statement_en": spec.body_en.format(**_english(valid_from, valid_to)),
        "number": number,
        "code": code,
        "validity_label": spec.validity_label,
        "validity": spec.validity.format(date=chinese.long_date(valid_from)),
        "valid_from": valid_from.isoformat(),
        "valid_to": valid_to.isoformat() if valid_to else None,
        "issued_on": now.date().isoformat(),
        "issuers": [issuer.format(**words) for issuer in spec.issuers],
        "verify_url": settings.PUBLIC_BASE_URL.rstrip("/")
        + reverse("public:certificate", args=[number, code]),
        "demo": settings.DEMO_MODE,
    }
    certificate = Certificate.objects.create(
        application=application,
        programme_slug=spec.standing or _standing_of(application),
        organisation_id=application.organisation_id,
        nomination_id=application.nomination_id,
        base_id=application.base_id,
        subject=application.subject,
        series=series,
        serial=serial,
        number=number,
        code=code,
        holder_name=application.holder_name,
        valid_from=valid_from,
        valid_to=valid_to,
        content=content,
        content_sha256=fingerprint(content),
        reserved_at=now,
    )
    audit.record(
        certificate.audit_chain,
        "reserve",
        by=by,
        target=CertificateStatus.RESERVED,
        data={"application": application.pk, "number": number, "content_sha256": certificate.content_sha256},
    )
    return certificate


def _standing_of(application: Application) -> str:
    """The programme whose standing a case gives: a later procedure gives that of the first."""
    return application.programme.parent or application.programme_slug


def _words(
    application: Application, decision: Decision | None, first: date, last: date | None
) -> dict[str, str]:
    """What a wording may use, in Chinese."""
    score = decision.score if decision else None
    stars = application.policy.stars_for(score) if score is not None else 0
    return {
        "holder": application.holder_name,
        "code": application.organisation_code,
        "date": chinese.long_date(first),
        "from": chinese.long_date(first),
        "to": chinese.long_date(last) if last else "",
        "stars": "★" * stars,
        **application.programme.party.printed(application),
    }


def _english(first: date, last: date | None) -> dict[str, str]:
    return {
        "date": f"{first:%d %B %Y}".lstrip("0"),
        "to": f"{last:%d %B %Y}".lstrip("0") if last else "",
    }


def end(
    certificate: Certificate, how: str, *, by: User | None, reason: str, on: date | None = None
) -> Certificate:
    """End a certificate: ``supersede`` (换发), ``exit`` (退出) or ``revoke`` (撤销), with the reason. ``on`` is the
    first day it no longer counts, today unless the one that takes its place begins later."""
    day = on or clock.today()
    return transitions.apply(certificate, how, by=by, reason=reason, on=day, why=reason, who=by)


def issue(certificate_id: int) -> Certificate:
    """Render outside the lock, check the paper against the intent, publish. A certificate that is out
    already is returned as it is."""
    certificate = Certificate.objects.get(pk=certificate_id)
    if certificate.status != CertificateStatus.RESERVED:
        return certificate
    if fingerprint(certificate.content) != certificate.content_sha256:
        raise ValueError(f"content of {certificate.number} is not what was reserved")
    pdf = rendering.certificate(certificate)
    rendering.lint(certificate, pdf)
    stored = storage.store_bytes(pdf, mime="application/pdf", extension="pdf")
    with transaction.atomic():
        fresh = Certificate.objects.select_for_update().get(pk=certificate_id)
        if fresh.status != CertificateStatus.RESERVED:
            return fresh
        issued = transitions.apply(fresh, "issue", by=None, file=stored, sha256=stored.sha256, at=clock.now())
        _take_place(issued)
        return issued


def _take_place(certificate: Certificate) -> None:
    """End what the new certificate replaces, only now that it is out and from its first day: standing has no
    gap."""
    ending = certificate.application.ending if certificate.application else None
    if ending is None or not ending.replaces:
        return
    rows = Certificate.objects.filter(
        programme_slug__in=ending.replaces,
        organisation=certificate.organisation_id,
        subject=certificate.subject,
        status=CertificateStatus.ISSUED,
    )
    for row in rows.exclude(pk=certificate.pk).order_by("pk"):
        reason = _("由证书 %(number)s 接续") % {"number": certificate.number}
        end(row, "supersede", by=None, reason=reason, on=max(clock.today(), certificate.valid_from))


def last_day(first: date, years: int | None) -> date | None:
    """The last valid day, inclusive: the eve of the anniversary, never one day too many."""
    return None if years is None else eve_of_anniversary(first, years)


def fingerprint(content: dict[str, Any]) -> str:
    """SHA-256 (hex) of the canonical JSON of what the certificate says."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
