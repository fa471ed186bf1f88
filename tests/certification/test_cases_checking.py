"""核对并提交: everything in words, what is still wrong with the way there, one submission however often pressed."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.test import Client

from accounts.models import User
from certification.models import Application, Revision, Status
from certification.stories.cast import Cast
from tests.certification import clerk
from tests.certification.house import words
from workflows import clock

BrowserOf = Callable[[User], Client]


def check_url(application: Application) -> str:
    return f"/cases/{application.pk}/check/"


def status(application: Application) -> str:
    return Application.objects.get(pk=application.pk).status


class TestTheWholeDossier:
    def test_answers_in_words_with_ways_to_change_them(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        page = clerk.page(browser_of(user).get(check_url(application)))
        district = page.select_one("#section-basic dl > div:nth-of-type(2)")
        assert district is not None
        assert district.get_text(" ", strip=True) == "注册区 浦东新区 修改 注册区"
        link = district.select_one("a")
        assert link is not None
        assert link["href"] == f"/cases/{application.pk}/fill/basic/#id_registered_district"
        finance = page.select("#section-basic table thead th")
        assert [h.get_text() for h in finance] == [
            "年度",
            "营业收入（元）",
            "纳税总额（元）",
            "职工教育经费（元）",
        ]
        totals = page.select_one("#section-investment")
        assert totals is not None
        assert "投入金额合计 7,600,000.00 元（760.00 万元）" in totals.get_text()
        assert "营业执照.pdf" in page.get_text()
        assert page.select_one(".error-summary") is None
        button = page.select("main form button")[-1]
        assert button.get_text(strip=True) == "确认承诺并提交"

    def test_problems_lead_to_their_places_and_there_is_no_button(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        application, user = clerk.full_draft(cast)
        application.evidence.filter(kind="licence").delete()
        del application.dossier["plan"]
        application.dossier["basic"]["fields"]["industry_code"] = "X99"
        application.save(update_fields=["dossier"])
        browser = browser_of(user)
        page = clerk.page(browser.get(check_url(application)))
        links = {a.get_text(strip=True): a["href"] for a in page.select(".error-summary a")}
        assert links == {
            "“单位基本信息”有需要修改的内容。": f"/cases/{application.pk}/fill/basic/",
            "“三年规划”尚未填写。": f"/cases/{application.pk}/fill/plan/",
            "请上传“营业执照”。": f"/cases/{application.pk}/evidence/#kind-licence",
        }
        wrong = page.select_one("#section-basic dl > div:nth-of-type(4) dd")
        assert wrong is not None
        assert wrong.get_text(" ", strip=True) == "X99 有错误"
        assert page.select_one("main form button:not([disabled])") is None
        reply = browser.post(check_url(application))  # a page from before
        assert reply.status_code == 409
        assert "没有提交" in words(reply)
        assert status(application) == Status.DRAFT

    def test_an_unmet_rule_is_a_problem_with_its_remedy(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        application.dossier["claims"]["fields"]["conditions"] = ["joint_majors"]
        application.save(update_fields=["dossier"])
        page = browser_of(user).get(check_url(application))
        assert clerk.errors(page) == [
            "不符合“符合的条件达到规定项数”：符合 1 项，至少 2 项。补充填写并申报更多符合的条件。"
        ]


class TestSubmitting:
    def test_number_revision_and_what_happens_next(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        browser = browser_of(user)
        reply = browser.post(check_url(application))
        assert reply["Location"] == f"/cases/{application.pk}/done/"
        case = Application.objects.get(pk=application.pk)
        assert (case.status, case.number) == (Status.SUBMITTED, "CJ2026-00001")
        said = words(browser.get(f"/cases/{application.pk}/done/"))
        assert "办件编号 CJ2026-00001" in said
        assert "市教委受理窗口将在 5 个工作日内告知是否受理。" in said
        assert "申报书正在生成" in said
        assert f"第 1 版 · 版本码 {case.revisions.get().version_code}" in said
        assert "专家评审 随机抽取的评审专家 15 个工作日 专家评审不计入承诺时限" in said

    def test_pressed_twice_it_is_one_case(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        browser = browser_of(user)
        first, second = browser.post(check_url(application)), browser.post(check_url(application))
        assert first["Location"] == f"/cases/{application.pk}/done/"
        assert second["Location"] == f"/cases/{application.pk}/"
        assert Revision.objects.filter(application=application).count() == 1
        assert Application.objects.count() == 1

    def test_a_colleague_was_faster(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        other = browser_of(clerk.colleague_of(user))
        browser_of(user).post(check_url(application))
        assert other.post(check_url(application))["Location"] == f"/cases/{application.pk}/"
        assert application.revisions.count() == 1

    def test_after_the_last_day(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        browser = browser_of(user)
        with clock.travel(datetime(2026, 10, 30, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))):
            page = browser.get(check_url(application))
            assert "本批次已于 2026-10-29 截止，不能提交。" in words(page)
            reply = browser.post(check_url(application))
        assert reply.status_code == 409
        assert "本批次已于 2026-10-29 截止申报。" in words(reply)
        assert status(application) == Status.DRAFT


class TestEligibilityPanel:
    def test_rule_by_rule(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        application.dossier["claims"]["fields"]["conditions"] = ["joint_majors", "one_plus_x"]
        application.dossier["cooperation"]["fields"] |= {"alliance": "示例联盟（虚构）", "one_plus_x": ""}
        application.dossier["basic"]["fields"]["is_independent"] = ""
        application.save(update_fields=["dossier"])
        page = clerk.page(browser_of(user).get(f"/cases/{application.pk}/"))
        rows = {}
        for row in page.select("details table tbody tr"):
            rule, value, verdict = (cell.get_text(" ", strip=True) for cell in row.select("td"))
            rows[rule] = (value, verdict)
        assert rows["以订单班等方式与学校共建学科专业点 发改社会〔2019〕590号"] == ("3 个", "符合")
        assert rows["国 牵头或参与组建职业教育集团、产教融合联盟 发改社会〔2019〕590号"] == (
            "示例联盟（虚构） 填报内容已达到本项条件，可在“申报的条件”中勾选。 "
            "去填写 牵头或参与组建职业教育集团、产教融合联盟",
            "可以申报",
        )
        assert rows["参与 1+X 证书制度试点 发改社会〔2019〕590号"] == (
            "未填写 填写参与的证书试点。 去填写 参与 1+X 证书制度试点",
            "未达到",
        )
        assert rows["具有独立法人资格 上海市申报通知（示例）"] == (
            "否 分支机构请由具有法人资格的单位申报。 去填写 具有独立法人资格",
            "不符合",
        )
        text = page.get_text(" ", strip=True)
        assert "符合 1 项条件，至少需要 2 项" in text
        assert "其中国家条件 0 项" in text
        remedy = page.select_one(f'a[href="/cases/{application.pk}/fill/basic/"] .vh')
        assert remedy is not None

    def test_a_fresh_draft_is_not_scolded(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.empty_draft(cast)
        page = clerk.page(browser_of(user).get(f"/cases/{application.pk}/"))
        verdicts = {cell.get_text(strip=True) for cell in page.select("details table td .tag")}
        assert verdicts == {"未申报", "待填写", "国", "符合"}
        assert set(clerk.states(browser_of(user).get(f"/cases/{application.pk}/")).values()) == {"未开始"}
