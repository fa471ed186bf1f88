"""What the companies of the stories attach: believable, plainly fictional papers, printed once each.

Papers that name their holder (licence, credit report, agreement) are the company's own; the others are the
same for everybody, so that the files, their checks and their page images are made once.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from certification.registry import EvidenceKind
from certification.stories import dossier as writing
from certification.stories.companies import COMPANIES, Company, code_of
from certification.stories.dossier import COLLEGE, UNIVERSITY, Typed
from documents import rendering

TEMPLATE = "documents/sample_paper.html"
SHANGHAI = ZoneInfo("Asia/Shanghai")
SOMEBODY = "示例单位（虚构）"
ATTACHED = (
    "licence",
    "credit_report",
    "audit_report",
    "agreements",
    "plan",
    "interns",
    "majors",
    "invoices",
    "properties",
)


@dataclass(frozen=True)
class Paper:
    """One page. ``{holder}``, ``{code}`` and ``{trade}`` stand for the company (without them the paper is
    anybody's), ``{y1}`` to ``{y3}`` for the years of the window."""

    heading: str
    signed: str
    seal: str
    text: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def filled(self, mark: str, **values: str) -> "Paper":
        """The paper with every blank filled in; ``mark`` follows its heading."""

        def fill(text: str) -> str:
            return text.format(**values)

        return Paper(
            fill(self.heading) + mark,
            fill(self.signed),
            self.seal,
            tuple(map(fill, self.text)),
            tuple((name, fill(value)) for name, value in self.facts),
            self.columns,
            tuple(tuple(map(fill, row)) for row in self.rows),
        )


PAPERS = {
    "licence": Paper(
        "营业执照（副本）",
        "示例登记机关（虚构）",
        "示例登记机关（虚构）",
        facts=(
            ("名称", "{holder}"),
            ("统一社会信用代码", "{code}"),
            ("类型", "有限责任公司（自然人投资或控股）"),
            ("注册资本", "人民币 5000 万元整"),
            ("成立日期", "2012 年 5 月 18 日"),
            ("住所", "上海市示例路 1 号（虚构）"),
            ("经营范围", "{trade}领域的研发、生产、销售与技术服务；职业技能培训配套服务。"),
        ),
    ),
    "credit_report": Paper(
        "专用信用报告（无违法违规记录证明版）",
        "示例公共信用信息服务中心（虚构）",
        "示例信用中心（虚构）",
        ("经查询，该主体在下列领域的查询期内，未发现违法违规记录。本报告替代逐项开具的证明。",),
        (("查询主体", "{holder}"), ("统一社会信用代码", "{code}"), ("查询期间", "近三年")),
        ("领域", "记录数", "领域", "记录数"),
        (
            ("市场监管", "0", "税务", "0"),
            ("生态环境", "0", "安全生产", "0"),
            ("人力资源社会保障", "0", "教育", "0"),
        ),
    ),
    "audit_report": Paper(
        "近三年产教融合投入专项审计报告（摘要）",
        "示例会计师事务所（虚构）",
        "示例会计师事务所（虚构）",
        ("我们审计了委托单位近三年用于共建实训基地和捐赠设备的支出。支出真实发生，列示如下。",),
        columns=("年度", "共建基地（元）", "捐赠设备（元）", "合计（元）"),
        rows=(
            ("{y1}", "2,100,000.00", "—", "2,100,000.00"),
            ("{y2}", "2,600,000.00", "—", "2,600,000.00"),
            ("{y3}", "2,900,000.00", "500,000.00", "3,400,000.00"),
        ),
    ),
    "agreements": Paper(
        "校企合作协议",
        f"甲方：{{holder}}\n乙方：{COLLEGE}",
        COLLEGE,
        (
            "甲乙双方本着资源共享、共同育人的原则，就{trade}方向的人才培养达成协议。",
            "一、双方共建{trade}技术专业和实训基地，共同制定培养方案。",
            "二、甲方每年接收乙方学生实习不少于三个月，并选派技术骨干担任兼职教师。",
            "三、合作期间形成的知识产权由双方共有，收益分配另行约定。",
        ),
    ),
    "plan": Paper(
        "产教融合三年规划",
        "申报单位产教融合工作办公室",
        SOMEBODY,
        (
            "一、目标：建成开放共享的实训基地，年接收实习生不少于六十人。",
            "二、举措：扩建实训线；与学校共编教材四部；每年选派兼职教师不少于六名。",
            "三、保障：成立工作办公室，年度投入不低于营业收入的百分之一，按季度检查。",
        ),
    ),
    "interns": Paper(
        "接收学生实习名册（节选）",
        COLLEGE,
        COLLEGE,
        columns=("年度", "专业", "人数", "实习期间", "带教导师"),
        rows=(
            ("{y1}", "合作专业", "28", "3 月—6 月", "6 名"),
            ("{y2}", "合作专业", "41", "3 月—6 月", "9 名"),
            ("{y3}", "合作专业", "57", "3 月—6 月", "12 名"),
        ),
    ),
    "majors": Paper(
        "共建学科专业点情况说明",
        f"{UNIVERSITY}　{COLLEGE}",
        COLLEGE,
        columns=("学校", "学科专业点", "起始", "在读人数"),
        rows=(
            (UNIVERSITY, "共建工程专业", "{y1}-09", "86"),
            (COLLEGE, "共建技术专业", "{y1}-09", "120"),
            (COLLEGE, "智能制造装备技术", "{y2}-09", "90"),
        ),
    ),
    "invoices": Paper(
        "投入票据汇总及捐赠证明",
        COLLEGE,
        COLLEGE,
        ("兹证明我校收到捐赠实训设备一套，折合人民币伍拾万元整，已验收并用于教学。",),
        columns=("票据号", "项目", "金额（元）"),
        rows=(
            ("00000001", "实训基地设备购置", "2,100,000.00"),
            ("00000002", "实训基地设备购置", "2,600,000.00"),
            ("00000003", "实训基地改造", "2,900,000.00"),
        ),
    ),
    "properties": Paper(
        "发明专利证书（复印件）",
        "示例知识产权登记机构（虚构）",
        "示例知识产权登记机构（虚构）",
        facts=(
            ("发明名称", "一种用于实训生产线的检测方法"),
            ("专利号", "ZL {y2} 1 0000000.0（虚构）"),
            ("授权公告日", "{y2} 年 6 月 18 日"),
            ("专利权人", f"申报单位、{UNIVERSITY}"),
        ),
    ),
}


def dossier(
    *, district: str, zone: str, year: int, company: Company | None = None, **changes: object
) -> Typed:
    """The dossier of ``company`` (of the semiconductor maker when none is named); see ``dossier.write``."""
    return writing.write(
        company or COMPANIES["chip"],
        district=district,
        zone=zone,
        year=year,
        **changes,  # type: ignore[arg-type]
    )


def upload(kind: EvidenceKind, company: Company, year: int, *, again: bool = False) -> SimpleUploadedFile:
    """A paper of ``kind`` as its clerk uploads it; ``again`` is the one sent after a correction."""
    title = f"{kind.title}{'（补正）' if again else ''}"
    return SimpleUploadedFile(f"{title}.pdf", printed(kind, company, year, again=again), "application/pdf")


def printed(kind: EvidenceKind, company: Company, year: int, *, again: bool = False) -> bytes:
    """The paper's PDF; the three years before ``year`` are the window."""
    paper = PAPERS.get(kind.slug) or Paper(str(kind.title), SOMEBODY, SOMEBODY, ("本页为演示用的证明材料。",))
    filled = paper.filled(
        "（补正后重新提交）" if again else "",
        holder=company.name,
        code=code_of(company),
        trade=company.trade,
        y1=str(year - 3),
        y2=str(year - 2),
        y3=str(year - 1),
    )
    return _print(filled, datetime(year, 1, 20, 10, tzinfo=SHANGHAI))


@cache
def _print(paper: Paper, day: datetime) -> bytes:
    return rendering.render(TEMPLATE, {"paper": paper, "day": day}, title=paper.heading, created=day)
