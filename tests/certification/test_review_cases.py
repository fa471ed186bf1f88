"""What a second reading of the domain found: each of these went wrong once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from certification import registry, rendering
from certification.domain import certificates, intake, rounds
from certification.domain.corrections import Request
from certification.domain.reviews import DISTRICT
from certification.models import Application, ReasonCode, Round, Verdict
from certification.programmes.enterprise import PROGRAMME
from certification.stories.cast import Cast
from documents import inspect
from tests.certification import clerk, docket
from workflows.models import Deadline, WorkItem

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]

ASK_DISTRICT = Request(ReasonCode.MISMATCH, "注册区与营业执照不一致，请核对。", section="basic")


def amend(told: docket.QuickTale, **basic: str) -> None:
    """Correct the first section and answer every item."""
    application = told.case
    typed = {name: application.dossier["basic"][name] for name in ("fields", "tables")}
    typed["fields"] = {**typed["fields"], **basic}
    with told._now():
        version = application.dossier["basic"]["version"]
        intake.save_section(application, "basic", typed, by=told.clerk, version=version)
    told.answer("已按营业执照更正。")


def units_at(told: docket.QuickTale, node: str) -> list[str]:
    items = WorkItem.objects.filter(process=told.case.process_id, node=node, closed_at=None)
    return sorted(items.values_list("unit", flat=True))


class TestTheDistrictIsCorrected:
    def test_before_acceptance_the_case_goes_to_the_district_that_is_right(self, cast: Cast) -> None:
        told = clerk.submitted(cast)
        assert told.case.district == "310115"
        told.screen(Verdict.CORRECT, requests=[ASK_DISTRICT])
        amend(told, registered_district="310112")
        told.screen()

        assert told.case.district == "310112"
        assert units_at(told, "district_opinion") == ["310112-FGW", "310112-JYJ"]

    def test_at_the_district_the_right_one_takes_over_and_the_wrong_ones_clock_ends(self, cast: Cast) -> None:
        told = docket.at("district_opinion", cast)
        told.opine("pudong", DISTRICT, Verdict.CORRECT, requests=[ASK_DISTRICT])
        told.opine("pudong-edu", DISTRICT)
        told.merge("pudong", DISTRICT)
        amend(told, registered_district="310112")

        assert units_at(told, "district_opinion") == ["310112-FGW", "310112-JYJ"]
        clocks = Deadline.objects.filter(process=told.case.process_id, kind=DISTRICT, closed_at=None)
        assert sorted(clocks.values_list("unit", flat=True)) == ["310112-FGW", "310112-JYJ"]

    def test_what_is_not_asked_for_moves_nothing(self, cast: Cast) -> None:
        told = clerk.corrected(cast)
        Application.objects.filter(pk=told.case.pk).update(district="310112")
        told.answer("已补充。")
        assert told.case.district == "310112"


class TestAFrozenRound:
    @pytest.fixture
    def stricter(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A later release of the programme asks for more."""
        policy = PROGRAMME.policy.merged({"pass_mark": 70, "limits": {"joint": 8}})
        later = replace(PROGRAMME, policy=policy)
        monkeypatch.setitem(registry._programmes, PROGRAMME.slug, later)

    def test_keeps_the_policy_of_its_first_submission(
        self, cast: Cast, request: pytest.FixtureRequest
    ) -> None:
        told = clerk.submitted(cast)
        request.getfixturevalue("stricter")
        policy = Round.objects.get(pk=told.round.pk).effective_policy
        assert (policy.pass_mark, policy.limits["joint"]) == (Decimal("60"), 10)

        other, person = clerk.full_draft(cast, "care")
        assert intake.submit(other, by=person).policy.pass_mark == Decimal("60"), "the round's, not today's"

    def test_an_open_one_follows_the_programme(self, cast: Cast, request: pytest.FixtureRequest) -> None:
        draft, _person = clerk.full_draft(cast)
        request.getfixturevalue("stricter")
        policy = Round.objects.get(pk=draft.round_id).effective_policy
        assert (policy.pass_mark, policy.limits["joint"]) == (Decimal("70"), 8)

    def test_may_still_be_extended_and_keeps_it(self, cast: Cast) -> None:
        told = clerk.submitted(cast)
        frozen = Round.objects.get(pk=told.round.pk)
        before, later = frozen.policy_snapshot, date(frozen.closes_on.year + 1, 1, 29)
        moved = rounds.extend(
            frozen, later, by=cast["officer"], reason="顺延", opened_at_version=rounds.version(frozen)
        )
        assert (moved.closes_on, moved.policy_snapshot) == (later, before)


def test_the_certificate_names_its_cultivation_period(cast: Cast) -> None:
    told = docket.at("decision", cast)
    told.decide()
    certificate = told.case.certificates.get()
    day = certificate.valid_from
    text = f"自{day.year}年{day.month}月{day.day}日起，不少于一年"
    assert (certificate.content["validity_label"], certificate.content["validity"]) == ("培育期", text)
    assert f"培育期{text}" in "".join(inspect.text(rendering.certificate(certificate)).split())


def test_a_certificate_with_a_term_prints_its_days(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    told = docket.at("decision", cast)
    spec = replace(PROGRAMME.certificate, years=3, validity_label="有效期限", validity="")
    endings = (replace(PROGRAMME.ending("grant"), certificate=spec), *PROGRAMME.endings[1:])
    monkeypatch.setitem(registry._programmes, PROGRAMME.slug, replace(PROGRAMME, endings=endings))
    told.decide()
    certificate = told.case.certificates.get()
    first, last = certificate.valid_from, certificate.valid_to
    assert last == certificates.last_day(first, 3)
    text = "".join(inspect.text(rendering.certificate(certificate)).split())
    days = [f"{day.year}年{day.month}月{day.day}日" for day in (first, last)]
    assert f"有效期限{days[0]}至{days[1]}" in text


@pytest.mark.parametrize("name", ["holder", "uscc", "number", "document_no", "code", "title", "validity"])
def test_no_certificate_leaves_the_house_that_says_something_else(cast: Cast, name: str) -> None:
    told = docket.at("decision", cast)
    told.decide()
    certificate = told.case.certificates.get()
    pdf = rendering.certificate(certificate)
    rendering.lint(certificate, pdf)
    certificate.content = {**certificate.content, name: "别的内容"}
    with pytest.raises(rendering.NotAsIntended, match=name):
        rendering.lint(certificate, pdf)
