"""The stories of the bases (D1–D8): every way a base can go, and the longest life, from approval to re-evaluation."""

from datetime import date, timedelta
from decimal import Decimal

from certification.models import Outcome
from certification.stories import base_papers
from certification.stories.base_tale import GOOD, BaseTale
from certification.stories.plots import Story
from workflows.dates import months_after

WEAK = (Decimal("0.52"), Decimal("0.55"), Decimal("0.50"), Decimal("0.58"), Decimal("0.54"))
FAIR = (Decimal("0.74"), Decimal("0.72"), Decimal("0.70"), Decimal("0.76"), Decimal("0.73"))
BEGUN = ("basic", "partners", "site")


def approved(tale: BaseTale) -> None:
    """The partner confirms, every department agrees, experts visit: approved, by letter, without a plaque."""
    tale.apply()
    tale.review()
    tale.judge()
    tale.conclude()


def recommended(tale: BaseTale) -> None:
    """The city recommends it to the national programme, by letter; no certificate."""
    tale.apply()
    tale.review()
    tale.judge()
    tale.conclude(Outcome.RECOMMEND, "专家评审合格，同意向国家推荐。")


def refused(tale: BaseTale) -> None:
    """Below the mark of approval: refused, with the remedy named."""
    tale.apply()
    tale.review()
    tale.judge(FAIR)
    tale.conclude(Outcome.REFUSE, "专家评审得分未达到立项线，不予立项。")


def accepted(tale: BaseTale) -> None:
    """Three years of construction, then acceptance with four stars."""
    approved(tale)
    tale.build(months_after(tale.project.starts_on, 31))
    tale.accept()


def rectified(tale: BaseTale) -> None:
    """Acceptance fails, six months to put it right, then it passes with two stars."""
    approved(tale)
    tale.build(months_after(tale.project.starts_on, 31))
    tale.accept(WEAK, Outcome.EXTEND, "设备利用率和企业授课未达到指标，限期整改。")
    tale.wait(80)
    tale.accept(FAIR, reason="整改到位，验收合格。")


def failed(tale: BaseTale) -> None:
    """Acceptance fails again after rectification: the approval is revoked and money recovered."""
    approved(tale)
    tale.build(months_after(tale.project.starts_on, 31))
    tale.accept(WEAK, Outcome.EXTEND, "主要指标未完成，限期整改。")
    tale.wait(80)
    tale.accept(WEAK, Outcome.REFUSE, "整改后仍未达到合格线，验收不合格。")
    tale.wait(5)
    day = tale.moment.date()
    tale.leave(
        base_papers.grounds("failed", "整改后验收仍不合格。", day, "600000", day + timedelta(days=120)),
        statement="希望再给予一次验收机会。",
        reason="整改后验收仍不合格，陈述意见不成立，撤销立项。",
    )


def changed(tale: BaseTale) -> None:
    """During construction the partner moves away and another comes, the leader changes, a milestone is put off,
    the budget follows and the term is extended once."""
    approved(tale)
    tale.build(months_after(tale.project.starts_on, 9))
    heir, clerk = tale.cast.company("vision")
    told = f"原合作企业迁出本市，由{heir.name}接续全部任务。"
    tale.change(
        base_papers.change(
            "partner", told, leaving=tale.partner.organisation.code, joining=heir.code, role="lead",
            share="54", duties="接续提供工艺设备、企业导师和实习岗位",
        ),
        "接续企业条件不低于原企业，同意变更。",
    )  # fmt: skip
    tale.partner = tale.base.partners.select_related("organisation").get(organisation=heir)
    tale.friend = clerk
    tale.wait(1)
    tale.confirm()
    tale.wait(10)
    tale.change(
        base_papers.change(
            "leader", "原负责人退休。", leader="章示例（虚构）", leader_post="产业学院常务副院长"
        ),
        "新负责人符合条件，同意变更。",
    )
    goal = tale.project.milestones.filter(done_on=None).first()
    assert goal is not None
    later = (goal.due_on + timedelta(days=90)).isoformat()
    tale.wait(10)
    tale.change(
        base_papers.change(
            "milestone",
            "企业更换后课程开发顺延。",
            _milestones=[{"title": goal.title, "due_on": later, "kpi": ""}],
        ),
        "理由成立，同意调整。",
    )
    year = tale.project.starts_on.year + 1
    line = {"source": "enterprise", "year": str(year), "item": "导师与耗材", "planned": "9000000"}
    tale.wait(10)
    tale.change(
        base_papers.change("budget", "新增企业导师，企业追加投入。", _budget=[line]), "资金已落实，同意调整。"
    )
    tale.wait(10)
    until = months_after(tale.project.due_on, 6).isoformat()
    tale.change(
        base_papers.change("extension", "企业更换影响进度，申请延长六个月。", until=until), "同意延长一次。"
    )


