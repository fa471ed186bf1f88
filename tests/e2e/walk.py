"""The main path, told once: from registration to a certificate anybody can check. Whose hands do it is given."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import zxingcpp
from django import forms
from playwright.sync_api import Locator, expect

from certification import registry
from certification.registry import Programme, Section
from certification.stories import dossier as writing
from certification.stories.cast import PASSWORD, STAFF
from certification.stories.companies import Company
from tests.e2e import papers
from tests.e2e.clock import ProcessClock
from tests.e2e.hands import Mouse
from workflows import clock, outbox, timers

COMPANY = Company(
    "walk",
    "上海启程示例精密仪器有限公司（虚构）",
    "殷申报",
    trade="精密仪器",
    industry="C4014",
    code="91310199000000901L",
)
MAIL, OWN_PASSWORD = "yin@example.com", "qi-cheng-2026-yi"
ROUND = "2026 年度秋季批次（示例）"
DEPARTMENTS = ("fgw", "jw", "gzw", "czj", "swj")
EXPERTS = ("expert1", "expert2", "expert3", "expert4", "expert5")
NAMES = {username: name for username, name, *_rest in STAFF}
ASKED = "请补充上一年度审计报告中投入明细页。"
Hands = Callable[[str], Mouse]


def saying(words: str) -> re.Pattern[str]:
    """A name that has ``words`` in it."""
    return re.compile(re.escape(words))


def sign_in(hand: Mouse, username: str, password: str = PASSWORD) -> None:
    """By the form, as everybody does."""
    hand.follow("登录")
    hand.write("用户名或邮箱", username)
    hand.write("密码", password)
    hand.press("登录", within=hand.page.get_by_role("main"))


def open_fold(hand: Mouse, card: Locator) -> None:
    """Open what a card has folded away; works without scripts."""
    fold = card.locator("details > summary").first
    if fold.count() and not fold.evaluate("node => node.parentNode.open"):
        hand.touch(fold)


class Walk:
    """One case on its way. ``hands`` gives the hand of a person by user name, "" for a passer-by."""

    def __init__(self, hands: Hands, time: ProcessClock, folder: Path, company: Company = COMPANY) -> None:
        self.hands, self.time, self.folder, self.company = hands, time, folder, company
        self.programme: Programme = registry.get("enterprise-cultivation")
        self.year = clock.today().year
        self.typed = writing.write(company, district=company.district, zone=company.zone, year=self.year)

    # the offices prepare

    def open_round(self) -> None:
        """The officer lays down a round."""
        officer = self.at_work("officer")
        officer.follow(saying("批次与办件"))
        officer.press("设立批次")  # the first programme is the one chosen
        officer.write("批次名称", ROUND)
        officer.write("申报开始日", f"{clock.today():%Y-%m-%d}")
        officer.write("申报截止日", "2026-10-30")
        officer.press("设立批次")
        expect(officer.page.get_by_role("heading", level=1)).to_have_text(ROUND)

    # the clerk

    def register_and_claim(self) -> None:
        clerk = self.hands("clerk")
        clerk.open("/")
        clerk.follow("注册并认领本单位")
        clerk.write("姓名", f"{self.company.clerk}（虚构）")
        clerk.write("手机号", "13800000001")
        clerk.write("邮箱", MAIL)
        clerk.write("密码", OWN_PASSWORD)
        clerk.write("再次输入密码", OWN_PASSWORD)
        clerk.press("注册")
        if clerk.page.get_by_role("heading", level=1).inner_text() != "认领单位":
            clerk.follow("认领单位")
        clerk.write("统一社会信用代码", self.company.code)
        clerk.write("单位名称", self.company.name)
        clerk.upload("营业执照或法人证书", self._paper("licence"))
        clerk.upload("授权委托书", self._paper("agreements"))
        clerk.press("提交认领申请")
        expect(clerk.page.get_by_text("正在审核")).to_be_visible()

    def approve_claim(self) -> None:
        self.work()  # draws the previews
        officer = self.at_work("officer")
        officer.follow(saying("单位认领"))  # with the number of those that wait
        officer.follow(self.company.name)
        expect(officer.page.get_by_role("img", name="营业执照.pdf 第 1 页")).to_be_visible()
        officer.tick("通过")
        officer.press("提交审核结果")
        expect(officer.page.get_by_text("已通过").first).to_be_visible()

    def fill_in_profile(self) -> None:
        clerk = self.hands("clerk")
        clerk.open("/cases/")
        clerk.follow("填写企业信息")
        basic = self.typed["basic"]["fields"] | {"address": "上海市示例路 9 号（虚构）"}
        names = [
            *("legal_form", "legal_representative", "established_on", "registered_district", "address"),
            *("industry_code", "scale", "employees", "contact_name", "contact_phone"),
        ]
        for name in names:
            self._answer(clerk, clerk.page.locator(f"[name={name}]"), str(basic[name]))
        clerk.press("保存")
        expect(clerk.page.get_by_text("企业信息已保存")).to_be_visible()

    def start_application(self) -> None:
        """From the front page by the service guide."""
        clerk = self.hands("clerk")
        clerk.open("/")
        clerk.follow("办事指南", within=clerk.page.get_by_role("main"))
        expect(clerk.page.get_by_role("heading", level=1)).to_have_text("产教融合型企业建设培育")
        clerk.follow("开始申报")
        clerk.press("开始申报")
        expect(clerk.page.get_by_role("heading", name="申报条件核对")).to_be_visible()

    def fill_in(self) -> None:
        """Every section in turn, one of them with a slip that the page points out."""
        clerk = self.hands("clerk")
        clerk.follow("下一步：单位基本信息")
        for section in self.programme.sections:
            expect(clerk.page.get_by_role("heading", level=1)).to_have_text(str(section.title))
            self._fill_section(clerk, section)
            if section.slug == "cooperation":
                self._slip(clerk)
            clerk.press("保存并继续")
        expect(clerk.page.get_by_role("heading", level=1)).to_have_text("佐证材料")

    def attach(self) -> None:
        clerk = self.hands("clerk")
        claimed = self.typed["claims"]["fields"]["conditions"]
        for kind in self.programme.evidence:
            if kind.required or kind.condition in claimed:
                self._upload(clerk, kind.slug)
        clerk.follow("继续：核对并提交")

    def submit(self) -> None:
        clerk = self.hands("clerk")
        page = clerk.page
        expect(page.get_by_role("heading", level=1)).to_have_text("核对并提交")
        expect(page.locator("#section-basic").get_by_text(self.company.industry, exact=True)).to_be_visible()
        clerk.press("确认承诺并提交")
        expect(page.get_by_role("heading", name="申报已提交")).to_be_visible()
        self.scan()

    def scan(self) -> None:
        """The form comes, is signed and stamped, and goes back as a scan."""
        clerk = self.hands("clerk")
        self.work()
        if clerk.page.get_by_role("link", name="查看办理进度").count():
            clerk.follow("查看办理进度")
        self._renew(clerk)
        form = clerk.download(saying("申报书"), self.folder)
        clerk.upload("签章扫描件", papers.signed_scan(form))
        clerk.press("上传扫描件")
        self.work()
        self._renew(clerk)
        expect(clerk.page.get_by_text("版本一致")).to_be_visible()

    def answer_correction(self) -> None:
        clerk = self.hands("clerk")
        clerk.open("/cases/")
        clerk.follow(saying("补正"), within=clerk.page.locator("table"))
        expect(clerk.page.get_by_text(ASKED)).to_be_visible()
        clerk.follow("去上传材料")
        self._upload(clerk, "audit_report", again=True)
        clerk.follow("返回补正清单")
        answer = clerk.page.get_by_role("textbox").first
        clerk.write_in(answer, "已补充上一年度投入明细页，见补正材料。")
        clerk.press("提交补正")
        self.scan()

    # the offices

    def screen(self) -> None:
        """Intake asks once, item by item, and accepts the answer."""
        intake = self.at_desk("intake")
        intake.tick("要求补正")
        page = intake.page
        intake.choose_in(page.locator("#id_items-0-place"), "近三年审计报告")
        intake.choose_in(page.locator("#id_items-0-reason_code"), "材料缺失")
        intake.write_in(page.locator("#id_items-0-note"), ASKED)
        self.send(intake, "提交意见", "“受理”已办结：要求补正。")

    def accept(self) -> None:
        intake = self.at_desk("intake")
        self.agree(intake, "予以受理", "“受理”已办结：予以受理。")

    def review(self) -> None:
        for who in ("pudong", "pudong-edu"):
            self.agree(self.at_desk(who), "同意", "“区初审”已办结：同意。")
        self.time.pass_days(3)
        for who in DEPARTMENTS:
            self.agree(self.at_desk(who), "同意", "“市级联合复核”已办结：同意。")

    def appoint_and_score(self) -> None:
        officer = self.at_desk("officer")
        for who in EXPERTS:
            officer.tick(f"{NAMES[who]}（虚构）")
        self.send(officer, "确认专家组", "“组建专家组”已办结：已组建专家组。")
        self.time.pass_days(4)
        for share, who in enumerate(EXPERTS):
            expert = self.at_desk(who)
            for field in expert.page.locator("fieldset.score").all():
                marks = field.get_by_role("radio").all()
                expert.tick_in(marks[-1 if share % 2 else -2])
            expert.write("评审意见", "材料真实完整，成效与申报一致。")
            self.send(expert, "提交评分", "“专家评审”已办结：已提交评分。")

    def deliberate(self) -> None:
        secretary = self.at_desk("secretary")
        secretary.tick("纳入")
        secretary.write("理由", "符合条件，专家评审合格，同意纳入。")
        secretary.write("会议名称或纪要编号", "联席会议办公室专题会（示例）")
        self.send(secretary, "提交审议结论", "“联席会议审议”已办结：纳入。")

    def publish(self) -> None:
        self.send(self.at_desk("officer"), "发布公示", "“发布公示”已办结：已发布公示。")
        visitor = self.hands("")
        visitor.open("/notices/")
        visitor.follow(saying("名单的公示"))
        expect(visitor.page.get_by_role("cell", name=self.company.name)).to_be_visible()

    def let_notice_run(self) -> None:
        self.time.pass_days(5)
        self.work()  # the last day is not over
        assert not self._on_desk("decider")
        self.time.pass_days(1)
        self.work()

    def decide(self) -> None:
        decider = self.at_desk("decider")
        decider.tick("纳入")
        decider.write("理由", "公示无异议，决定纳入。")
        self.send(decider, "签发决定", "“决定”已办结：纳入。")
        self.work()

    def take_certificate(self) -> tuple[Path, str]:
        """The certificate's file and what its QR says."""
        clerk = self.hands("clerk")
        clerk.open("/cases/")
        clerk.follow("产教融合型企业建设培育", within=clerk.page.locator("table"))
        path = clerk.download(saying("产教融合型企业建设培育证书"), self.folder)
        found = zxingcpp.read_barcodes(papers.pictures(path, dpi=110)[0])
        return path, found[0].text

    # machinery

    def work(self) -> None:
        """The worker's part: due timers fire, effects are carried out."""
        timers.fire_due()
        outbox.drain(raise_errors=True)

    def at_work(self, who: str) -> Mouse:
        """``who``, signed in by the form."""
        hand = self.hands(who)
        hand.open("/")
        if hand.page.get_by_role("link", name="登录", exact=True).count():
            sign_in(hand, who)
        return hand

    def at_desk(self, who: str) -> Mouse:
        """``who`` with the case open from the queue."""
        hand = self.at_work(who)
        hand.open("/desk/")
        hand.follow(self.company.name)
        return hand

    def agree(self, hand: Mouse, verdict: str, said: str) -> None:
        hand.tick(verdict)
        self.send(hand, "提交意见", said)

    def send(self, hand: Mouse, button: str, said: str) -> None:
        hand.press(button)
        expect(hand.page.get_by_text(said)).to_be_visible()

    def _on_desk(self, who: str) -> bool:
        hand = self.at_work(who)
        hand.open("/desk/")
        return bool(hand.page.get_by_role("link", name=self.company.name).count())

    def _renew(self, hand: Mouse) -> None:
        """The page asks again by itself; one who waits for nothing presses reload."""
        hand.page.reload()

    def _slip(self, clerk: Mouse) -> None:
        """An end before its beginning is pointed out, and mended where the message leads."""
        page = clerk.page
        until = page.locator("#id_partners-0-until")
        right = until.input_value()
        clerk.write_in(until, "2019-01-31")
        clerk.press("保存并继续")
        message = "合作学校第 1 行：截止日期早于签订日期，请核对协议。"
        clerk.jump(message, within=page.get_by_role("alert"))
        expect(until).to_be_focused()
        clerk.write_in(until, right)

    def _fill_section(self, clerk: Mouse, section: Section) -> None:
        typed = self.typed[section.slug]
        form = clerk.page.locator("main form[data-guard]")
        for name, value in typed["fields"].items():
            if isinstance(value, list):
                for one in value:
                    clerk.tick_in(form.locator(f"[name={name}][value={one}]"))
            elif isinstance(section.form.base_fields[name], forms.BooleanField):
                clerk.tick_in(form.locator(f"[name={name}]"))
            else:
                self._answer(clerk, form.locator(f"[name={name}]"), value)
        for slug, rows in typed["tables"].items():
            for number, row in enumerate(rows):
                self._fill_row(clerk, slug, number, row)

    def _fill_row(self, clerk: Mouse, slug: str, number: int, row: dict[str, Any]) -> None:
        page = clerk.page
        table = page.locator(f"#table-{slug}")
        if page.locator(f"#{slug}-rows tr").count() <= number:
            add = clerk.jump if clerk.scripts else clerk.press
            add("添加一行", within=table)
        for name, value in row.items():
            self._answer(clerk, page.locator(f"#id_{slug}-{number}-{name}"), value)

    def _answer(self, clerk: Mouse, control: Locator, value: str) -> None:
        """Write or choose, unless it reads so already."""
        if control.input_value() == value:
            return
        if control.evaluate("node => node.tagName") == "SELECT":
            clerk.choose_in(control, control.locator(f"option[value='{value}']").inner_text().strip())
        else:
            clerk.write_in(control, value)

    def _upload(self, clerk: Mouse, slug: str, *, again: bool = False) -> None:
        kind = self.programme.evidence_kind(slug)
        shelf: Locator = clerk.page.locator(f"#kind-{slug}")
        if again:
            open_fold(clerk, shelf)
        file = papers.paper(kind, self.company, self.year, again=again)
        clerk.upload(f"选择“{kind.title}”的文件", file, within=shelf)
        clerk.press("上传", within=shelf)
        expect(clerk.page.get_by_role("link", name=file["name"], exact=True)).to_be_visible()

    def _paper(self, slug: str) -> Any:
        return papers.paper(self.programme.evidence_kind(slug), self.company, self.year)
