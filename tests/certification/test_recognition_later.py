"""After recognition: change, review, what the letters of an exit say, scenes that wait."""

from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from certification import registry, rendering
from certification import rules as rules_of_acting
from certification.models import (
    Application,
    Certificate,
    CertificateStatus,
    LetterKind,
    Outcome,
    Status,
)
from certification.programmes import enterprise_recognition_rules as rules
from certification.programmes.enterprise_later import write_down
from certification.stories import recognition
from certification.stories.recognition import RECOGNITION, STORIES, WAITING
from documents import inspect
from tests.certification.lives import SwiftLife, begin, live
from tests.certification.test_programme_recognition import papers, sound
from tests.factories.certification import TODAY
from workflows import clock
from workflows.errors import Refused
from workflows.models import WorkItem


@pytest.fixture
def today(db: None) -> Iterator[None]:
    with clock.travel(TODAY):
        yield


def changed(tale: SwiftLife, **fields: Any) -> None:
    """A change of the cultivated company, granted."""
    tale.later("change")
    tale.draft(**fields)
    tale.submit()
    tale.screen()
    tale.decide()
    tale.organisation.refresh_from_db()


@pytest.mark.usefixtures("today")
class TestChange:
    def cultivated(self) -> SwiftLife:
        tale = begin(span=100)
        recognition.whole(tale)
        tale.wait(5)
        return tale

    def test_moved_within_the_city(self) -> None:
        tale = self.cultivated()
        address = {"before": "上海市示例路 1 号（虚构）", "after": "上海市示例路 2 号（虚构）"}
        changed(tale, kind="address", new_district="310112", new_zone="", **address)
        enterprise = tale.organisation.enterprise
        enterprise.refresh_from_db()
        assert (enterprise.registered_district, enterprise.address) == ("310112", "上海市示例路 2 号（虚构）")
        assert (tale.organisation.district, tale.organisation.name) == (
            "310112",
            "上海驭衡示例伺服系统有限公司（虚构）",
        )
        assert papers(tale) == [("cultivation", "superseded"), ("cultivation", "issued")]
        assert rules.facts(tale.case)["since"] == tale.past[0].closed_at.date()

    def test_another_business(self) -> None:
        tale = self.cultivated()
        changed(tale, kind="business", before="C3491", after="C3972", new_industry_code="c3972")
        assert tale.organisation.enterprise.industry_code == "C3972"

    def test_merged_under_a_new_name(self) -> None:
        tale = self.cultivated()
        name = "上海驭衡合并示例有限公司（虚构）"
        changed(tale, kind="merger", before="两家", after="一家", other_party="乙（虚构）", new_name=name)
        assert (tale.organisation.name, tale.certificate.holder_name) == (name, name)

    def test_who_leaves_the_city_does_not_change_but_exit(self) -> None:
        tale = self.cultivated()
        tale.later("change")
        tale.draft(kind="address", new_district="outside")
        with pytest.raises(Refused) as refused:
            tale.submit()
        assert "迁出本市的不办理变更" in str(
            refused.value.items if hasattr(refused.value, "items") else refused.value
        )

    def test_without_a_profile_the_register_is_changed_all_the_same(self) -> None:
        tale = self.cultivated()
        tale.later("change")
        tale.draft(kind="business", before="C3491", after="C3972", new_industry_code="C3972")
        tale.organisation.enterprise.delete()
        case = tale.case
        write_down(case, SimpleNamespace(reason="同意"), tale.cast["decider"])
        assert case.organisation.name == tale.organisation.name


@pytest.mark.usefixtures("today")
class TestReview:
    def test_the_new_term_follows_the_old(self) -> None:
        tale = live(STORIES["recognition-reviewed"])
        sound(tale)
        old, new = Certificate.objects.filter(
            organisation=tale.organisation, programme_slug=RECOGNITION
        ).order_by("pk")
        assert old.status == new.status == CertificateStatus.ISSUED
        assert new.valid_from == old.valid_to + timedelta(days=1)
        assert new.valid_to == date(
            new.valid_from.year + 3, new.valid_from.month, new.valid_from.day
        ) - timedelta(days=1)
        review = registry.get("enterprise-recognition-renewal")
        assert rules.renewal_facts(tale.case) == {
            "imported": False,
            "owed": 3,
            "reported": 3,
            "planned": True,
        }
        assert [rule.code for rule in review.rules][:2] == ["reports", "plan_filed"]

    def test_one_who_came_with_an_older_register_owes_nothing_here(self) -> None:
        tale = begin()
        assert rules.duties(tale.organisation, RECOGNITION)["imported"] is True
        case = Application(organisation=tale.organisation)
        assert "admitted_on" not in rules.suggestions(case)


@pytest.mark.usefixtures("today")
def test_an_objection_refuses_and_cultivation_goes_on() -> None:
    """A department's objection ends in 不予认定, with cultivation as it was."""
    tale = begin()
    recognition.cultivated(tale)
    tale.draft()
    tale.submit()
    tale.screen()
    tale.opine_all("district")
    tale.opine("swj", "joint", "object", "存在欠税。")
    tale.settle("joint", Outcome.REFUSE, "异议成立。")
    tale.decide(Outcome.REFUSE, "存在欠税，不予认定。")
    assert tale.case.conclusion == "不予认定"
    assert papers(tale) == [("cultivation", "issued")]


WAITS_FOR = {
    "recognition-drafting": (Status.DRAFT, None),
    "recognition-appointing": (Status.ACCEPTED, "panel"),
    "recognition-deliberating": (Status.ACCEPTED, "deliberation"),
    "cultivation-changing": (Status.SUBMITTED, "intake"),
    "cultivation-exit": (Status.ACCEPTED, None),
}


@pytest.mark.usefixtures("today")
@pytest.mark.parametrize("name", WAITING)
def test_scenes_stay_on_somebodys_desk(name: str) -> None:
    tale = live(WAITING[name])
    sound(tale)
    status, node = WAITS_FOR[name]
    assert tale.case.status == status
    open_ = WorkItem.objects.filter(process=tale.case.process, closed_at=None).values_list("node", flat=True)
    assert list(open_) == ([node] if node and tale.case.process_id else [])
    if node == "panel":
        assert rules_of_acting.may_act(tale.item("panel"), tale.case, tale.cast["agency"])


@pytest.mark.usefixtures("today")
def test_what_the_letters_of_an_exit_and_a_change_say() -> None:
    """No application came, no panel sat: the letters do not say so."""
    tale = live(STORIES["recognition-revoked"])
    told = printed(tale, LetterKind.GRANT)
    number = Certificate.objects.get(status=CertificateStatus.REVOKED).number
    assert f"关于你单位所持证书（编号{number}）的“产教融合型企业退出”一案" in told
    assert "经事先告知，并考虑你单位的陈述申辩意见，现决定" in told
    assert "五年内不得再次申报" in told
    assert "公示" not in told
    assert number in printed(tale, LetterKind.PRIOR_NOTICE)
    other = live(STORIES["recognition-renamed"], tale.cast)
    told = printed(other, LetterKind.GRANT)
    assert "提交的产教融合型企业认定变更申请" in told
    assert "经审查，现决定同意你单位申请的变更" in told


def printed(tale: SwiftLife, kind: LetterKind) -> str:
    letter = tale.case.letters.get(kind=kind)
    return "".join(inspect.text(rendering.letter(letter)).split())
