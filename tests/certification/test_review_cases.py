"""What a second reading of the domain found: each of these went wrong once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import Membership, User
from accounts.roles import Role
from certification import registry, rendering, rules
from certification.domain import certificates, corrections, intake, panels, publicity, queues
from certification.domain.corrections import Request
from certification.domain.reviews import DISTRICT
from certification.models import Application, ReasonCode, Round, Verdict
from certification.programmes.enterprise import PROGRAMME
from certification.stories.cast import Cast
from documents import inspect
from tests.certification import clerk, docket
from tests.certification.house import words
from workflows import engine
from workflows.errors import Refused
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
