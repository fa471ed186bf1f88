"""Each step is done through its screen, and wrong input stays on the page with its reason."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from certification import registry
from certification.domain.reviews import DISTRICT
from certification.forms import desk_nodes
from certification.models import (
    CorrectionItem,
    CorrectionNotice,
    Decision,
    Opinion,
    Status,
    Verdict,
)
from certification.rules import APPLICANT_ROLES
from certification.stories.cast import Cast
from tests.certification import docket
from tests.certification.desk_pages import NO_ITEMS, ONE_ITEM, messages, text, url, written
from workflows.nodes import Human

BrowserOf = Callable[[User], Client]


def test_every_human_step_of_every_programme_has_its_form() -> None:
    nodes = {
        node.name
        for programme in registry.all_programmes()
        for node in programme.flow.instance.nodes()
        if isinstance(node, Human) and node.role not in APPLICANT_ROLES
    }
    assert nodes == set(desk_nodes.FORMS)


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
