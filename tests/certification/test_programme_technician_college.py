"""E 技师学院挂牌: one module added, told from draft to plate, with its conditions at their boundaries."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from certification import registry
from certification.domain import invariants, standing
from certification.models import Outcome, Status, Verdict
from certification.programmes.technician_college import PROGRAMME
from certification.registry import Facts
from certification.stories.schools import STORIES
from tests.factories.campuses import SwiftSchool, tell
from tests.factories.certification import TODAY, stage
from workflows import clock, soundness
from workflows.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


def finding(code: str, **fields: Any) -> tuple[bool, str]:
    rule = next(r for r in PROGRAMME.rules if r.code == code)
    dossier = {"basic": {"fields": fields}, "training": {"fields": fields}}
    found = rule.check(Facts(dossier=dossier, policy=PROGRAMME.policy, today=date(2026, 9, 14)))
    return found.passed, found.value


def test_it_is_registered_and_sound() -> None:
    assert registry.get("technician-college") is PROGRAMME
    assert PROGRAMME.departments == ("SH-JW", "SH-RSJ")
    assert PROGRAMME.tasks == (11,)
    assert soundness.check(PROGRAMME.flow) == []


def test_conditions_at_their_boundaries() -> None:
    assert finding("level", level="secondary") == (True, "中等职业学校")
    assert finding("level", level="research") == (False, "研究型本科高校")
    assert finding("level") == (False, "未填写")
    assert finding("trades", trades=5) == (True, "5 个")
    assert finding("trades", trades=4) == (False, "4 个")
    assert finding("share", share=49) == (False, "49%")


def test_both_departments_agree_and_the_plate_is_granted() -> None:
    tale = tell(STORIES["nameplate"])
    assert tale.case.status == Status.GRANTED
    certificate = tale.case.certificates.get()
    assert certificate.number.startswith("SHCJ-E-2026-00001-")
    assert (certificate.valid_from, certificate.valid_to) == (date(2026, 11, 24), date(2031, 11, 23))
    assert standing.valid("technician-college", tale.organisation).get() == certificate
    assert [str(problem) for problem in invariants.broken()] == []


def test_one_objection_is_ruled_on_and_refused() -> None:
    story = STORIES["nameplate"]
    tale = SwiftSchool(story.name, stage(), company=story.company, span=30, programme=story.programme)
    tale.draft()
    tale.submit()
    tale.screen()
    tale.opine("rsj", "joint", Verdict.OBJECT, "高级工在校生比例与学籍数据不符。")
    tale.settle("joint", Outcome.REFUSE, "采纳人社部门意见。")
    tale.decide(Outcome.REFUSE, "高级工在校生比例未达到要求。")
    assert tale.case.conclusion == "不同意挂牌"
    assert not tale.case.certificates.exists()


def test_a_dossier_below_the_conditions_cannot_be_submitted() -> None:
    story = STORIES["nameplate"]
    tale = SwiftSchool(story.name, stage(), company=story.company, span=30, programme=story.programme)
    tale.draft(trades="3")
    with pytest.raises(Refused, match="高级工以上职业（工种）数不少于 5"):
        tale.submit()
