"""The page of a case on its way: where it stands, who acts, papers to take away, the scan, what was done."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from certification.domain import revisions
from certification.domain.reviews import DISTRICT, JOINT
from certification.models import Application, Letter, LetterKind, Outcome, Revision, ScanState, Verdict
from certification.stories.cast import Cast
from files.storage import store_bytes
from tests.certification import clerk, docket, house
from tests.certification.house import words
from tests.factories.files import docx_bytes, image_bytes, pdf_bytes, upload
from workflows import clock

BrowserOf = Callable[[User], Client]


def case_url(application: Application) -> str:
    return f"/cases/{application.pk}/"


class TestWhereItStands:
    def test_submitted(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.submitted(cast)
        with clock.travel(told.moment):
            said = words(browser_of(told.clerk).get(case_url(told.case)))
        assert "待受理 受理 · 示例市教育委员会（虚构）" in said
        assert "剩 5 个工作日" in said
        assert "请您： 下载申报书，签字盖章后上传扫描件" in said

    def test_in_joint_review_the_offices_still_at_it_are_named_and_no_person(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        told = docket.at("joint_opinion", cast)
        told.opine("fgw", JOINT)
        said = words(browser_of(told.clerk).get(case_url(told.case)))
        standing = said[said.index("审核中") : said.index("申报书与签章扫描件")]
        assert "市级联合复核" in standing
        assert "示例市财政局（虚构）" in standing
        assert "示例市发展和改革委员会（虚构）" not in standing
        for name in ("赵复核", "周复核", "王受理"):
            assert name not in said

    def test_an_objection_is_not_told_before_the_decision(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = docket.at("joint_settle", cast)
        said = words(browser_of(told.clerk).get(case_url(told.case)))
        assert "审核中 审核部门正在汇总意见" in said
        assert "涉税" not in said
        assert "不同意" not in said

    def test_a_correction_shows_although_the_status_stays(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.corrected(cast)
        assert told.case.status == "submitted"
        page = browser_of(told.clerk).get(case_url(told.case))
        said = words(page)
        assert "待补正 等待本单位补正" in said
        assert "请您： 逐项补正并重新提交" in said
        link = clerk.page(page).select_one(f'a[href="/cases/{told.case.pk}/correction/"]')
        assert link is not None

    def test_experts_work_off_the_clock(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = docket.at("score", cast)
        said = words(browser_of(told.clerk).get(case_url(told.case)))
        standing = said[said.index("审核中") : said.index("申报书与签章扫描件")]
        assert "专家评审 · 随机抽取的评审专家" in standing
        assert "工作日" not in standing
        assert "韩评审" not in said

    def test_refused(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = docket.at("joint_settle", cast)
        told.settle(JOINT, Outcome.REFUSE, "采纳税务部门意见。")
        told.decide(Outcome.REFUSE, "存在涉税违法事项。")
        said = words(browser_of(told.clerk).get(case_url(told.case)))
        assert "不予纳入 已办结，理由和救济途径见决定书" in said
        assert "决定：不予纳入 存在涉税违法事项。 示例市发展和改革委员会（虚构）" in said


class TestTimelineAndRecord:
    def test_planned_against_actual(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.submitted(cast)
        told.wait(2)
        told.screen(comment="材料齐全。")
        told.wait(3)
        told.opine("pudong", DISTRICT)
        page = clerk.page(browser_of(told.clerk).get(case_url(told.case)))
        lines = [" ".join(li.get_text(" ", strip=True).split()) for li in page.select(".timeline li")]
        opened, accepted = told.case.submitted_at, told.case.accepted_at
        assert opened is not None
        assert accepted is not None
        assert lines[0] == (
            f"受理 已完成 {opened:%Y-%m-%d} — {accepted:%Y-%m-%d} "
            "示例市教育委员会（虚构） · 计划 5 个工作日 · 实际 2 个工作日"
        )
        assert lines[1].startswith("区初审 办理中")
        assert "计划 10 个工作日" in lines[1]
        assert lines[2].startswith("市级联合复核 未开始")

    def test_the_record_tells_our_acts_by_name_and_the_offices_by_office(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        told = clerk.corrected(cast)
        told.answer("已补充。")
        page = clerk.page(browser_of(told.clerk).get(case_url(told.case)))
        acts = [
            [cell.get_text(" ", strip=True) for cell in row.select("td")][1:]
            for row in page.select("table")[-1].select("tbody tr")
        ]
        office = "示例市教育委员会（虚构）"
        assert acts == [
            ["提交补正 第 2 版", told.clerk.name],
            ["发出补正通知", office],
            ["提交申报", told.clerk.name],
            ["创建申报草稿", told.clerk.name],
        ]


class TestPapers:
    def test_a_letter_is_offered_once_it_is_printed(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.corrected(cast)
        browser = browser_of(told.clerk)
        letter = Letter.objects.get(application=told.case, kind=LetterKind.CORRECTION)
        address = f"/cases/{told.case.pk}/letter/{letter.pk}/"
        assert "补正通知书 正在生成，请稍后刷新" in words(browser.get(case_url(told.case)))
        assert browser.get(address).status_code == 404
        stored = store_bytes(pdf_bytes(title="letter"), "application/pdf", "pdf")
        Letter.objects.filter(pk=letter.pk).update(file=stored)
        assert f'href="{address}"' in browser.get(case_url(told.case)).content.decode()
        reply = browser.get(address)
        assert b"".join(reply) == stored.read()
        assert "no-store" in reply["Cache-Control"]

    def test_another_cases_letter_is_not_found(self, cast: Cast, browser_of: BrowserOf) -> None:
        told, other = clerk.corrected(cast), clerk.corrected(cast, "care")
        letter = Letter.objects.get(application=other.case)
        stored = store_bytes(pdf_bytes(title="letter"), "application/pdf", "pdf")
        Letter.objects.filter(pk=letter.pk).update(file=stored)
        assert browser_of(told.clerk).get(f"/cases/{told.case.pk}/letter/{letter.pk}/").status_code == 404

    def test_certificate(self, cast: Cast, browser_of: BrowserOf) -> None:
        told, certificate = house.issued(cast)
        browser = browser_of(told.clerk)
        said = words(browser.get(case_url(told.case)))
        assert "予以纳入 证书已签发" in said
        assert certificate.number in said
        public = f"/verify/{certificate.number}/{certificate.code}/"
        assert f'href="{public}"' in browser.get(case_url(told.case)).content.decode()
        reply = browser.get(f"/cases/{told.case.pk}/certificate/")
        assert certificate.file is not None
        assert b"".join(reply) == certificate.file.read()

    def test_no_certificate_before_it_is_issued(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = docket.at("decision", cast)
        browser = browser_of(told.clerk)
        assert browser.get(f"/cases/{told.case.pk}/certificate/").status_code == 404
        told.decide()
        assert browser.get(f"/cases/{told.case.pk}/certificate/").status_code == 404
        assert "正在制作证书，一般几分钟内完成" in words(browser.get(case_url(told.case)))

    def test_a_revision_reads_as_it_was_submitted(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.corrected(cast)
        case = told.case
        case.dossier["internship"]["fields"]["mentors"] = "4711"
        case.save(update_fields=["dossier"])
        browser = browser_of(told.clerk)
        said = words(browser.get(f"/cases/{case.pk}/revision/1/"))
        assert f"版本码 {case.revisions.get().version_code}" in said
        assert "4711" not in said
        assert "这是提交时的内容，不能修改。" in said
        assert "条件已满足" in said
        assert browser.get(f"/cases/{case.pk}/revision/2/").status_code == 404


class TestTheSignedScan:
    def test_uploaded_it_is_being_checked(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.submitted(cast)
        browser = browser_of(told.clerk)
        address = f"/cases/{told.case.pk}/revision/1/scan/upload/"
        reply = browser.post(address, {"scan": upload("签章.pdf", pdf_bytes(title="scan"))}, follow=True)
        assert "扫描件已收到，正在核对每页上的版本码。" in words(reply)
        again = clerk.page(browser.get(f"/cases/{told.case.pk}/paper/"))
        card = again.select_one("#paper")
        assert card is not None
        assert card["hx-get"] == f"/cases/{told.case.pk}/paper/"
        scan = browser.get(f"/cases/{told.case.pk}/revision/1/scan/")
        assert b"".join(scan) == pdf_bytes(title="scan")

    @pytest.mark.parametrize(
        ("codes", "state", "message"),
        [
            (["OWN"], ScanState.MATCHED, "扫描件与本版申报书一致。"),
            (["OTHER23456"], ScanState.MISMATCH, "扫描件上有版本码 OTHER23456，本版应为 OWN。"),
            ([], ScanState.UNREADABLE, "请确认扫描的是本系统生成的申报书"),
        ],
    )
    def test_what_the_check_found_in_words(
        self, cast: Cast, browser_of: BrowserOf, codes: list[str], state: str, message: str
    ) -> None:
        told = clerk.submitted(cast)
        browser = browser_of(told.clerk)
        revision = told.case.revisions.get()
        own = revision.version_code
        revisions.attach_scan(revision, upload("签章.png", image_bytes()), by=told.clerk)
        scan_id = told.case.revisions.get().scan_id
        assert scan_id is not None
        revisions.judge_scan(revision.pk, scan_id, [own if c == "OWN" else c for c in codes])
        page = browser.get(case_url(told.case))
        assert Revision.objects.get(pk=revision.pk).scan_state == state
        assert message.replace("OWN", own) in words(page)
        asked = "请您：" in words(page)
        assert asked is (state != ScanState.MATCHED)

    @pytest.mark.parametrize(
        ("file", "message"),
        [
            (None, "请先选择签字盖章后的扫描件。"),
            (("签章.docx", docx_bytes()), "不支持这种文件。请上传 PDF、JPG、PNG 格式的文件。"),
            (("签章.pdf", b"PK\x03\x04 no pdf"), "文件内容不是 PDF"),
        ],
    )
    def test_what_is_not_taken(
        self, cast: Cast, browser_of: BrowserOf, file: tuple[str, bytes] | None, message: str
    ) -> None:
        told = clerk.submitted(cast)
        data = {"scan": upload(*file)} if file else {}
        page = browser_of(told.clerk).post(f"/cases/{told.case.pk}/revision/1/scan/upload/", data)
        assert page.status_code == 200
        assert clerk.errors(page)[0].startswith(message)
        assert told.case.revisions.get().scan_state == ScanState.NONE

    def test_an_older_version_is_refused(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.corrected(cast)
        told.answer("已补充。")
        page = browser_of(told.clerk).post(
            f"/cases/{told.case.pk}/revision/1/scan/upload/", {"scan": upload("签章.pdf", pdf_bytes())}
        )
        assert page.status_code == 409
        assert clerk.errors(page) == ["申报书已有第 2 版，请用新版本签章后上传。"]

    def test_a_case_that_is_closed_takes_none(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.submitted(cast)
        told.screen(Verdict.OBJECT, "信用报告为其他单位所有。")
        browser = browser_of(told.clerk)
        assert clerk.page(browser.get(case_url(told.case))).select_one("#scan") is None
        page = browser.post(
            f"/cases/{told.case.pk}/revision/1/scan/upload/", {"scan": upload("签章.pdf", pdf_bytes())}
        )
        assert page.status_code == 409


def test_page_costs_the_same_for_three_letters_as_for_one(cast: Cast, browser_of: BrowserOf) -> None:
    told = clerk.corrected(cast)
    browser = browser_of(told.clerk)
    house.queries(browser, case_url(told.case))
    one = house.queries(browser, case_url(told.case))
    letter = Letter.objects.get(application=told.case)
    for n in range(2):
        Letter.objects.create(
            application=told.case,
            kind=letter.kind,
            number=f"沪产教融补〔2026〕第9000{n}号",
            content=letter.content,
            written_at=letter.written_at,
        )
    assert house.queries(browser, case_url(told.case)) == one
    assert one <= 33
