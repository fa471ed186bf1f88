"""What a renewal or a change rests on: a certificate that still counts, asked at every door of the procedure."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from certification import registry
from certification.domain import certificates, concerned, decisions, intake, lifecycle, rounds
from certification.models import Application, Certificate, CertificateStatus
from certification.stories.tale import Tale
from tests.factories.certification import TODAY, begin, stage
from workflows import clock
from workflows.errors import Refused

pytestmark = pytest.mark.django_db

BrowserOf = Callable[[User], Client]
RECOGNITION = "enterprise-recognition"
RENEWAL, CHANGE = (registry.get(f"{RECOGNITION}-{suffix}") for suffix in ("renewal", "change"))


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


@pytest.fixture
def tale() -> Tale:
    return begin(stage())


def held(tale: Tale, first: date, last: date, status: str = CertificateStatus.ISSUED) -> Certificate:
    """A recognition taken over from an older register."""
    serial = Certificate.objects.count() + 1
    return Certificate.objects.create(
        programme_slug=RECOGNITION, organisation=tale.organisation, series="A2-2023", serial=serial,
        number=f"旧-{serial}", code=f"旧-{serial}", holder_name=tale.organisation.name, valid_from=first,
        valid_to=last, content={}, content_sha256="", reserved_at=clock.now(), imported=True, status=status,
    )  # fmt: skip


def current(tale: Tale) -> Certificate:
    """One that ends within the three months of a renewal."""
    today = TODAY.date()
    return held(tale, date(today.year - 3, today.month, today.day), date(today.year, today.month + 1, 20))


def refused(verb: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Refused) as caught:
        verb(*args, **kwargs)
    return caught.value.code


def test_a_later_procedure_does_not_begin_from_the_list_of_rounds(tale: Tale, browser_of: BrowserOf) -> None:
    round_ = rounds.all_year(RENEWAL)
    address = reverse("cases:start", args=[round_.pk, tale.organisation.pk])
    assert browser_of(tale.clerk).post(address).status_code == 404
    assert refused(intake.start_draft, round_, tale.organisation, by=tale.clerk) == "not_found"
    assert not Application.objects.exists()


def test_a_draft_without_its_certificate_is_not_submitted(tale: Tale) -> None:
    draft = lifecycle.begin(current(tale), CHANGE, by=tale.clerk)
    Application.objects.filter(pk=draft.pk).update(about=None)
    assert refused(intake.submit, draft, by=tale.clerk) == "not_found"


def test_a_certificate_is_renewed_once(tale: Tale) -> None:
    old = current(tale)
    assert lifecycle.may_begin(old, RENEWAL, tale.clerk)
    last = old.valid_to
    assert last is not None
    held(tale, date.fromordinal(last.toordinal() + 1), date(last.year + 3, 1, 1), CertificateStatus.RESERVED)
    answer = lifecycle.may_begin(old, RENEWAL, tale.clerk)
    assert (answer.code, answer.reason) == ("not_allowed", "该证书已有接续的证书，不能重复办理。")
    assert lifecycle.may_begin(old, CHANGE, tale.clerk)


def test_what_has_expired_is_applied_for_anew(tale: Tale) -> None:
    old = held(tale, date(2020, 1, 1), date(2022, 12, 31))
    for programme in (RENEWAL, CHANGE):
        answer = lifecycle.may_begin(old, programme, tale.clerk)
        assert answer.reason == "证书已于 2022-12-31 到期，不能再办理该事项，请重新申报。"


@pytest.mark.parametrize("how", ["exit", "revoke"])
def test_what_ended_meanwhile_is_neither_submitted_nor_granted(tale: Tale, how: str) -> None:
    old = current(tale)
    draft = lifecycle.begin(old, RENEWAL, by=tale.clerk)
    ending = replace(RENEWAL.ending("grant"), notice=False)
    certificates.end(old, how, by=tale.cast["decider"], reason="示例")
    draft = Application.objects.get(pk=draft.pk)
    assert refused(intake.submit, draft, by=tale.clerk) == "not_allowed"
    answer = decisions.grantable(draft, ending)
    label = {"exit": "已退出", "revoke": "已撤销"}[how]
    assert (answer.code, answer.reason) == ("about", f"证书{label}，不能办理该事项。")


def test_a_renewal_may_be_overtaken_by_a_change_but_no_change_by_another(tale: Tale) -> None:
    old = current(tale)
    certificates.end(old, "supersede", by=None, reason="换发")
    old = Certificate.objects.get()
    assert (concerned.barrier(old, RENEWAL), concerned.barrier(old, CHANGE)) == (
        "",
        "证书已换发，不能办理该事项。",
    )


def test_an_open_ended_certificate_has_no_successor_by_date(tale: Tale) -> None:
    old = held(tale, date(2025, 1, 1), date(2030, 1, 1))
    old.valid_to = None
    assert (concerned.barrier(old, RENEWAL), concerned.expired(old, RENEWAL)) == ("", "")
    assert concerned.barrier(old, registry.get(f"{RECOGNITION}-exit")) == ""
