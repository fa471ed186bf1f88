"""The stories of the benchmark schools (C): how a case can end, and the longest life a recognised school can have."""

from datetime import timedelta
from decimal import Decimal

from certification.models import Outcome, Verdict
from certification.stories import campus_papers
from certification.stories.campus_tale import NAMEPLATE, SLUG, SchoolTale
from certification.stories.plots import Story

GOOD, FAIR, EXACT, POOR = Decimal("0.90"), Decimal("0.80"), Decimal("0.86"), Decimal("0.66")
BEGUN = ("basic", "governance", "cooperation")


def to_evaluation(tale: SchoolTale) -> None:
    """From the draft to the entrusted body's desk."""
    tale.draft()
    tale.submit()
    tale.wait(4)
    tale.screen(comment="材料齐全，自评已锁定，符合形式要求。")
    tale.wait(8)


def to_conference(tale: SchoolTale, share: Decimal) -> None:
    """From the draft to the secretary's desk, with the ranking complete."""
    to_evaluation(tale)
    tale.to_conference(share)
    tale.wait(6)


def to_decision(tale: SchoolTale, outcome: str, reason: str) -> None:
    """From the conference to the end."""
    tale.deliberate(outcome, reason)
    tale.wait(1)
    tale.publish()
    tale.pass_notice()
    tale.decide(outcome, "公示无异议，同意。")


def recognised(tale: SchoolTale) -> None:
    """First in its group, within the quota: recognised for three years."""
    to_conference(tale, GOOD)
    to_decision(tale, Outcome.GRANT, "组内第一，在名额内，得分高于认定线。")


def cultivated(tale: SchoolTale) -> None:
    """Between 75 and 85: listed for cultivation, by letter, without the title."""
    to_conference(tale, FAIR)
    to_decision(tale, Outcome.CULTIVATE, "得分在培育区间，列为培育。")


def cut_off(tale: SchoolTale) -> None:
    """Two schools of one group above the mark, one place: the second is listed for cultivation."""
    first, second = tale.campus.key, "dianji"
    tale.draft()
    tale.submit()
    tale.turn(second)
    tale.draft()
    tale.submit()
    tale.wait(4)
    for key in (first, second):
        tale.turn(key)
        tale.screen()
    tale.wait(8)
    for key, share in ((first, GOOD), (second, EXACT)):
        tale.turn(key)
        tale.to_conference(share)
    tale.wait(6)
    tale.turn(first)
    tale.deliberate(Outcome.GRANT, "组内第一，在名额内。")
    tale.turn(second)
    tale.deliberate(Outcome.CULTIVATE, "得分达到认定线，组内第二，不在名额内，列为培育。")
    tale.wait(1)
    for key in (first, second):
        tale.turn(key)
        tale.publish()
    tale.pass_notice()
    tale.decide(Outcome.CULTIVATE, "公示无异议，列为培育。")
    tale.turn(first)
    tale.decide(Outcome.GRANT, "公示无异议，同意。")


def refused(tale: SchoolTale) -> None:
    """Below the mark of cultivation: refused, with the remedy named."""
    to_conference(tale, POOR)
    tale.deliberate(Outcome.REFUSE, "得分低于培育线。")
    tale.wait(2)
    tale.decide(Outcome.REFUSE, "现场考察得分未达到培育线，不予认定。")


def deferred(tale: SchoolTale) -> None:
    """缓议: a question has to be cleared up first."""
    to_conference(tale, GOOD)
    tale.deliberate(Outcome.DEFER, "横向经费到款口径需要核实，缓议。")
    tale.wait(2)
    tale.decide(Outcome.DEFER, "待横向经费到款口径核实后再议。")


def long_life(tale: SchoolTale) -> None:
    """Recognised, reports every year, checked midway, renewed after three years, renamed."""
    recognised(tale)
    first = tale.certificate
    report_years(tale, first.valid_from.year, 1)
    tale.go_to(first.valid_from + timedelta(days=560))
    tale.duty("midterm", campus_papers.MIDTERM, comment="进展符合计划。")
    report_years(tale, first.valid_from.year + 1, 1)
    assert first.valid_to is not None
    tale.go_to(first.valid_to - timedelta(days=75))
    tale.assess(tale.moment.year)
    tale.begin(f"{SLUG}-renewal", about=first, holder_name=first.holder_name)
    to_conference(tale, EXACT)
    to_decision(tale, Outcome.GRANT, "复核得分高于复核线，同意。")
    second = tale.certificate
    tale.go_to(second.valid_from + timedelta(days=3))
    tale.begin(f"{SLUG}-change", about=second, holder_name=second.holder_name)
    name = tale.organisation.name.replace("学院", "大学")
    tale.draft(sections=None, **campus_papers.change(name, tale.moment.date().isoformat()))
    tale.submit()
    tale.wait(2)
    tale.screen(comment="批准文件齐全。")
    tale.wait(2)
    tale.decide(Outcome.GRANT, "更名事实清楚，换发证书。")


