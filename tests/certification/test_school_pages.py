"""C at the desks: the entrusted body's sheet and report, the ranking of a round, what the secretary sees of it."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from certification.domain import ranking, revisions
from certification.models import Application, Evaluation, Revision, Round
from certification.parties import school as party_school
from certification.programmes.benchmark_school import PROGRAMME
from certification.stories.cast import Cast
from schools import assessments
from tests.certification.house import form_values, queries, words
from tests.factories.campuses import SwiftSchool, at_conference, at_evaluation
from tests.factories.campuses import begin as begin_school
from tests.factories.certification import begin as begin_enterprise
from tests.factories.files import pdf_bytes
from tests.factories.schools import SchoolFactory
from workflows import clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def task_url(tale: SwiftSchool, node: str, owner: User | None = None) -> str:
    item = tale.item(node, owner=owner)
    return reverse("desk:task", args=[item.process_id, node, item.task_id])


def sheet(**changes: object) -> dict[str, object]:
    """A complete sheet as the entrusted body posts it."""
    marks = {f"mark_{c.code}_free": str(c.full - 1) for c in PROGRAMME.policy.criteria}
    report = SimpleUploadedFile("报告.pdf", pdf_bytes(title="report"), "application/pdf")
    return {**marks, "comment": "材料完整，指标与佐证一致。", "report": report, **changes}


class TestEvaluating:
    def test_the_sheet_shows_the_schools_own_figures(self, cast: Cast, browser_of: SignIn) -> None:
        tale = at_evaluation(cast=cast)
        page = browser_of(cast["evaluator"]).get(task_url(tale, "evaluation"))
        said = words(page)
        assert "C01 校企联合培养学生比例 13.04 %" in said
        assert 'enctype="multipart/form-data"' in page.content.decode()
        assert "评估结果供专家考察和审议参考，不计入专家评审得分" in said

    def test_handing_in(self, cast: Cast, browser_of: SignIn) -> None:
        tale = at_evaluation(cast=cast)
        url = task_url(tale, "evaluation")
        client = browser_of(cast["evaluator"])
        response = client.post(url, sheet())
        assert response.status_code == 302
        found = Evaluation.objects.get()
        assert (found.total, found.report_name, found.by) == (Decimal("93.00"), "报告.pdf", cast["evaluator"])
        assert "已提交评估报告" in words(client.get(url))

    def test_what_is_missing_is_said_and_the_file_is_kept(self, cast: Cast, browser_of: SignIn) -> None:
        tale = at_evaluation(cast=cast)
        page = browser_of(cast["evaluator"]).post(
            task_url(tale, "evaluation"), sheet(comment="", mark_model_free="6")
        )
        assert set(page.context["form"].errors) == {"comment", "mark_model"}
        assert "已上传：" in words(page)
        page = browser_of(cast["evaluator"]).post(task_url(tale, "evaluation"), sheet(report=""))
        assert list(page.context["form"].errors) == ["report"]
        assert not Evaluation.objects.exists()

    def test_experts_and_the_conference_read_it_others_do_not(self, cast: Cast, browser_of: SignIn) -> None:
        tale = at_evaluation(cast=cast)
        report = reverse("desk:report", args=[tale.case.process_id])
        assert browser_of(cast["evaluator"]).get(report).status_code == 404  # not there yet
        tale.evaluate(Decimal("0.86"))
        tale.appoint()
        expert = cast["expert1"]
        said = words(browser_of(expert).get(task_url(tale, "score", expert)))
        assert "第三方材料评估 示例市教育评估院（虚构）" in said
        assert "治理机制 15 13" in said
        assert browser_of(expert).get(report).status_code == 200
        for nobody in ("jw", "rsj", "expert7"):
            assert browser_of(cast[nobody]).get(report).status_code == 404
        for number in range(1, 6):
            tale.score(number, Decimal("0.9"))
        said = words(browser_of(cast["secretary"]).get(task_url(tale, "deliberation")))
        assert "第 1 位，共 1 件 名额内" in said
        assert "查看排序表" in said


class TestRanking:
    def test_score_rank_quota_and_cut(self, cast: Cast, browser_of: SignIn) -> None:
        tale = at_conference("keji", cast)
        url = reverse("office:ranking", args=[tale.round.pk])
        for user in ("officer", "secretary", "edu-decider"):
            assert browser_of(cast[user]).get(url).status_code == 200
        said = words(browser_of(cast["officer"]).get(url))
        assert "应用研究·多科 本组学校 1 所，名额 1 个，已用 0 个，名额线 90.00 分 评分已齐" in said
        assert "1 上海示例科技大学（虚构）" in said
        assert "90.00 86.50 名额内" in said
        round_page = browser_of(cast["officer"]).get(reverse("office:round", args=[tale.round.pk]))
        assert url in round_page.content.decode()

    def test_a_tie_is_pointed_out_and_waiting_cases_counted(self, cast: Cast, browser_of: SignIn) -> None:
        tale = at_conference("keji", cast)
        other = at_conference("dianji", cast)
        third = at_evaluation("yingyong", cast)
        for each in (other, third):
            Application.objects.filter(pk=each.case.pk).update(round=tale.round)
        said = words(browser_of(cast["officer"]).get(reverse("office:ranking", args=[tale.round.pk])))
        assert "名额线上有并列" in said
        assert said.count("并列 上海") == 2
        assert "应用技术·多科" in said
        assert "1 件待评分" in said

    def test_who_finds_it(self, cast: Cast, browser_of: SignIn) -> None:
        tale = at_conference("keji", cast)
        url = reverse("office:ranking", args=[tale.round.pk])
        for nobody in ("evaluator", "expert1", "hr-officer", "keji-clerk"):
            assert browser_of(cast[nobody]).get(url).status_code == 404
        enterprise = begin_enterprise(cast)
        assert (
            browser_of(cast["officer"]).get(reverse("office:ranking", args=[enterprise.round.pk])).status_code
            == 404
        )
        page = browser_of(cast["officer"]).get(reverse("office:round", args=[enterprise.round.pk]))
        assert "组内排序" not in words(page)

    def test_an_empty_round(self, cast: Cast, browser_of: SignIn) -> None:
        round_ = cast.round("benchmark-school", clock.today())
        said = words(browser_of(cast["officer"]).get(reverse("office:ranking", args=[round_.pk])))
        assert "还没有可排序的办件" in said

    def test_its_cost_does_not_grow_with_cases(self, cast: Cast, browser_of: SignIn) -> None:
        tale = at_conference("keji", cast)
        url, client = reverse("office:ranking", args=[tale.round.pk]), browser_of(cast["officer"])
        one = queries(client, url)
        for key in ("dianji", "yingyong"):
            other = at_conference(key, cast)
            Application.objects.filter(pk=other.case.pk).update(round=tale.round)
        SchoolFactory.create_batch(3)
        assert len(ranking.groups(tale.round)) == 2
        assert queries(client, url) == one + 1  # the size of a second group


class TestTheRound:
    def test_an_officer_sets_the_quota_of_a_group(self, cast: Cast, browser_of: SignIn) -> None:
        tale = at_conference("keji", cast)
        officer = browser_of(cast["officer"])
        said = words(officer.get(reverse("office:round", args=[tale.round.pk])))
        assert "每组名额 20% 按本组学校数计算，至少 1 个，扣除有效证书占用的名额 示例" in said
        assert "至少符合的条件项数" not in said
        url = reverse("office:round_new", args=["benchmark-school"])
        data = form_values(officer.get(url)) | {
            "title": "2027 年度第一批（示例）",
            "opens_on": "2027-03-01",
            "closes_on": "2027-03-31",
            "quota": "3",
        }
        assert officer.post(url, data).status_code == 302
        made = Round.objects.get(title="2027 年度第一批（示例）")
        assert (made.effective_policy.quota, made.overrides) == (3, {"quota": 3})
        edit = reverse("office:round_edit", args=[made.pk])
        data = form_values(officer.get(edit))
        assert data["quota"] == 3
        assert officer.post(edit, data | {"quota": "", "reason": "按比例计算"}).status_code == 302
        made.refresh_from_db()
        assert (made.effective_policy.quota, made.overrides) == (None, {})

    def test_other_programmes_are_not_asked(self, cast: Cast, browser_of: SignIn) -> None:
        page = browser_of(cast["officer"]).get(reverse("office:round_new", args=["enterprise-cultivation"]))
        assert "quota" not in page.context["form"].fields

    def test_the_dossier_speaks_of_no_conditions_to_count(self, cast: Cast, browser_of: SignIn) -> None:
        tale = begin_school("keji", cast)
        tale.draft()
        said = words(browser_of(tale.clerk).get(reverse("cases:case", args=[tale.case.pk])))
        assert "至少需要" not in said
        assert "条件已满足" in said
        assert "当年学校自评已锁定" in said
        tale.submit()
        said = words(browser_of(cast["intake"]).get(task_url(tale, "intake")))
        assert "满足申报条件" not in said


def test_the_first_section_is_prefilled_from_the_profile(cast: Cast, browser_of: SignIn) -> None:
    tale = begin_school("keji", cast)
    tale.draft(sections=())
    url = reverse("cases:section", args=[tale.case.pk, "basic"])
    text = browser_of(tale.clerk).get(url).content.decode()
    assert 'value="4131099912"' in text
    text = (
        browser_of(tale.clerk)
        .get(reverse("cases:section", args=[tale.case.pk, "assessment"]))
        .content.decode()
    )
    assert 'value="2026"' in text  # the year that is locked


def test_without_a_locked_assessment_a_revision_keeps_no_figures(cast: Cast) -> None:
    tale = begin_school("keji", cast)
    case = tale.draft()
    locked = assessments.locked(tale.organisation)
    assert locked is not None
    assessments.reopen(locked, "更正", by=tale.clerk)
    assert party_school.figures(case) is None
    assert party_school.background(Revision(eligibility={"figures": None})) == []


def test_reviewers_read_the_figures_the_revision_was_submitted_with(cast: Cast, browser_of: SignIn) -> None:
    """Reopened, corrected, locked again, or a newer year locked: the submitted value stays."""
    tale = at_evaluation("keji", cast)
    url, client = task_url(tale, "evaluation"), browser_of(cast["evaluator"])
    submitted = party_school.background(tale.case.revisions.get())
    assert len(submitted) == 12
    locked = assessments.locked(tale.organisation)
    assert locked is not None
    reopened = assessments.reopen(locked, "更正", by=tale.clerk)
    assert "C01 校企联合培养学生比例 13.04 %" in words(client.get(url))
    row = reopened.values.get(indicator="joint_students")
    assert row.numerator is not None
    filled = assessments.Filled(row.numerator * 2, row.denominator, row.data_year or 0, row.source_note)
    assessments.fill(row, filled, version=row.version, by=tale.clerk)
    again = assessments.lock(reopened, by=tale.clerk)
    assert "C01 校企联合培养学生比例 13.04 %" in words(client.get(url))
    assert party_school.background(tale.case.revisions.get()) == submitted
    corrected = revisions.freeze(tale.case, by=tale.clerk)  # a later revision has the later value
    assert party_school.background(corrected)[0]["value"] == assessments.results(again)["joint_students"]