def suspended(tale: BaseTale) -> None:
    """The site is rebuilt: the construction stands still for some months and goes on."""
    approved(tale)
    tale.build(months_after(tale.project.starts_on, 3))
    tale.change(base_papers.change("suspension", "场地改造，暂停建设。"), "理由成立，同意暂停。")
    tale.wait(60)
    tale.change(base_papers.change("resumption", "场地改造完成，恢复建设。"), "同意恢复，建设期顺延。")


def left(tale: BaseTale) -> None:
    """Money was misused: the office begins the exit, the school speaks, the approval ends and the money comes back in
    two parts."""
    approved(tale)
    tale.build(months_after(tale.project.starts_on, 14))
    day = tale.moment.date()
    tale.leave(
        base_papers.grounds(
            "misuse",
            "审计发现建设资金 120 万元用于与基地无关的支出。",
            day,
            "1200000",
            day + timedelta(days=120),
        ),
        statement="系财务科目填报错误，请求核减。",
        reason="事实清楚，陈述意见不成立，终止建设并追回资金。",
    )
    tale.repay("800000")
    tale.wait(40)
    tale.repay("400000")


def whole_life(tale: BaseTale) -> None:
    """From approval over milestones, yearly reports and the mid-term check to acceptance and re-evaluation."""
    accepted(tale)
    certificate = tale.certificate
    assert certificate.valid_to is not None
    for year in range(certificate.valid_from.year, certificate.valid_to.year):
        day = date(year + 1, 1, 14)
        if day < months_after(certificate.valid_to, -5):
            tale.go_to(day)
            tale.duty("operation", "pass")
    tale.go_to(months_after(certificate.valid_to, -5))
    tale.renew((*GOOD[:4], Decimal("0.95")))


def drafting(tale: BaseTale) -> None:
    """Three sections filled in; the partner has not been asked yet."""
    tale.draft(sections=BEGUN)


def confirming(tale: BaseTale) -> None:
    """The partner has been asked and has not answered."""
    tale.draft()
    tale.ask()


def in_joint_review(tale: BaseTale) -> None:
    """At the departments' desks."""
    tale.apply()
    tale.wait(2)
    tale.screen(comment="材料齐全。")


def building(tale: BaseTale) -> None:
    """The first milestone is near: its report is asked for."""
    approved(tale)
    goal = tale.project.milestones.first()
    assert goal is not None
    tale.go_to(goal.due_on - timedelta(days=20))
    tale.remind()


def _story(name: str, title: str, site: str, kind: str, span: int, plot: object) -> Story:
    return Story(f"base-{name}", title, site, span, plot, BaseTale, f"base-{kind}")  # type: ignore[arg-type]


STORIES = {
    s.name: s
    for s in [
        _story("approved", "基地（教学型）：企业确认、联审、评审，立项", "chip-base", "d2", 30, approved),
        _story("refused", "基地（就业型）：得分低于立项线，不予立项", "care-base", "d1", 25, refused),
        _story("recommended", "研究生联合培养基地：市级推荐", "wafer-base", "d4", 30, recommended),
        _story("future", "未来技术学院：市级推荐", "vision-base", "d6", 30, recommended),
        _story("jobs", "就业型基地：立项建设、验收，四星", "ship-base", "d1", 700, accepted),
        _story("teaching", "教学型基地：立项建设、验收，四星", "gear-base", "d2", 700, accepted),
        _story("college", "现代产业学院：立项建设、验收，四星", "marine-base", "d5", 700, accepted),
        _story("skills", "高技能人才培养基地：市人社局牵头，立项、验收", "tool-base", "d8", 700, accepted),
        _story("rectified", "生产性实训中心：验收限期整改后合格，二星", "pharma-base", "d7", 800, rectified),
        _story("failed", "基地（教学型）：整改后仍不合格，撤销并追回", "optics-base", "d2", 815, failed),
        _story("changed", "基地（就业型）：更换企业和负责人，调整里程碑和预算，延期", "aero-base", "d1", 295, changed),
        _story("suspended", "基地（教学型）：暂停与恢复建设", "drone-base", "d2", 172, suspended),
        _story("left", "基地（教学型）：挪用资金，退出并追回", "sensor-base", "d2", 408, left),
        _story("life", "基地（践习型）：从立项、验收到复评", "robot-base", "d3", 1370, whole_life),
    ]
}  # fmt: skip
WAITING = {
    s.name: s
    for s in [
        _story("drafting", "生产性实训中心：申报填写中", "laser-base", "d7", 2, drafting),
        _story("joint", "践习型基地：部门联审中", "crane-base", "d3", 12, in_joint_review),
        _story("building", "生产性实训中心：建设中，里程碑报告待提交", "print-base", "d7", 165, building),
        _story("confirming", "高技能人才培养基地：等待企业确认", "rail-base", "d8", 2, confirming),
    ]
}
