"""The review page: each step is done through its screen, wrong input stays on the page, and the guard holds."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership, User
from accounts.roles import Role
from certification import registry
from certification.domain.reviews import DISTRICT, JOINT
from certification.forms import desk_nodes
from certification.models import (
    Application,
    CorrectionItem,
    CorrectionNotice,
    Decision,
    Evidence,
    Notice,
    Opinion,
    PanelSeat,
    ScanState,
    ScoreSheet,
    Status,
    Verdict,
)
from certification.rules import APPLICANT_ROLES
from certification.stories.cast import Cast
from certification.stories.tale import Tale
from files.storage import store_bytes
from tests.certification import docket
from tests.factories.accounts import member
from tests.factories.files import pdf_bytes
from workflows import clock
from workflows.models import AuditEntry, WorkItem
from workflows.nodes import Human

BrowserOf = Callable[[User], Client]

NO_ITEMS = {"items-TOTAL_FORMS": "1", "items-INITIAL_FORMS": "0", "items-0-place": "", "items-0-note": ""}
ONE_ITEM = {
    "items-TOTAL_FORMS": "1",
    "items-INITIAL_FORMS": "0",
    "items-0-place": "evidence:audit_report",
    "items-0-reason_code": "missing",
    "items-0-note": "请补充投入明细页。",
}
FULL_MARKS = {
    f"mark_{c.code}_mark": format(c.full.normalize(), "f")
    for c in registry.get("enterprise-cultivation").policy.criteria
}


def url(tale: Tale, node: str, *, unit: str = "", owner: User | None = None) -> str:
    item = tale.item(node, unit=unit, owner=owner)
    return reverse("desk:task", args=[item.process_id, node, item.task_id])


def text(response: Any) -> str:
    return str(response.content.decode())


def written() -> dict[str, int]:
    """How many facts there are; a refused act leaves it as it was."""
    facts = (Opinion, Decision, CorrectionItem, CorrectionNotice, Evidence, Notice, PanelSeat, ScoreSheet)
    return {model.__name__: model.objects.count() for model in (*facts, AuditEntry)}


def messages(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_every_human_step_of_every_programme_has_its_form() -> None:
    nodes = {
        node.name
        for programme in registry.all_programmes()
        for node in programme.flow.instance.nodes()
        if isinstance(node, Human) and node.role not in APPLICANT_ROLES
    }
    assert nodes == set(desk_nodes.FORMS)


class TestReading:
    def test_dossier_conditions_evidence_and_form_stand_side_by_side(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        tale = docket.at("joint_opinion", cast)
        page = text(browser_of(cast["fgw"]).get(url(tale, "joint_opinion", unit="SH-FGW")))

        revision = tale.case.current_revision
        assert revision is not None
        for expected in (
            tale.case.number,
            f"版本码 {revision.version_code}",
            "每名实习生配一名带教导师，按岗位能力清单逐月考核，实习期不少于三个月。",
            "7,600,000.00 元（760.00 万元）",  # the total of a table
            "满足申报条件 4 项",
            "近三年审计报告.pdf",
            "申报单位尚未上传",  # the signed scan
            "材料齐全。",  # intake's comment
            "同意",
            "需补正",
            "不同意",
        ):
            assert expected in page
        evidence = tale.case.evidence.first()
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


class TestIntake:
    def test_accept(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("intake", cast)
        address = url(tale, "intake")

        page = browser_of(cast["intake"]).post(
            address, {"verdict": "agree", "comment": "材料齐全。", **NO_ITEMS}, follow=True
        )

        assert page.redirect_chain == [(address, 302)]
        assert messages(page) == ["“受理”已办结：予以受理。"]
        assert tale.case.status == Status.ACCEPTED
        assert "您的待办已全部办结。" in text(page)

    def test_correct_item_by_item(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("intake", cast)
        rows = ONE_ITEM | {
            "items-TOTAL_FORMS": "4",
            "items-1-place": "section:internship",
            "items-1-reason_code": "mismatch",
            "items-1-note": "人数与名册不一致。",
            "items-2-place": "section:plan",
            "items-2-reason_code": "other",
            "items-2-note": "这一项不要了",
            "items-2-DELETE": "on",
            "items-3-place": "",
        }
        browser_of(cast["intake"]).post(url(tale, "intake"), {"verdict": "correct", "comment": "", **rows})
        assert list(
            CorrectionItem.objects.values_list("section", "evidence_kind", "reason_code", "note", "unit")
        ) == [
            ("", "audit_report", "missing", "请补充投入明细页。", "SH-JW"),
            ("internship", "", "mismatch", "人数与名册不一致。", "SH-JW"),
        ]
        assert tale.item("amend").role == Role.CLERK

    def test_another_row_without_scripts_keeps_what_was_typed_and_judges_nothing(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        tale = docket.at("intake", cast)
        before = written()
        half = ONE_ITEM | {"items-0-place": "", "verdict": "correct", "comment": "先放着", "add_row": "items"}

        page = browser_of(cast["intake"]).post(url(tale, "intake"), half)

        assert page.status_code == 200
        assert 'name="items-1-place"' in text(page)
        assert "请补充投入明细页。" in text(page)
        assert "先放着" in text(page)
        assert "errorlist" not in text(page)
        assert written() == before

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({**NO_ITEMS}, "请选择审核意见"),
            ({"verdict": "object", "comment": "  ", **NO_ITEMS}, "不予受理须写明理由，理由将写入通知书。"),
            ({"verdict": "correct", **NO_ITEMS}, "请至少列出一项需要补正的内容。"),
            ({"verdict": "correct", **ONE_ITEM, "items-0-note": " "}, "请填写补正要求"),
            ({"verdict": "correct", **ONE_ITEM, "items-0-place": "section:nowhere"}, "section:nowhere"),
            ({"verdict": "agree", **ONE_ITEM}, "您填写了补正事项，但没有选择补正。"),
            ({"verdict": "agree", "comment": "字" * 1001, **NO_ITEMS}, "最多 1000 字，现在是 1001 字"),
            ({"verdict": "agree", "comment": "看\u202e不见", **NO_ITEMS}, "不可见"),
            ({"verdict": "perhaps", **NO_ITEMS}, "perhaps"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_written(
        self, cast: Cast, browser_of: BrowserOf, typed: dict[str, str], said: str
    ) -> None:
        tale = docket.at("intake", cast)
        before = written()
        page = browser_of(cast["intake"]).post(url(tale, "intake"), {"comment": "", **typed})
        assert page.status_code == 200
        assert said in text(page)
        assert "error-summary" in text(page)
        assert written() == before

    def test_a_reason_typed_beside_a_wrong_row_is_still_there(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        tale = docket.at("intake", cast)
        typed = ONE_ITEM | {"verdict": "correct", "comment": "请尽快。", "items-0-reason_code": ""}
        page = text(browser_of(cast["intake"]).post(url(tale, "intake"), typed))
        assert "第 1 行：请选择原因" in page
        assert "请尽快。</textarea>" in page
        assert "请补充投入明细页。</textarea>" in page
        assert '<option value="evidence:audit_report" selected>' in page

    def test_telling_again_needs_a_reason(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("intake", cast)
        browser = browser_of(cast["intake"])
        assert "再次告知的理由" not in text(browser.get(url(tale, "intake")))
        tale.screen(Verdict.CORRECT, requests=[docket.ASK_AUDIT])
        tale.answer("已补充。")
        address, again = url(tale, "intake"), {"verdict": "correct", "comment": "", **ONE_ITEM}

        assert "请写明再次告知的理由。" in text(browser.post(address, again))
        browser.post(address, again | {"later_reason": "补充的材料与首次提交的不一致。"})

        assert list(CorrectionNotice.objects.values_list("number", "later_reason")) == [
            (1, ""),
            (2, "补充的材料与首次提交的不一致。"),
        ]

    def test_decline(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("intake", cast)
        reason = {"verdict": "object", "comment": "信用报告为其他单位所有。", **NO_ITEMS}
        page = browser_of(cast["intake"]).post(url(tale, "intake"), reason, follow=True)
        assert messages(page) == ["“受理”已办结：不予受理。"]
        assert tale.case.status == Status.NOT_ACCEPTED


class TestOpinions:
    def test_a_unit_agrees_and_goes_on_to_its_next_case(self, cast: Cast, browser_of: BrowserOf) -> None:
        first, second = docket.at("joint_opinion", cast, "robot"), docket.at("joint_opinion", cast, "care")
        page = browser_of(cast["czj"]).post(
            url(first, "joint_opinion", unit="SH-CZJ"),
            {"verdict": "agree", "comment": "", **NO_ITEMS},
            follow=True,
        )
        assert messages(page) == ["“市级联合复核”已办结：同意。"]
        assert f'href="{url(second, "joint_opinion", unit="SH-CZJ")}"' in text(page)
        assert "下一件" in text(page)
        opinion = Opinion.objects.get(unit="SH-CZJ")
        assert (opinion.node, opinion.verdict, opinion.by) == ("joint", "agree", cast["czj"])

    def test_a_unit_objects(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("joint_opinion", cast)
        browser, address = browser_of(cast["swj"]), url(tale, "joint_opinion", unit="SH-SWJ")
        assert "不同意须写明理由" in text(
            browser.post(address, {"verdict": "object", "comment": "", **NO_ITEMS})
        )
        browser.post(address, {"verdict": "object", "comment": "存在欠税。", **NO_ITEMS})
        assert tale.item("joint_settle").unit == "SH-FGW"

    def test_two_units_ask_the_lead_merges_and_leaves_one_out(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        tale = docket.at("joint_merge", cast)
        first, second = CorrectionItem.objects.order_by("pk")
        browser, address = browser_of(cast["fgw"]), url(tale, "joint_merge")
        page = text(browser.get(address))
        assert "示例市财政局（虚构）" in page
        assert first.note in page

        refused = browser.post(address, {f"keep_{first.pk}": "on"})
        assert "不采纳的补正事项须写明理由。" in text(refused)
        assert "至少保留一项补正内容。" in text(
            browser.post(address, {f"why_{i.pk}": "重复" for i in (first, second)})
        )
        assert not CorrectionNotice.objects.exists()
        done = browser.post(
            address, {f"keep_{first.pk}": "on", f"why_{second.pk}": "已在附件中。"}, follow=True
        )

        assert messages(done) == ["“市级补正汇总”已办结：已发出补正通知。"]
        notice = CorrectionNotice.objects.get()
        assert [item.pk for item in notice.items.all()] == [first.pk]
        second.refresh_from_db()
        assert (second.notice, second.dropped_reason) == (None, "已在附件中。")

    @pytest.mark.parametrize(
        ("outcome", "node"), [("proceed", "panel"), ("defer", "decision"), ("refuse", "decision")]
    )
    def test_the_officer_rules_with_the_objection_in_view(
        self, cast: Cast, browser_of: BrowserOf, outcome: str, node: str
    ) -> None:
        tale = docket.at("joint_settle", cast)
        browser, address = browser_of(cast["officer"]), url(tale, "joint_settle")
        page = text(browser.get(address))
        assert "示例市税务局（虚构）：不同意" in page
        assert "存在未处理完毕的涉税事项，不同意纳入。" in page
        assert "请填写理由" in text(browser.post(address, {"outcome": outcome, "reason": ""}))

        browser.post(address, {"outcome": outcome, "reason": "已核实。"})

        decision = Decision.objects.get(kind="settlement")
        assert (decision.stage, decision.outcome, decision.reason) == ("joint", outcome, "已核实。")
        assert tale.item(node).node == node

    def test_the_districts_form_knows_its_stage(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("district_opinion", cast)
        ask = {"verdict": "correct", "comment": "", **ONE_ITEM}
        browser_of(cast["pudong-edu"]).post(url(tale, "district_opinion", unit="310115-JYJ"), ask)
        tale.opine("pudong", DISTRICT)
        assert Opinion.objects.get(unit="310115-JYJ").node == "district"
        browser_of(cast["pudong"]).post(
            url(tale, "district_merge"), {f"keep_{CorrectionItem.objects.get().pk}": "on"}
        )
        assert CorrectionNotice.objects.get().stage == "district"


class TestPanel:
    def test_the_officer_chooses_five(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("panel", cast)
        browser, address = browser_of(cast["officer"]), url(tale, "panel")
        chosen = [str(cast[f"expert{n}"].pk) for n in (1, 2, 3, 4, 5)]

        short = browser.post(address, {"experts": chosen[:4]})
        assert "请选择 5 位专家，现选择 4 位。" in text(short)
        assert text(short).count("checked") == 4
        page = browser.post(address, {"experts": chosen}, follow=True)

        assert messages(page) == ["“组建专家组”已办结：已组建专家组。"]
        assert {str(seat.expert_id) for seat in PanelSeat.objects.all()} == set(chosen)

    def test_the_lot_keeps_the_chosen_and_fills_the_rest_without_writing(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        tale = docket.at("panel", cast)
        before, kept = written(), str(cast["expert6"].pk)
        drawn = set()
        for _again in range(6):
            page = browser_of(cast["officer"]).post(url(tale, "panel"), {"experts": [kept], "draw": "1"})
            ticked = page.context["form"]["experts"].value()
            assert (len(ticked), len(set(ticked)), kept in ticked) == (5, 5, True)
            assert "errorlist" not in text(page)
            drawn.add(frozenset(ticked))
        assert len(drawn) > 1  # 15 ways each time: six equal draws are one in half a million
        assert written() == before

    def test_who_may_not_sit_is_shown_with_the_reason_and_is_never_drawn(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        tale = docket.at("panel", cast)
        tied = cast["expert1"]
        Membership.objects.create(user=tied, organisation=tale.enterprise.organisation, role=Role.CLERK)
        Membership.objects.create(
            user=cast["officer"],
            organisation=cast["expert2"].memberships.get().organisation,
            role=Role.EXPERT,
        )
        browser, address = browser_of(cast["officer"]), url(tale, "panel")

        page = text(browser.get(address))
        assert f"{tied}与申报单位有关联，须回避。" in page
        assert f"{cast['officer']}：不能指派自己担任评审专家。" in page
        drawn = browser.post(address, {"draw": "1"}).context["form"]["experts"].value()
        assert not {str(tied.pk), str(cast["officer"].pk)} & set(drawn)
        forged = browser.post(address, {"experts": [str(tied.pk), *drawn[:4]]})
        assert "所选专家中有人已不能参加本件评审" in text(forged)
        assert not PanelSeat.objects.exists()

    def test_choosing_costs_the_same_whatever_the_pool(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("panel", cast)
        browser, address = browser_of(cast["officer"]), url(tale, "panel")
        browser.get(address)
        with CaptureQueriesContext(connection) as few:
            browser.get(address)
        for n in range(20):
            member(Role.EXPERT, "POOL-EXPERT", name=f"评审示例{n}（虚构）")
        with CaptureQueriesContext(connection) as many:
            assert len(browser.get(address).context["form"].free) == 27
        assert len(many) == len(few)

    def test_an_expert_marks_every_criterion(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("score", cast)
        browser = browser_of(cast["expert1"])
        address = url(tale, "score", owner=cast["expert1"])
        own = FULL_MARKS | {"mark_courses_mark": "", "mark_courses_free": "11.5", "comment": "依据充分。"}

        page = browser.post(address, own, follow=True)

        assert messages(page) == ["“专家评审”已办结：已提交评分。"]
        sheet = ScoreSheet.objects.get()
        assert str(sheet.total) == "96.50"
        assert {line.criterion: str(line.mark) for line in sheet.lines.all()}["courses"] == "11.50"

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"mark_courses_free": "15.5"}, "分数不能高于满分 15"),
            ({"mark_courses_free": "-0.5"}, "分数不能低于 0"),
            ({"mark_courses_free": "7.25"}, "分数以 0.5 分为一档"),
            ({"mark_courses_free": "十分"}, "请填写数字"),
            ({"mark_courses_free": "NaN"}, "请填写数字"),
            ({"mark_courses_free": ""}, "请为“专业课程师资”打分。"),
            ({"mark_courses_mark": "9", "mark_courses_free": "10"}, "所选分档与填写的分数不一致"),
            ({"mark_courses_mark": "9", "comment": ""}, "请填写评审意见"),
        ],
    )
    def test_a_wrong_mark_is_named_and_the_others_stay_with_their_total(
        self, cast: Cast, browser_of: BrowserOf, wrong: dict[str, str], said: str
    ) -> None:
        tale = docket.at("score", cast)
        typed = FULL_MARKS | {"mark_courses_mark": "", "comment": "依据充分。"} | wrong
        page = browser_of(cast["expert1"]).post(url(tale, "score", owner=cast["expert1"]), typed)
        assert said in text(page)
        total = "94" if wrong.get("mark_courses_mark") == "9" and "comment" in wrong else "85"
        assert f"<span data-total>{total}</span>" in text(page)
        assert not ScoreSheet.objects.exists()

    def test_no_expert_opens_another_seat(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("score", cast)
        page = browser_of(cast["expert2"]).get(url(tale, "score", owner=cast["expert1"]))
        assert page.status_code == 403
        assert "该席位已指派给其他专家。" in text(page)


class TestTheEnd:
    def test_the_conference_sees_the_tally(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("deliberation", cast)
        browser, address = browser_of(cast["secretary"]), url(tale, "deliberation")
        page = browser.get(address)
        totals = [(sheet.total, dropped) for sheet, dropped in page.context["reading"].sheets]
        assert [dropped for _total, dropped in totals] == ["highest", "", "lowest", "", ""]
        assert "最高分，不计" in text(page)
        assert f"<dd><strong>{page.context['reading'].result.mean}</strong>" in text(page)

        missing = browser.post(address, {"outcome": "grant", "reason": "同意。", "meeting": ""})
        assert "请填写会议名称或纪要编号" in text(missing)
        browser.post(address, {"outcome": "grant", "reason": "同意。", "meeting": "第 3 次会议（示例）"})
        decision = Decision.objects.get(kind="deliberation")
        assert (decision.outcome, decision.meeting, decision.score) == (
            "grant",
            "第 3 次会议（示例）",
            page.context["reading"].result.mean,
        )

    def test_below_the_pass_mark_the_conference_is_not_offered_to_admit(
        self, cast: Cast, browser_of: BrowserOf, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr(docket, "MARKS", ("0.5", "0.9", "0.5", "0.5", "0.5"))
        tale = docket.at("deliberation", cast)
        browser, address = browser_of(cast["secretary"]), url(tale, "deliberation")
        page = text(browser.get(address))
        assert "专家评审得分未达到 60 分，不能作出纳入的结论。" in page
        assert 'value="grant"' not in page
        assert "专家评分差距较大" in page
        browser.post(address, {"outcome": "grant", "reason": "同意。", "meeting": "会议"})
        assert not Decision.objects.filter(kind="deliberation").exists()

    def test_the_notice_is_previewed_and_published(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("publicity", cast)
        browser, address = browser_of(cast["officer"]), url(tale, "publicity")
        page = text(browser.get(address))
        title = f"关于{tale.round.title}产教融合型企业建设培育名单的公示"
        assert f"{title}</textarea>" in page
        assert "2026年9月14日至2026年9月20日" in page  # the Sunday is a working day (调休)
        assert "拟纳入产教融合型企业建设培育范围" in page
        assert "请填写公示标题" in text(browser.post(address, {"title": " "}))

        browser.post(address, {"title": title})

        notice = Notice.objects.get()
        assert (notice.title, str(notice.starts_on), str(notice.ends_on)) == (
            title,
            "2026-09-14",
            "2026-09-20",
        )
        assert tale.case.status == Status.PUBLICISED

    def test_the_decision_is_led_by_the_conclusion(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("decision", cast)
        browser, address = browser_of(cast["decider"]), url(tale, "decision")
        page = browser.get(address)
        assert page.context["form"]["outcome"].value() == "grant"
        assert "联席会议办公室专题会（示例）" in text(page)
        assert "请填写理由" in text(browser.post(address, {"outcome": "grant", "reason": ""}))

        done = browser.post(address, {"outcome": "grant", "reason": "公示无异议。"}, follow=True)

        assert messages(done) == ["“决定”已办结：纳入。"]
        assert tale.case.status == Status.GRANTED

    def test_a_case_that_was_never_published_cannot_be_admitted(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        tale = docket.at("joint_settle", cast)
        tale.settle(JOINT, "refuse", "采纳税务部门意见。")
        browser, address = browser_of(cast["decider"]), url(tale, "decision")
        page = browser.get(address)
        assert page.context["form"]["outcome"].value() == "refuse"
        assert "本件未经公示，不能作出纳入的决定。" in text(page)
        browser.post(address, {"outcome": "grant", "reason": "同意。"})
        assert tale.case.status == Status.ACCEPTED
        browser.post(address, {"outcome": "refuse", "reason": "存在涉税违法事项。"})
        assert tale.case.status == Status.REFUSED


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
        Membership.objects.create(
            user=cast["intake"], organisation=tale.enterprise.organisation, role=Role.CLERK
        )
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
