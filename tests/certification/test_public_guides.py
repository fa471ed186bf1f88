"""办事指南: what the programme declares is what the page says."""

import pytest
from django.test import Client

from certification.domain import guide
from certification.models import Round
from certification.programmes.enterprise import PROGRAMME
from tests.certification.house import browser, queries, stage, words
from tests.factories.workflows import at

pytestmark = pytest.mark.django_db

PAGE = "/guide/enterprise-cultivation/"


def a_round(**changes) -> Round:
    values = {
        "programme_slug": PROGRAMME.slug,
        "year": 2026,
        "title": "2026 年度第一批（示例）",
        "opens_on": "2026-09-01",
        "closes_on": "2026-09-30",
        "reference_date": "2026-01-01",
    } | changes
    round_ = Round.objects.create(**values)
    round_.refresh_from_db()
    return round_


class TestTheGuide:
    def test_names_every_condition_with_its_source(self, client: Client) -> None:
        said = words(client.get(PAGE))
        for rule in PROGRAMME.rules:
            assert str(rule.title) in said
        assert "以下条件至少符合 2 项 示例" in said
        assert said.count("依据： 发改社会〔2019〕590号") + said.count("依据：发改社会〔2019〕590号") == 10
        assert said.index("国家条件") < said.index("牵头或参与组建") < said.index("本市条件")

    def test_says_of_every_paper_when_it_is_needed_and_where_it_comes_from(self, client: Client) -> None:
        said = words(client.get(PAGE))
        for kind in PROGRAMME.evidence:
            assert str(kind.title) in said
        assert "营业执照 必须提交 可由平台调取 可免交" in said
        assert "1+X 试点批复 申报“参与 1+X 证书制度试点”时 申报单位提供" in said

    def test_tells_steps_units_and_promised_limits(self, client: Client) -> None:
        said = words(client.get(PAGE))
        assert "1. 受理 5 个工作日 示例 市教委受理窗口" in said
        assert "4. 专家评审 15 个工作日 示例 随机抽取的评审专家 专家评审不计入承诺时限" in said
        assert "6. 公示 5 个工作日 示例 市发展改革委 公示期不计入承诺时限" in said
        assert "承诺时限 40 个工作日 示例" in said, "5 + 10 + 10 + 10 + 5, without what is off the clock"
        assert "法定时限" not in said

    def test_tells_result_fee_basis_tasks_questions_and_whom_to_ask(self, client: Client) -> None:
        said = words(client.get(PAGE))
        for phrase in (
            "颁发“产教融合型企业建设培育证书”",
            "收费 不收费",
            "行动计划任务 任务 12、任务 13",
            "《建设产教融合型企业实施办法（试行）》（发改社会〔2019〕590号）",
            "纳入培育后多久可以申请认定？",
            "联席会议办公室 021-00000000（示例）",
            "实习培养 接收实习实训的规模、时长与质量 25",
        ):
            assert phrase in said

    def test_names_the_offices_as_they_are_on_record(self, client: Client) -> None:
        stage()
        said = words(client.get(PAGE))
        assert "实施主体 示例市发展和改革委员会（虚构）、示例市教育委员会（虚构）" in said

    def test_of_a_programme_nobody_knows_is_not_found(self, client: Client) -> None:
        assert client.get("/guide/no-such-programme/").status_code == 404


class TestTheOpenRound:
    def test_sets_window_limits_and_a_way_in(self, client: Client) -> None:
        a_round(overrides={"notice_days": 10, "min_conditions": 3, "limits": {"joint": 12}})
        with at("2026-09-23 10:00"):
            response = client.get(PAGE)
        said = words(response)
        assert "2026 年度第一批（示例） 2026年9月1日 至 2026年9月30日 24 时 还有 7 天截止" in said
        assert "“近三年”指 2023、2024、2025 年" in said
        assert "6. 公示 10 个工作日" in said
        assert "3. 市级联合复核 12 个工作日" in said
        assert "以下条件至少符合 3 项" in said
        assert 'href="/cases/"' in response.content.decode()

    @pytest.mark.parametrize(
        ("moment", "said"),
        [
            ("2026-08-31 23:59", "2026年9月1日 开放申报"),
            ("2026-09-01 00:00", "还有 29 天截止"),
            ("2026-09-30 23:59", "今日 24 时截止"),
            ("2026-10-01 00:00", "暂不在申报期"),
        ],
    )
    def test_is_open_from_its_first_day_to_the_end_of_its_last(
        self, client: Client, moment: str, said: str
    ) -> None:
        a_round()
        with at(moment):
            response = client.get(PAGE)
        assert said in words(response)
        assert ("开始申报" in words(response)) is (moment[5:] in ("09-01 00:00", "09-30 23:59"))

    def test_without_one_the_programme_speaks_for_itself(self) -> None:
        found = guide.of(PROGRAMME)
        assert (found.round, found.policy, found.promised) == (None, PROGRAMME.policy, 40)
        assert [stage.days for stage in found.stages] == [5, 10, 10, 15, 10, 5, 5]
        assert found.implementers == ("SH-FGW", "SH-JW"), "codes, until the offices are on record"
        assert [m.kind.required for m in found.materials] == [True] * 5 + [False] * 8


class TestTheList:
    def test_names_every_programme_with_its_round(self, client: Client) -> None:
        with at("2026-09-23 10:00"):
            assert "产教融合型企业建设培育" in words(client.get("/guide/"))
            assert "暂不在申报期" in words(client.get("/guide/"))
            a_round()
            assert "2026 年度第一批（示例） 2026-09-01 至 2026-09-30 还有 7 天截止" in words(
                client.get("/guide/")
            )

    def test_costs_one_query_however_many_rounds_are_open(self) -> None:
        with at("2026-09-23 10:00"):
            a_round()
            alone = queries(browser(), "/guide/")
            a_round(title="第二批")
            a_round(title="第三批")
            assert queries(browser(), "/guide/") == alone == 1
            assert queries(browser(), PAGE) == 2
