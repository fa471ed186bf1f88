"""The named stories of A1. Each tells one way a case can go, from draft to its end."""

from certification.domain.corrections import Request
from certification.domain.reviews import JOINT
from certification.models import Outcome, ReasonCode, Verdict
from certification.stories.plots import (
    ASK_AUDIT,
    ASK_INVOICE,
    DEPARTMENTS,
    SHARES,
    Story,
    district,
    joint,
    panel,
    to_joint,
    to_notice,
)
from certification.stories.tale import Tale
from certification.stories.waiting import WAITING

__all__ = ["ASK_AUDIT", "ASK_INVOICE", "DEPARTMENTS", "SHARES", "STORIES", "WAITING", "Story"]


def happy_path(tale: Tale) -> None:
    """Every office agrees; the certificate is issued."""
    to_joint(tale)
    joint(tale)
    to_notice(tale)
    tale.pass_notice()
    tale.decide()


def itemised_correction(tale: Tale) -> None:
    """Intake asks for two items at once; the answer comes back to intake."""
    tale.draft()
    tale.submit()
    tale.wait(1)
    tale.screen(
        Verdict.CORRECT,
        requests=[
            ASK_AUDIT,
            Request(ReasonCode.MISMATCH, "带教导师人数与名册不一致，请核对。", section="internship"),
        ],
    )
    tale.wait(4)
    tale.answer("已补充并核对，详见更新后的材料。")
    tale.wait(1)
    tale.screen(comment="补正后符合受理条件。")
    district(tale)


def merged_correction(tale: Tale) -> None:
    """Two departments ask at the same time; the lead makes one notice; only the two are asked again."""
    to_joint(tale)
    for who in ("fgw", "jw", "gzw"):
        tale.opine(who, JOINT)
    tale.opine("czj", JOINT, Verdict.CORRECT, requests=[ASK_INVOICE])
    tale.opine("swj", JOINT, Verdict.CORRECT, requests=[ASK_AUDIT])
    tale.wait(1)
    tale.merge("fgw", JOINT)
    tale.wait(5)
    tale.answer("已按要求重新提交。")
    tale.wait(2)
    tale.opine("czj", JOINT)
    tale.opine("swj", JOINT)
    panel(tale)


def refused_at_intake(tale: Tale) -> None:
    """Intake declines with its reason; the letter names the remedy."""
    tale.draft()
    tale.submit()
    tale.wait(2)
    tale.screen(Verdict.OBJECT, "申报单位提供的信用报告为其他单位所有，不符合受理条件。")


def one_objection(tale: Tale) -> None:
    """One department objects: the siblings are cancelled, the officer rules, the decision refuses."""
    to_joint(tale)
    tale.opine("fgw", JOINT)
    tale.opine("swj", JOINT, Verdict.OBJECT, "存在未处理完毕的涉税违法事项，不同意纳入。")
    tale.wait(2)
    tale.settle(JOINT, Outcome.REFUSE, "采纳税务部门意见。")
    tale.wait(2)
    tale.decide(Outcome.REFUSE, "存在涉税违法事项，不符合申报条件。")


def overruled_objection(tale: Tale) -> None:
    """The officer overrules an objection with a reason; the case goes on to the panel and is deferred."""
    to_joint(tale)
    tale.opine("gzw", JOINT, Verdict.OBJECT, "认为投入规模偏小。")
    tale.wait(1)
    tale.settle(JOINT, Outcome.PROCEED, "投入规模已达规定额度，由专家综合评价。")
    panel(tale)
    tale.wait(3)
    tale.deliberate(Outcome.DEFER, "共建专业运行不足一年，建议补充成效后再报。")
    tale.wait(1)
    tale.decide(Outcome.DEFER, "共建专业成效材料不足，补正后再报。")


def withdrawal(tale: Tale) -> None:
    """The applicant withdraws after acceptance; the case ends."""
    tale.draft()
    tale.submit()
    tale.wait(2)
    tale.screen()
    tale.wait(1)
    tale.withdraw("企业重组，申报主体将变更。")


def take_back(tale: Tale) -> None:
    """撤回修改: back to the draft before acceptance, then submitted again under the same number."""
    tale.draft()
    tale.submit()
    tale.reopen()
    tale.draft(interns=(30, 41, 57))
    tale.submit()
    tale.wait(1)
    tale.screen()


def lingang(tale: Tale) -> None:
    """A company in the zone: its committee gives the district's opinion; granted."""
    happy_path(tale)


STORIES = {
    s.name: s
    for s in [
        Story("happy-path", "全流程通过并发证", "robot", 24, happy_path),
        Story("lingang", "临港新片区企业通过并发证", "chip", 24, lingang),
        Story("itemised-correction", "受理时逐项补正", "pharma", 9, itemised_correction),
        Story("merged-correction", "两个部门的补正合并为一次告知", "aero", 22, merged_correction),
        Story("refused-at-intake", "不予受理", "care", 2, refused_at_intake),
        Story("one-objection", "一个部门不同意，决定不予纳入", "data", 12, one_objection),
        Story("overruled-objection", "不同意见未采纳，审议后补正后再报", "marine", 19, overruled_objection),
        Story("withdrawal", "受理后撤回", "sensor", 3, withdrawal),
        Story("take-back", "撤回修改后重新提交", "optics", 1, take_back),
    ]
}
"""Every story by name."""
