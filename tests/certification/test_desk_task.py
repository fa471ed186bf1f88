"""The review page: what stands beside the form, and that the guard holds through the screen."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership, User
from accounts.roles import Role
from certification.domain.reviews import JOINT
from certification.models import (
    Application,
    Opinion,
    ScanState,
    Status,
    Verdict,
)
from certification.stories.cast import Cast
from files.storage import store_bytes
from tests.certification import docket
from tests.certification.desk_pages import NO_ITEMS, ONE_ITEM, messages, text, url, written
from tests.factories.accounts import member
from tests.factories.files import pdf_bytes
from workflows import clock
from workflows.models import WorkItem

BrowserOf = Callable[[User], Client]


class TestReading:
    def test_dossier_conditions_evidence_and_form_stand_side_by_side(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        tale = docket.at("joint_opinion", cast)
        page = text(browser_of(cast["fgw"]).get(url(tale, "joint_opinion", unit="SH-FGW")))

        revision = tale.case.current_revision
        assert revision is not None
        for expected in (
            str(tale.case.number),
            f"版本码 {revision.version_code}",
            "每名实习生配一名带教导师，按岗位能力清单逐月考核，实习期不少于三个月。",
            '7,600,000.00 元<span class="nowrap">（760.00 万元）</span>',  # the total of a table
            "满足申报条件 4 项",
            "近三年审计报告.pdf",
            "申报单位尚未上传",  # the signed scan
            "材料齐全。",  # intake's comment
            "同意",
            "需补正",
            "不同意",
        ):
            assert expected in page
        evidence = tale.case.evidence.get(kind="licence")
        assert reverse("desk:evidence", args=[tale.case.process_id, evidence.pk]) in page

    def test_pages_of_evidence_are_pictures(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("intake", cast)
        evidence = tale.case.evidence.get(kind="licence")
        docket.draw_pages(evidence.file)

        page = text(browser_of(cast["intake"]).get(url(tale, "intake")))

        source = reverse("desk:evidence_page", args=[tale.case.process_id, evidence.pk, 1])
        assert f'<img src="{source}" width="1400"' in page
        assert 'alt="营业执照.pdf 第 1 页"' in page

    @pytest.mark.parametrize(
        ("state", "said"),
        [
            (ScanState.MISMATCH, "扫描件与本次提交的版本不一致"),
            (ScanState.UNREADABLE, "未识别到版本码"),
            (ScanState.MATCHED, "版本一致"),
        ],
    )
    def test_the_scan_says_what_was_read_off_it(
        self, cast: Cast, browser_of: BrowserOf, state: str, said: str
    ) -> None:
        tale = docket.at("intake", cast)
        revision = tale.case.current_revision
        assert revision is not None
        revision.scan = store_bytes(pdf_bytes(title="scan"), "application/pdf", "pdf")
        revision.scan_state, revision.scan_found = state, "WXYZ234567"
        revision.save()
        page = text(browser_of(cast["intake"]).get(url(tale, "intake")))
        assert said in page
        assert ("扫描件上的版本码是 WXYZ234567" in page) == (state == ScanState.MISMATCH)

    def test_a_corrected_case_shows_what_was_asked_what_was_answered_and_both_versions(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        tale = docket.at("intake", cast)
        tale.screen(Verdict.CORRECT, requests=[docket.ASK_AUDIT, docket.ASK_SECTION])
        tale.answer("已补充第 3 页，名册已核对。")
        browser = browser_of(cast["intake"])
        address = url(tale, "intake")

        page = text(browser.get(address))
        for expected in ("第 1 次补正告知", "已补充第 3 页，名册已核对。", "补正新增", "共 2 版"):
            assert expected in page
        assert f"版本码 {tale.case.revisions.get(number=2).version_code}" in page
        assert f"版本码 {tale.case.revisions.get(number=1).version_code}" in text(
            browser.get(address, {"version": "1"})
        )
        assert "现在显示第 2 版" in text(browser.get(address, {"version": "77"}))

    def test_an_expert_sees_the_material_and_nothing_that_others_said(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        tale = docket.at("joint_opinion", cast)
        tale.opine("fgw", JOINT, comment="投入规模较大。")
        for who in ("jw", "gzw", "czj", "swj"):
            tale.opine(who, JOINT)
        tale.appoint()
        tale.score(1, docket.SHARE)

        page = browser_of(cast["expert2"]).get(url(tale, "score", owner=cast["expert2"]))

        assert "集成电路工艺实训基地" in text(page)
        assert "投入规模较大。" not in text(page)
        assert "材料真实完整，成效与申报一致。" not in text(page)  # expert 1's comment
        assert page.context["reading"].sheets == []
        assert page.context["reading"].opinions == []

    def test_typed_markup_is_only_text(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("intake", cast)
        revision = tale.case.current_revision
        assert revision is not None
        revision.sheet[0]["fields"][0]["value"] = "<script>alert(1)</script>\n第二行"
        revision.save()
        page = text(browser_of(cast["intake"]).get(url(tale, "intake")))
        assert "<script>alert(1)</script>" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>第二行" in page

    def test_the_page_costs_the_same_with_one_document_and_three(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        tale = docket.at("joint_opinion", cast)
        revision = tale.case.current_revision
        assert revision is not None
        documents, spent = list(revision.evidence.all()), []
        browser, address = browser_of(cast["fgw"]), url(tale, "joint_opinion", unit="SH-FGW")
        browser.get(address)
        for count in (1, 3, 9):
            revision.evidence.set(documents[:count])
            with CaptureQueriesContext(connection) as queries:
                browser.get(address)
            spent.append(len(queries))
        assert len(set(spent)) == 1
        assert spent[0] <= 36


AGREE = {"verdict": "agree", "comment": "写了很久的说明。", **NO_ITEMS}


class TestTheGuardThroughTheScreen:
    def test_two_colleagues_on_one_task(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("intake", cast)
        colleague = member(Role.INTAKE, "SH-JW", name="同事示例（虚构）")
        first, second, address = browser_of(colleague), browser_of(cast["intake"]), url(tale, "intake")
        assert (first.get(address).status_code, second.get(address).status_code) == (200, 200)

        assert first.post(address, AGREE).status_code == 302  # the control: one of them gets through
        after = written()
        late = second.post(address, AGREE | {"verdict": "object"})

        assert late.status_code == 409
        assert "该任务已由 同事示例（虚构） 于 2026年9月14日 10:02 办结。" in text(late)
        assert "写了很久的说明。" in text(late)
        assert 'href="/desk/"' in text(late)
        assert written() == after
        assert tale.case.status == Status.ACCEPTED
        assert second.get(address).status_code == 409

    def test_a_colleague_holds_it(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("intake", cast)
        colleague = member(Role.INTAKE, "SH-JW", name="同事示例（虚构）")
        browser_of(colleague).post("/desk/claim/", {"task": tale.item("intake").task_id})
        page = browser_of(cast["intake"]).get(url(tale, "intake"))
        assert page.status_code == 409
        assert "该任务已由 同事示例（虚构） 领取。" in text(page)

    def test_the_same_post_twice_counts_once(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("intake", cast)
        browser, address = browser_of(cast["intake"]), url(tale, "intake")
        browser.post(address, AGREE)
        after = written()
        page = browser.post(address, AGREE, follow=True)
        assert "本件您已办结，没有重复提交。" in messages(page)
        assert written() == after
        assert Opinion.objects.count() == 1

    def test_an_objection_takes_the_page_from_under_the_others(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        tale = docket.at("joint_opinion", cast)
        address = url(tale, "joint_opinion", unit="SH-CZJ")
        tale.opine("swj", JOINT, Verdict.OBJECT, "存在欠税。")
        late = browser_of(cast["czj"]).post(address, AGREE)
        assert late.status_code == 409
        assert "取消，无需办理" in text(late)
        assert "写了很久的说明。" in text(late)
        assert Opinion.objects.filter(unit="SH-CZJ").count() == 0

    def test_a_wrong_process_or_node_in_the_address_is_not_found(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        mine, other = docket.at("joint_opinion", cast), docket.at("joint_opinion", cast, "care")
        item, foreign = (t.item("joint_opinion", unit="SH-FGW") for t in (mine, other))
        browser, before = browser_of(cast["fgw"]), written()
        for process, node, task in (
            (foreign.process_id, "joint_opinion", item.task_id),
            (item.process_id, "joint_merge", item.task_id),  # a node of the same desk
            (item.process_id, "decision", item.task_id),
            (item.process_id, "joint_opinion", foreign.task_id),
            (item.process_id, "joint_opinion", 999_999),
        ):
            address = reverse("desk:task", args=[process, node, task])
            assert browser.get(address).status_code == 404
            assert browser.post(address, AGREE).status_code == 404
        assert written() == before
        right = reverse("desk:task", args=[item.process_id, "joint_opinion", item.task_id])
        assert browser.post(right, AGREE).status_code == 302  # the control: only the address was wrong

    def test_a_role_taken_away_after_the_claim(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("joint_opinion", cast)
        item = tale.item("joint_opinion", unit="SH-GZW")
        browser, address = browser_of(cast["gzw"]), url(tale, "joint_opinion", unit="SH-GZW")
        browser.post("/desk/claim/", {"task": item.task_id})
        assert browser.get(address).status_code == 200
        cast["gzw"].memberships.update(ends_on=clock.today().replace(day=1))
        before = written()

        page = browser.post(address, AGREE)

        assert page.status_code == 403
        assert "权限已被收回" in text(page)
        assert "写了很久的说明。" in text(page)
        assert written() == before

    def test_another_unit_of_the_same_case_is_refused_and_a_stranger_finds_nothing(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        tale = docket.at("joint_opinion", cast)
        address = url(tale, "joint_opinion", unit="SH-CZJ")
        assert browser_of(cast["swj"]).get(address).status_code == 403
        assert browser_of(cast["minhang"]).get(address).status_code == 404
        assert browser_of(cast["expert1"]).get(address).status_code == 404
        assert browser_of(member(Role.CLERK, "SH-X")).get(address).status_code == 404
        assert Client().get(address)["Location"] == f"/accounts/login/?next={address}"

    def test_the_applicant_finds_no_desk_of_their_own_case(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("intake", cast)
        tale.screen(Verdict.CORRECT, requests=[docket.ASK_AUDIT])
        browser = browser_of(tale.clerk)
        item = tale.item("amend")
        assert browser.get(f"/desk/{item.process_id}/amend/{item.task_id}/").status_code == 404
        tale.answer("已补充。")
        assert browser.get(url(tale, "intake")).status_code == 403  # theirs to follow, not to decide

    def test_a_tie_to_the_applicant_shuts_the_page(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("intake", cast)
        Membership.objects.create(user=cast["intake"], organisation=tale.organisation, role=Role.CLERK)
        page = browser_of(cast["intake"]).get(url(tale, "intake"))
        assert page.status_code == 403
        assert "您与申报单位有任职关系，须回避。" in text(page)

    def test_what_one_has_done_can_be_read_again_and_not_done_again(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        tale = docket.at("intake", cast)
        browser, address = browser_of(cast["intake"]), url(tale, "intake")
        browser.post(address, AGREE)
        page = text(browser.get(address))
        assert "您已于 2026年9月14日 10:02 办结" in page
        assert 'name="verdict"' not in page
        assert "写了很久的说明。" in page  # among the opinions


class TestSessionExpired:
    def test_what_was_typed_comes_back_after_signing_in(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("intake", cast)
        browser, address = browser_of(cast["intake"]), url(tale, "intake")
        page = text(browser.get(address))
        owner = page.partition('name="form_owner" value="')[2].partition('"')[0]
        browser.logout()

        away = browser.post(
            address, {"verdict": "correct", "comment": "写到一半", "form_owner": owner, **ONE_ITEM}
        )
        assert away["Location"] == f"/accounts/login/?next={address}"
        assert Application.objects.get().status == Status.SUBMITTED
        browser.force_login(cast["pudong"])
        assert browser.get(address).status_code == 404  # not theirs
        browser.force_login(cast["intake"])
        back = text(browser.get(address))

        assert "已恢复您退出前填写的内容" in back
        assert "写到一半</textarea>" in back
        assert "请补充投入明细页。</textarea>" in back
        assert '<input type="radio" name="verdict" value="correct" id="id_verdict_1" checked>' in back


def test_an_open_item_is_claimed_by_doing_it(cast: Cast, browser_of: BrowserOf) -> None:
    tale = docket.at("intake", cast)
    item = tale.item("intake")
    browser_of(cast["intake"]).post(url(tale, "intake"), AGREE)
    done = WorkItem.objects.get(pk=item.pk)
    assert (done.owner, done.closed_by, done.outcome) == (cast["intake"], cast["intake"], "agree")
