"""A case as the office sees it, and its record with what verification found."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Membership, User
from accounts.roles import Role
from certification.domain import record
from certification.stories.cast import Cast
from certification.stories.tale import Tale
from files.storage import store_bytes
from tests.certification import docket
from tests.certification.house import issued, queries, words
from tests.factories.accounts import member
from tests.factories.files import pdf_bytes
from workflows import audit_triggers

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def officer(cast: Cast, browser_of: SignIn) -> Client:
    return browser_of(cast["officer"])


@pytest.fixture
def corrected(cast: Cast) -> Tale:
    """Two departments asked for a correction; the lead merged, the applicant answered."""
    tale = docket.at("joint_merge", cast)
    tale.merge("fgw", "joint")
    tale.answer("已按要求重新提交（虚构）。")
    return tale


class TestTheCase:
    def test_is_shown_whole(self, officer: Client, corrected: Tale) -> None:
        said = words(officer.get(f"/office/cases/{corrected.case.pk}/"))
        number = corrected.case.number
        assert f"上海云岚示例智能装备有限公司（虚构） {number}" in said
        assert "市级联合复核 示例市财政局（虚构） 待领取" in said, "asked again, and in nobody's hands"
        assert "市级联合复核 示例市税务局（虚构） 需补正" in said
        assert "受理 示例市教育委员会（虚构） 予以受理 材料齐全。 王受理（虚构）" in said
        assert "第 1 次告知 示例市发展和改革委员会（虚构） · 赵复核（虚构）" in said
        assert "已补正" in said
        assert (
            "投入票据或捐赠证明 示例市财政局（虚构） · 材料不清晰或无法识别 第三张票据金额不清晰，请重新扫描。"
            in said
        )
        assert "申报单位：已按要求重新提交（虚构）。" in said
        revisions = list(corrected.case.revisions.order_by("number"))
        assert "第 2 版 方申报（虚构）" in said
        assert all(r.version_code in said for r in revisions)
        assert "受理决定 王受理（虚构）" in said
        assert "补正通知书 沪产教融补〔2026〕第00001号 · 正在生成" in said
        assert "注册区 浦东新区" in said

    def test_shows_scores_decisions_and_the_certificate(self, cast: Cast, officer: Client) -> None:
        tale, certificate = issued(cast)
        response = officer.get(f"/office/cases/{tale.case.pk}/")
        said = words(response)
        assert "平均分（去掉最高、最低） 85.00 合格" in said
        assert said.count("最高分，去掉") == said.count("最低分，去掉") == 1
        assert "联席会议审议结论 蒋秘书（虚构）" in said
        assert "认定决定 沈签发（虚构）" in said
        assert f"{certificate.number} ·" in said
        assert "本件已于" in said

        pdf = officer.get(f"/office/cases/{tale.case.pk}/certificates/{certificate.pk}/")
        assert pdf["Content-Disposition"] == f'attachment; filename="{certificate.number}.pdf"'
        assert b"".join(pdf.streaming_content).startswith(b"%PDF")

    def test_hands_out_a_letter_once_it_is_printed(self, officer: Client, corrected: Tale) -> None:
        letter = corrected.case.letters.earliest("pk")
        url = f"/office/cases/{corrected.case.pk}/letters/{letter.pk}/"
        assert officer.get(url).status_code == 404
        letter.file = store_bytes(pdf_bytes(title="受理"), "application/pdf", "pdf")
        letter.save(update_fields=["file"])
        response = officer.get(url)
        assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
        other = docket.at("intake", corrected.cast, "chip").case
        assert officer.get(f"/office/cases/{other.pk}/letters/{letter.pk}/").status_code == 404

    @pytest.mark.parametrize("page", ["", "record/"])
    def test_is_there_for_the_office_and_for_nobody_else(
        self, cast: Cast, browser_of: SignIn, corrected: Tale, page: str
    ) -> None:
        url = f"/office/cases/{corrected.case.pk}/{page}"
        for insider in ("intake", "officer", "secretary", "decider"):
            assert browser_of(cast[insider]).get(url).status_code == 200
        stranger = member(Role.OFFICER, "SH-GZW", name="外人主办（虚构）")
        for outsider in (cast["czj"], cast["expert1"], corrected.clerk, stranger):
            assert browser_of(outsider).get(url).status_code == 404
        visitor = Client().get(url)
        assert (visitor.status_code, visitor.url) == (302, f"/accounts/login/?next={url}")

    def test_is_kept_from_whoever_has_a_tie_to_the_applicant(
        self, cast: Cast, officer: Client, corrected: Tale
    ) -> None:
        url = f"/office/cases/{corrected.case.pk}/"
        assert officer.get(url).status_code == 200
        Membership.objects.create(
            user=cast["officer"],
            organisation=corrected.organisation,
            role=Role.CLERK,
            starts_on="2026-01-01",
        )
        response = officer.get(url)
        assert response.status_code == 403
        assert "您与申报单位有任职关系，须回避。" in words(response)

    def test_costs_the_same_whatever_was_said(self, cast: Cast, officer: Client, corrected: Tale) -> None:
        plain = docket.at("joint_opinion", cast, "chip")
        short = queries(officer, f"/office/cases/{plain.case.pk}/")
        assert queries(officer, f"/office/cases/{corrected.case.pk}/") <= short + 1  # the notice's own names
        assert short <= 28

    def test_shows_what_a_name_holds_as_text(self, officer: Client, corrected: Tale) -> None:
        case = corrected.case
        case.holder_name = "<script>alert(1)</script>有限公司"
        case.save(update_fields=["holder_name"])
        page = officer.get(f"/office/cases/{case.pk}/").content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;有限公司" in page


class TestTheRecord:
    def test_tells_who_did_what_when_and_why(self, officer: Client, corrected: Tale) -> None:
        lines = record.lines(corrected.case)
        told = [(line.who, line.what, line.outcome, line.source, line.target) for line in lines]
        assert told[:4] == [
            ("方申报（虚构）", "建立草稿", "", "", "草稿"),
            ("方申报（虚构）", "提交申报", "", "草稿", "已提交"),
            ("方申报（虚构）", "进入办理流程", "", "", ""),
            ("王受理（虚构）", "受理", "", "已提交", "已受理"),
        ]
        assert ("周复核（虚构）", "市级联合复核", "需补正", "", "") in told
        assert ("赵复核（虚构）", "市级补正汇总", "合并告知", "", "") in told
        assert told[-1] == ("方申报（虚构）", "补正", "已补正", "", "")
        assert [line.seq for line in lines] == list(range(1, len(lines) + 1))

        said = words(officer.get(f"/office/cases/{corrected.case.pk}/record/"))
        assert f"共 {len(lines)} 条，已逐条重新计算摘要并与检查点核对，没有发现改动。" in said
        assert (
            "赵复核（虚构） 示例市发展和改革委员会（虚构） 市级补正汇总 合并告知 — 合并 2 项，第 1 次告知"
            in said
        )

    def test_holds_the_certificate_too(self, cast: Cast) -> None:
        tale, _certificate = issued(cast)
        lines = record.lines(tale.case)
        assert [(line.what, line.target) for line in lines if line.chain.startswith("certificate/")] == [
            ("证书取号", "制证中"),
            ("签发证书", "有效"),
        ]
        assert record.verify(tale.case).entries == len(lines)

    def test_says_where_it_is_not_what_was_written(self, officer: Client, corrected: Tale) -> None:
        assert record.verify(corrected.case).sound
        audit_triggers.remove(connection)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE workflows_auditentry SET reason = %s WHERE chain = %s AND seq = 4",
                ["改过的理由", corrected.case.audit_chain],
            )
        audit_triggers.install(connection)

        (problem,) = record.verify(corrected.case).problems
        assert (problem.chain, problem.seq, problem.code) == (corrected.case.audit_chain, 4, "altered")
        said = words(officer.get(f"/office/cases/{corrected.case.pk}/record/"))
        assert "记录与写入时不一致" in said
        assert f"{corrected.case.audit_chain} 第 4 条（altered）" in said
        assert "没有发现改动" not in said
