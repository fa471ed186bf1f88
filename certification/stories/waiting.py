"""Scenes of the demonstration that stay open on somebody's desk, so that every role finds work to do.

A scene that waits fewer days than its span ends with an item of that age: near its limit, or past it.
"""

from decimal import Decimal

from certification.domain.reviews import JOINT
from certification.models import Outcome, Verdict
from certification.stories.plots import (
    ASK_AUDIT,
    ASK_INVOICE,
    DEPARTMENTS,
    SHARES,
    Story,
    joint,
    panel,
    to_joint,
    to_notice,
)
from certification.stories.tale import Tale

BEGUN = ("basic", "governance", "internship")


def drafting(tale: Tale) -> None:
    """Three sections filled in; the clerk finds where they stopped."""
    tale.draft(sections=BEGUN)


def submitted(tale: Tale) -> None:
    """At the intake desk."""
    tale.draft()
    tale.submit()


def amending(tale: Tale) -> None:
    """A correction waits for the applicant."""
    submitted(tale)
    tale.wait(2)
    tale.screen(Verdict.CORRECT, requests=[ASK_AUDIT, ASK_INVOICE])


def in_district(tale: Tale) -> None:
    """At the district's offices."""
    submitted(tale)
    tale.wait(2)
    tale.screen(comment="材料齐全，符合形式要求。")


def in_joint_review(tale: Tale) -> None:
    """At four departments; the lead has agreed."""
    to_joint(tale)
    tale.opine("fgw", JOINT)


def late_in_joint_review(tale: Tale) -> None:
    """At four departments, the lead among them, too long."""
    to_joint(tale)
    tale.opine("jw", JOINT)


def to_merge(tale: Tale) -> None:
    """Two departments asked for corrections; the lead makes one notice of them."""
    to_joint(tale)
    for who in DEPARTMENTS[:3]:
        tale.opine(who, JOINT)
    tale.opine("czj", JOINT, Verdict.CORRECT, requests=[ASK_INVOICE])
    tale.opine("swj", JOINT, Verdict.CORRECT, requests=[ASK_AUDIT])


def to_settle(tale: Tale) -> None:
    """One department objected; the officer rules."""
    to_joint(tale)
    tale.opine("gzw", JOINT, Verdict.OBJECT, "企业近期股权变动未说明，是否影响长期投入存疑，不同意纳入。")


def to_appoint(tale: Tale) -> None:
    """The officer appoints the panel."""
    to_joint(tale)
    joint(tale)


def in_panel(tale: Tale) -> None:
    """Two experts have scored, three have not."""
    to_appoint(tale)
    tale.wait(1)
    tale.appoint()
    tale.wait(3)
    tale.score(4, SHARES[0])
    tale.score(5, SHARES[1])


def another_panel(tale: Tale) -> None:
    """Other experts; nobody has scored yet."""
    to_appoint(tale)
    tale.wait(1)
    tale.appoint((1, 4, 5, 6, 7))


def to_deliberate(tale: Tale) -> None:
    """The joint conference has it; the experts disagree widely."""
    to_appoint(tale)
    tale.wait(1)
    tale.appoint()
    tale.wait(4)
    for expert, share in enumerate(("0.92", "0.66", "0.84", "0.71", "0.88"), 1):
        tale.score(expert, Decimal(share))


def to_publish(tale: Tale) -> None:
    """Concluded; the officer publishes it."""
    to_appoint(tale)
    panel(tale)
    tale.wait(3)
    tale.deliberate()


def on_notice(tale: Tale) -> None:
    """On the running public notice."""
    to_appoint(tale)
    to_notice(tale)


def to_decide(tale: Tale) -> None:
    """The notice has run without objection; the decision waits for its signature."""
    on_notice(tale)
    tale.pass_notice()


def to_refuse(tale: Tale) -> None:
    """An objection was upheld; the refusal waits for its signature."""
    to_settle(tale)
    tale.wait(2)
    tale.settle(JOINT, Outcome.REFUSE, "采纳国有资产监管部门意见：股权变动影响长期投入，暂不具备条件。")


def again_in_district(tale: Tale) -> None:
    """Corrected once and accepted; one of the district's two offices has agreed."""
    amending(tale)
    tale.wait(3)
    tale.answer("已补充审计报告明细，并重新扫描票据。")
    tale.wait(1)
    tale.screen(comment="补正后符合受理条件。")
    tale.wait(2)
    tale.opine("minhang", "district")


WAITING = {
    s.name: s
    for s in [
        Story("draft", "填写中的申报", "print", 1, drafting),
        Story("amending", "等待申报单位补正", "nursing", 4, amending),
        Story("intake-new", "昨日提交，等待受理", "tool", 1, submitted),
        Story("intake-due", "受理今日到期", "drone", 5, submitted),
        Story("intake-late", "受理已超期", "textile", 7, submitted),
        Story("in-district", "浦东新区初审中", "vision", 6, in_district),
        Story("in-district-late", "闵行区初审已超期", "valve", 15, in_district),
        Story("again-in-district", "补正后闵行区初审中", "lens", 11, again_in_district),
        Story("in-lingang", "临港新片区初审将到期", "wafer", 11, in_district),
        Story("in-joint-review", "市级联合复核中", "battery", 10, in_joint_review),
        Story("in-joint-late", "市级联合复核已超期", "ship", 17, late_in_joint_review),
        Story("to-merge", "两个部门要求补正，待汇总", "cloud", 9, to_merge),
        Story("to-settle", "一个部门不同意，待处理", "film", 10, to_settle),
        Story("to-appoint", "待组建专家组", "gear", 9, to_appoint),
        Story("in-panel", "专家评审中", "laser", 14, in_panel),
        Story("another-panel", "专家评审刚开始", "paper", 10, another_panel),
        Story("to-deliberate", "待联席会议审议", "tea", 15, to_deliberate),
        Story("to-publish", "待发布公示", "vaccine", 18, to_publish),
        Story("on-notice", "公示中", "rail", 20, on_notice),
        Story("on-notice-too", "同一公示的另一家企业", "pump", 20, on_notice),
        Story("to-decide", "公示期满，待决定", "wind", 25, to_decide),
        Story("to-refuse", "不同意见被采纳，待决定", "crane", 11, to_refuse),
    ]
}
"""Every scene by name."""
