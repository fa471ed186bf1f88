"""The stories of A1. Each tells one way a case can go, from draft to its end."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from certification.domain.corrections import Request
from certification.domain.reviews import DISTRICT, JOINT
from certification.models import Outcome, ReasonCode, Verdict
from certification.stories.cast import Cast
from certification.stories.tale import Line, Tale

DEPARTMENTS = ("fgw", "jw", "gzw", "czj", "swj")
SHARES = [Decimal(s) for s in ("0.93", "0.88", "0.84", "0.90", "0.81")]
ASK_AUDIT = Request(ReasonCode.MISSING, "请补充上一年度审计报告中投入明细页。", evidence_kind="audit_report")
ASK_INVOICE = Request(ReasonCode.UNCLEAR, "第三张票据金额不清晰，请重新扫描。", evidence_kind="invoices")


@dataclass(frozen=True)
class Story:
    """A named story: what it shows, who applies, how many working days it spans, and how it goes."""

    name: str
    title: str
    company: str
    span: int
    plot: Callable[[Tale], None]

    def play(self, cast: Cast, tell: Callable[[Line], None] | None = None) -> Tale:
        """Tell it from its first day; returns the finished tale."""
        tale = Tale(self.name, cast, company=self.company, span=self.span, tell=tell)
        self.plot(tale)
        return tale


def _district(tale: Tale) -> None:
    """The district's offices agree."""
    tale.wait(3)
    if tale.company.zone:
        tale.opine("lingang", DISTRICT)
    elif tale.company.district == "310112":
        tale.opine("minhang", DISTRICT)
        tale.opine("minhang-edu", DISTRICT)
    else:
        tale.opine("pudong", DISTRICT)
        tale.opine("pudong-edu", DISTRICT)


def _to_joint(tale: Tale) -> None:
    tale.draft()
    tale.submit()
    tale.wait(2)
    tale.screen(comment="材料齐全，符合形式要求。")
    _district(tale)
    tale.wait(3)


def _panel(tale: Tale) -> None:
    tale.wait(1)
    tale.appoint()
    tale.wait(5)
    for expert, share in enumerate(SHARES, 1):
        tale.score(expert, share)


def _to_end(tale: Tale) -> None:
    _panel(tale)
    tale.wait(3)
    tale.deliberate()
    tale.wait(1)
    tale.publish()
    tale.pass_notice()
    tale.decide()


def happy_path(tale: Tale) -> None:
    """Every office agrees; the certificate is issued."""
    _to_joint(tale)
    for who in DEPARTMENTS:
        tale.opine(who, JOINT)
    _to_end(tale)


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
    _district(tale)


def merged_correction(tale: Tale) -> None:
    """Two departments ask at the same time; the lead makes one notice; only the two are asked again."""
    _to_joint(tale)
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
    _panel(tale)


def refused_at_intake(tale: Tale) -> None:
    """Intake declines with its reason; the letter names the remedy."""
    tale.draft()
    tale.submit()
    tale.wait(2)
    tale.screen(Verdict.OBJECT, "申报单位提供的信用报告为其他单位所有，不符合受理条件。")


def one_objection(tale: Tale) -> None:
    """One department objects: the siblings are cancelled, the officer rules, the decision refuses."""
    _to_joint(tale)
    tale.opine("fgw", JOINT)
    tale.opine("swj", JOINT, Verdict.OBJECT, "存在未处理完毕的涉税违法事项，不同意纳入。")
    tale.wait(2)
    tale.settle(JOINT, Outcome.REFUSE, "采纳税务部门意见。")
    tale.wait(2)
    tale.decide(Outcome.REFUSE, "存在涉税违法事项，不符合申报条件。")


def overruled_objection(tale: Tale) -> None:
    """The officer overrules an objection with a reason; the case goes on to the panel and is deferred."""
    _to_joint(tale)
    tale.opine("gzw", JOINT, Verdict.OBJECT, "认为投入规模偏小。")
    tale.wait(1)
    tale.settle(JOINT, Outcome.PROCEED, "投入规模已达规定额度，由专家综合评价。")
    _panel(tale)
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


def in_joint_review(tale: Tale) -> None:
    """Left waiting on the departments' desks, for whoever tries the site."""
    _to_joint(tale)
    tale.opine("fgw", JOINT)


def just_submitted(tale: Tale) -> None:
    """Left waiting at the intake desk."""
    tale.draft()
    tale.submit()


def drafting(tale: Tale) -> None:
    """Left as a draft."""
    tale.draft()


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

WAITING = {s.name: s for s in [Story("in-joint-review", "停在联合复核", "battery", 8, in_joint_review)]}
"""Scenes of the demonstration that stay open on somebody's desk."""