def report_years(tale: SchoolTale, first: int, count: int) -> None:
    """The annual reports of some years, each in February of the next."""
    for year in range(first, first + count):
        tale.go_to(tale.moment.date().replace(year=year + 1, month=2, day=2))
        tale.assess(year)
        tale.duty("annual", campus_papers.ANNUAL)


def revoked(tale: SchoolTale) -> None:
    """A failed mid-term check: warning, six months to put it right, not put right, revoked."""
    recognised(tale)
    first = tale.certificate
    report_years(tale, first.valid_from.year, 2)
    tale.go_to(first.valid_from + timedelta(days=560))
    tale.duty("midterm", campus_papers.MIDTERM, "warn", "学生实习安排违反规定，给予警告并限期整改。")
    tale.wait(100)
    done = {**campus_papers.RECTIFICATION, "finished_on": tale.moment.date().isoformat()}
    tale.duty("rectification", done, "fail", "抽查发现仍有学生被安排违规加班，整改不合格。")
    tale.wait(5)
    tale.exit(
        "rectification",
        "中期检查给予警告并限期整改，复查仍不合格，侵害学生实习权益的情形没有消除。",
        statement="已更换实习单位，请求延长整改期限。",
    )


def waiting_out(tale: SchoolTale) -> None:
    """Revoked for fraud; two years later the school may apply again, and does."""
    recognised(tale)
    tale.wait(40)
    tale.exit("fraud", "经查，申报的横向经费到款额与审计结果不符，虚报超过三成。")
    revoked_on = tale.moment.date()
    tale.go_to(revoked_on.replace(year=revoked_on.year + 2) + timedelta(days=20))
    tale.assess(tale.moment.year)
    tale.begin(SLUG)
    tale.draft()
    tale.submit()
    tale.wait(2)
    tale.screen(comment="限制申报期已满，材料齐全。")


def drafting(tale: SchoolTale) -> None:
    """Three sections filled in."""
    tale.draft(sections=BEGUN)


def evaluating(tale: SchoolTale) -> None:
    """At the entrusted body's desk."""
    tale.draft()
    tale.submit()
    tale.wait(2)
    tale.screen(comment="材料齐全。")


def deliberating(tale: SchoolTale) -> None:
    """At the secretary's desk: the ranking is complete."""
    to_conference(tale, GOOD)


def sent_back(tale: SchoolTale) -> None:
    """Declined at intake."""
    tale.draft()
    tale.submit()
    tale.wait(2)
    tale.screen(Verdict.OBJECT, "提交的协议为其他学校所有，不符合受理条件。")


def nameplate(tale: SchoolTale) -> None:
    """技师学院: both departments agree, the plate is granted."""
    tale.draft()
    tale.submit()
    tale.wait(3)
    tale.screen(comment="材料齐全。")
    tale.wait(4)
    tale.opine_all("joint")
    tale.wait(2)
    tale.decide(Outcome.GRANT, "条件符合，同意挂牌。")


def _story(name: str, title: str, campus: str, span: int, plot: object) -> Story:
    return Story(f"school-{name}", title, campus, span, plot, SchoolTale, SLUG)  # type: ignore[arg-type]


STORIES = {
    s.name: s
    for s in [
        _story("recognised", "标杆学校：组内第一，认定并发证", "yingyong", 30, recognised),
        _story("cultivated", "标杆学校：得分在培育区间，列为培育", "gongyi", 30, cultivated),
        _story("cut-off", "标杆学校：两校一个名额，第二名列为培育", "keji", 30, cut_off),
        _story("refused", "标杆学校：得分低于培育线，不予认定", "xinxi", 30, refused),
        _story("deferred", "标杆学校：缓议", "haiyang", 30, deferred),
        _story("life", "标杆学校：认定、年报、中期检查、复核、更名", "yishu", 800, long_life),
        _story("revoked", "标杆学校：警告、限期整改、撤销", "jiaotong", 560, revoked),
        _story("wait", "标杆学校：因虚报撤销，两年后再次申报", "ligong", 620, waiting_out),
        Story(
            "nameplate",
            "技师学院：两部门联合审核，同意挂牌",
            "gongshang",
            9,
            nameplate,
            SchoolTale,
            NAMEPLATE,
        ),
        _story("not-accepted", "标杆学校：不予受理", "jianqiao", 2, sent_back),
    ]
}
WAITING = {
    s.name: s
    for s in [
        _story("drafting", "标杆学校：申报填写中", "chengshi", 3, drafting),
        _story("evaluating", "标杆学校：第三方材料评估中", "shangwu", 8, evaluating),
        _story("deliberating", "标杆学校：等待审议，组内排序已定", "dianzi", 30, deliberating),
    ]
}
