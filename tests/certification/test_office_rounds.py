"""Rounds: laid down by the lead office, frozen by the first submission, amended on the record."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from certification.domain import overview, rounds
from certification.domain.rounds import Plan
from certification.models import Application, Round
from certification.programmes.enterprise import PROGRAMME
from certification.stories.cast import Cast
from tests.certification import docket
from tests.certification.house import form_values, queries, words
from tests.factories.accounts import member
from tests.factories.workflows import at
from workflows import audit, calendar
from workflows.errors import Refused
from workflows.models import WorkItem

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NEW = "/office/rounds/new/enterprise-cultivation/"


def a_plan(**changes) -> Plan:
    values = {
        "title": "2026 年度第二批（示例）",
        "year": 2026,
        "opens_on": date(2026, 10, 12),
        "closes_on": date(2026, 11, 13),
        "reference_date": date(2026, 1, 1),
        "policy": {"min_conditions": 2, "pass_mark": Decimal("60"), "seats": 5, "notice_days": 5},
        "limits": {"joint": 10},
    }
    return Plan(**{**values, **changes})


@pytest.fixture
def round_(cast: Cast) -> Round:
    return rounds.create(PROGRAMME, a_plan(), by=cast["officer"])


@pytest.fixture
def officer(cast: Cast, browser_of: SignIn) -> Client:
    return browser_of(cast["officer"])


class TestLayingDown:
    def test_keeps_only_what_differs_from_the_programme(self, cast: Cast) -> None:
        plan = a_plan(
            policy={"min_conditions": 3, "pass_mark": Decimal("60.0"), "seats": 7, "notice_days": 5},
            limits={"joint": 12, "intake": 5},
        )
        made = rounds.create(PROGRAMME, plan, by=cast["officer"])
        made.refresh_from_db()

        assert made.overrides == {"min_conditions": 3, "seats": 7, "limits": {"joint": 12}}
        policy = made.effective_policy
        assert (policy.min_conditions, policy.seats, policy.pass_mark) == (3, 7, Decimal("60"))
        assert (policy.limits["joint"], policy.limits["intake"]) == (12, 5)
        (entry,) = audit.history(made.audit_chain)
        assert (entry.action, entry.actor_name) == ("round:create", "李主办（虚构）")
        assert entry.data["overrides"] == made.overrides

    def test_a_mark_is_kept_exactly(self, cast: Cast) -> None:
        made = rounds.create(PROGRAMME, a_plan(policy={"pass_mark": Decimal("62.5")}), by=cast["officer"])
        assert Round.objects.get(pk=made.pk).effective_policy.pass_mark == Decimal("62.5")

    def test_is_for_officers_of_the_lead_office(self, cast: Cast) -> None:
        stranger = member(Role.OFFICER, "SH-GZW", name="外人主办（虚构）")
        for person in (stranger, cast["intake"], cast["decider"]):
            with pytest.raises(Refused) as refused:
                rounds.create(PROGRAMME, a_plan(), by=person)
            assert (refused.value.status, str(refused.value)) == (
                403,
                "只有牵头部门的主办可以管理申报批次。",
            )
        assert not Round.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "errors"),
        [
            ({"closes_on": date(2026, 10, 11)}, {"closes_on": ["截止日不能早于开始日 2026-10-12。"]}),
            ({"title": "  "}, {"title": ["请填写批次名称。"]}),
            (
                {"title": "2026 年度第二批（示例）"},
                {"title": ["2026 年度已有名为“2026 年度第二批（示例）”的批次，请换一个名称。"]},
            ),
        ],
    )
    def test_refuses_what_makes_no_round(self, cast: Cast, round_: Round, changes, errors) -> None:
        with pytest.raises(ValidationError) as refused:
            rounds.create(PROGRAMME, a_plan(**changes), by=cast["officer"])
        assert refused.value.message_dict == errors
        assert Round.objects.get() == round_

    def test_a_number_no_round_may_set_is_a_mistake_of_ours(self, cast: Cast) -> None:
        with pytest.raises(KeyError, match="criteria"):
            rounds.create(PROGRAMME, a_plan(policy={"criteria": 1}), by=cast["officer"])


class TestAmending:
    def test_writes_down_what_was_and_what_is(self, cast: Cast, round_: Round) -> None:
        rounds.amend(
            round_,
            a_plan(closes_on=date(2026, 11, 20), limits={"joint": 12}),
            by=cast["officer"],
            reason="材料准备时间不足（虚构）",
            opened_at_version=1,
        )
        entry = audit.history(round_.audit_chain).last()
        assert (entry.action, entry.reason) == ("round:amend", "材料准备时间不足（虚构）")
        assert entry.data == {
            "closes_on": ["2026-11-13", "2026-11-20"],
            "overrides": [{}, {"limits": {"joint": 12}}],
        }

    def test_that_changes_nothing_leaves_no_trace(self, cast: Cast, round_: Round) -> None:
        rounds.amend(round_, a_plan(), by=cast["officer"], reason="核对", opened_at_version=1)
        assert rounds.version(round_) == 1

    def test_keeps_what_no_form_knows(self, cast: Cast, round_: Round) -> None:
        Round.objects.filter(pk=round_.pk).update(overrides={"quota": 30, "seats": 7})
        rounds.amend(round_, a_plan(), by=cast["officer"], reason="席位恢复五席（虚构）", opened_at_version=1)
        assert Round.objects.get().overrides == {"quota": 30}

    def test_needs_its_reason_and_the_present_version(self, cast: Cast, round_: Round) -> None:
        plan = a_plan(title="改名（示例）")
        with pytest.raises(ValidationError) as unexplained:
            rounds.amend(round_, plan, by=cast["officer"], reason=" ", opened_at_version=1)
        assert unexplained.value.message_dict == {"reason": ["请填写修改理由，将记入办理记录。"]}
        rounds.amend(round_, plan, by=cast["officer"], reason="先到（虚构）", opened_at_version=1)
        with pytest.raises(Refused) as stale:
            rounds.amend(round_, a_plan(), by=cast["officer"], reason="后到（虚构）", opened_at_version=1)
        assert (stale.value.code, stale.value.status) == ("stale", 409)
        assert str(stale.value).startswith("李主办（虚构）已于 2026-09-14 10:02 修改过本批次。")
        assert Round.objects.get().title == "改名（示例）"

    def test_after_the_first_submission_only_the_last_day_moves_and_only_forward(self, cast: Cast) -> None:
        tale = docket.at("intake", cast)
        frozen = Round.objects.get(pk=tale.round.pk)
        assert frozen.frozen_at is not None
        before, officer = frozen.closes_on, cast["officer"]

        with pytest.raises(Refused) as refused:
            rounds.amend(frozen, a_plan(), by=officer, reason="改", opened_at_version=rounds.version(frozen))
        assert refused.value.code == "frozen"
        for day in (before, date(2026, 9, 15)):
            with pytest.raises(ValidationError) as backward:
                rounds.extend(
                    frozen, day, by=officer, reason="缩短", opened_at_version=rounds.version(frozen)
                )
            assert backward.value.message_dict == {"closes_on": [f"截止日只能延后，现为 {before}。"]}
        later = date(2027, 1, 15)
        rounds.extend(frozen, later, by=officer, reason="延期通知（虚构）", opened_at_version=0)
        assert Round.objects.get(pk=frozen.pk).closes_on == later
        assert Application.objects.get().policy_snapshot == tale.case.policy_snapshot


class TestTheScreens:
    @pytest.mark.parametrize("who", ["intake", "officer", "secretary", "decider"])
    def test_are_for_everybody_of_the_office(
        self, cast: Cast, browser_of: SignIn, round_: Round, who: str
    ) -> None:
        client = browser_of(cast[who])
        assert "2026 年度第二批（示例）" in words(client.get("/office/"))
        page = words(client.get(f"/office/rounds/{round_.pk}/"))
        assert "还没有单位提交申报" in page
        assert ("修改批次" in page) is (who == "officer")
        assert client.get(NEW).status_code == (200 if who == "officer" else 403)
        assert client.get(f"/office/rounds/{round_.pk}/edit/").status_code == (
            200 if who == "officer" else 403
        )

    def test_are_not_there_for_anybody_else(self, cast: Cast, browser_of: SignIn, round_: Round) -> None:
        _company, clerk = cast.company("robot")
        stranger = member(Role.OFFICER, "SH-GZW", name="外人主办（虚构）")
        for url in ("/office/", f"/office/rounds/{round_.pk}/", f"/office/rounds/{round_.pk}/edit/", NEW):
            for person in (cast["fgw"], cast["expert1"], clerk, stranger):
                assert browser_of(person).get(url).status_code == 404
            visitor = Client().get(url)
            assert (visitor.status_code, visitor.url) == (302, f"/accounts/login/?next={url}")

    def test_a_round_nobody_knows_is_not_found(self, officer: Client) -> None:
        assert officer.get("/office/rounds/999/").status_code == 404
        assert officer.get("/office/rounds/new/no-such-programme/").status_code == 404

    def test_lay_down_a_round(self, officer: Client) -> None:
        values = form_values(officer.get(NEW))
        assert (values["min_conditions"], values["limit_joint"], values["seats"]) == (2, 10, 5)
        values |= {
            "title": "2026 年度第三批（示例）",
            "opens_on": "2026-10-12",
            "closes_on": "2026-11-13",
            "pass_mark": "62.5",
            "limit_joint": "12",
        }
        response = officer.post(NEW, values)
        made = Round.objects.get()
        assert (response.status_code, response.url) == (302, f"/office/rounds/{made.pk}/")
        assert made.overrides == {"pass_mark": "62.5", "limits": {"joint": 12}}
        page = words(officer.get(response.url))
        assert "批次已设立" in page
        assert "市级联合复核 12 个工作日 本批次调整 示例" in page
        assert "专家评审合格分 62.5" in page

        again = officer.post(NEW, values)
        assert again.status_code == 200
        assert "已有名为“2026 年度第三批（示例）”的批次" in words(again)
        assert Round.objects.count() == 1, "pressing twice makes no second round"

    def test_tell_what_is_wrong_beside_each_field_and_lose_nothing(self, officer: Client) -> None:
        values = form_values(officer.get(NEW))
        values |= {
            "title": "<b>第四批</b>",
            "opens_on": "2026-10-12",
            "closes_on": "2026-10-01",
            "pass_mark": "60.3",
            "seats": "2",
            "min_conditions": "9",
            "limit_joint": "0",
            "limit_intake": "五",
            "limit_district": "",
        }
        response = officer.post(NEW, values)
        errors = response.context["form"].errors
        assert errors["closes_on"] == ["截止日不能早于开始日 2026-10-12。"]
        assert errors["limit_intake"] == ["请填写数字"]
        assert errors["limit_district"] == ["请填写“区初审”的时限"]
        assert {"pass_mark", "seats", "min_conditions", "limit_joint"} <= set(errors)
        page = response.content.decode()
        assert "&lt;b&gt;第四批&lt;/b&gt;" in page
        assert "<b>第四批" not in page
        assert 'value="60.3"' in page
        assert "错误：" in page.split("</title>")[0]
        assert not Round.objects.exists()

    def test_amend_a_round_and_stop_at_a_stale_page(self, officer: Client, round_: Round) -> None:
        url = f"/office/rounds/{round_.pk}/edit/"
        mine, theirs = form_values(officer.get(url)), form_values(officer.get(url))
        first = officer.post(url, theirs | {"notice_days": "10", "reason": "公示期延长（虚构）"})
        assert first.status_code == 302
        stale = officer.post(url, mine | {"seats": "7", "reason": "增加席位（虚构）"})
        assert stale.status_code == 409
        assert "已于 2026-09-14 10:02 修改过本批次" in words(stale)
        kept = form_values(stale)
        assert (kept["seats"], kept["reason"]) == ("7", "增加席位（虚构）")
        assert Round.objects.get().overrides == {"notice_days": 10}

        officer.post(url, kept)
        assert Round.objects.get().overrides == {"seats": 7}
        page = words(officer.get(f"/office/rounds/{round_.pk}/"))
        assert page.count("李主办（虚构） · 修改批次") == 2
        assert "增加席位（虚构） 政策参数已调整" in page

    def test_show_why_a_frozen_round_is_locked_and_extend_it(self, cast: Cast, officer: Client) -> None:
        round_ = docket.at("intake", cast).round
        url = f"/office/rounds/{round_.pk}/edit/"
        page = officer.get(url)
        assert "政策参数已冻结" in words(page)
        assert set(page.context["form"].fields) == {"version", "closes_on", "reason"}

        early = officer.post(url, form_values(page) | {"closes_on": "2026-09-20", "reason": "缩短"})
        assert "截止日只能延后" in words(early)
        officer.post(url, form_values(page) | {"closes_on": "2026-12-31", "reason": "延期通知（虚构）"})
        assert Round.objects.get().closes_on == date(2026, 12, 31)
        assert "申报截止日：" in words(officer.get(f"/office/rounds/{round_.pk}/"))

    def test_a_round_frozen_while_the_form_was_open_says_so(
        self, cast: Cast, officer: Client, round_: Round
    ) -> None:
        url = f"/office/rounds/{round_.pk}/edit/"
        values = form_values(officer.get(url)) | {"seats": "7", "reason": "增加席位（虚构）"}
        Round.objects.filter(pk=round_.pk).update(frozen_at="2026-09-14T10:00:00+08:00")
        response = officer.post(url, values)
        assert response.status_code == 200, "the extension form now stands there"
        assert "政策参数已冻结" in words(response)
        assert Round.objects.get().overrides == {}

    def test_keep_what_was_typed_when_the_session_had_ended(self, cast: Cast, officer: Client) -> None:
        page = officer.get(NEW).content.decode()
        token = page.split('name="form_owner" value="')[1].split('"')[0]
        officer.logout()
        away = officer.post(NEW, {"form_owner": token, "title": "会话已过期的批次（示例）", "seats": "7"})
        assert away.status_code == 302
        officer.force_login(cast["officer"])
        back = officer.get(NEW)
        assert back.context["form"]["title"].value() == "会话已过期的批次（示例）"
        assert "已恢复您退出前填写的内容" in words(back)


class TestARoundAtAGlance:
    def test_counts_by_status_and_step_and_says_who_holds_what(self, cast: Cast, officer: Client) -> None:
        robot = docket.at("joint_opinion", cast, "robot")
        docket.at("intake", cast, "chip")
        docket.at("intake", cast, "pharma").withdraw("重组（虚构）")
        round_ = robot.round
        item = robot.item("joint_opinion", unit="SH-FGW")
        WorkItem.objects.filter(pk=item.pk).update(owner=cast["fgw"])

        assert {s: n for s, n in overview.by_status(round_).items() if n} == {
            "submitted": 1,
            "accepted": 1,
            "withdrawn": 1,
        }
        assert [(s.node, s.cases) for s in overview.by_step(round_)] == [("intake", 1), ("joint_opinion", 1)]
        held = overview.holdings([robot.case])[robot.case.pk]
        assert len(held) == 5
        assert {(h.unit, h.holder) for h in held} >= {
            ("示例市发展和改革委员会（虚构）", "赵复核（虚构）"),
            ("示例市税务局（虚构）", ""),
        }
        page = words(officer.get(f"/office/rounds/{round_.pk}/"))
        assert "已提交 3 另有 0 家正在填写" in page
        assert "未办结 2 件" in page
        assert "，共 5 处" in page

    def test_finds_what_is_late_once_the_day_is_certain(self, cast: Cast, officer: Client) -> None:
        tale = docket.at("intake", cast)
        round_, due = tale.round, tale.item("intake").due_at
        with at(f"{due:%Y-%m-%d} 12:00"):
            assert overview.late_cases(round_) == 0
        after = calendar.add_working_days(due.date(), 2)
        with at(f"{after} 12:00"):
            assert overview.late_cases(round_) == 1
            assert [s.late for s in overview.by_step(round_)] == [1]
            page = officer.get(f"/office/rounds/{round_.pk}/?late=1")
            assert "上海云岚示例智能装备有限公司（虚构）" in words(page)
            assert "已超期 2 个工作日" in words(page)
            WorkItem.objects.get(closed_at=None).deadline.__class__.objects.update(provisional=True)
            assert overview.late_cases(round_) == 0, "nothing is late on days that are not certain"

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("q=云岚", ["robot"]),
            ("q=CJ2026-00002", ["chip"]),
            ("status=accepted", ["robot"]),
            ("step=intake", ["pharma", "chip"]),
            ("place=310112", ["pharma"]),
            ("place=LG", ["chip"]),
            ("late=1", ["pharma", "chip", "robot"]),
            ("status=draft&step=&place=%27&q=", ["pharma", "chip", "robot"]),
            ("q=%00云岚", ["robot"]),
            ("step=no_such_step", []),
        ],
    )
    def test_narrows_its_cases(self, cast: Cast, officer: Client, query: str, found: list[str]) -> None:
        docket.at("district_opinion", cast, "robot")
        docket.at("intake", cast, "chip")
        last = docket.at("intake", cast, "pharma")
        rows = officer.get(f"/office/rounds/{last.round.pk}/?{query}").context["rows"]
        names = {cast.company(key)[0].name: key for key in ("robot", "chip", "pharma")}
        assert [names[case.holder_name] for case, _held in rows] == found

    def test_counts_drafts_and_shows_none(self, cast: Cast, officer: Client) -> None:
        tale = docket.QuickTale("draft", cast, company="robot", span=5)
        tale.draft()
        page = words(officer.get(f"/office/rounds/{tale.round.pk}/"))
        assert "已提交 0 另有 1 家正在填写" in page
        assert "上海云岚示例智能装备有限公司" not in page
        assert officer.get(f"/office/cases/{tale.case.pk}/").status_code == 404

    def test_costs_the_same_at_one_case_and_at_three(self, cast: Cast, officer: Client) -> None:
        round_ = docket.at("joint_opinion", cast, "robot").round
        url = f"/office/rounds/{round_.pk}/"
        alone, listed = queries(officer, url), queries(officer, "/office/")
        docket.at("intake", cast, "chip")
        docket.at("district_opinion", cast, "pharma")
        rounds.create(PROGRAMME, a_plan(), by=cast["officer"])
        assert queries(officer, url) == alone <= 22
        assert queries(officer, "/office/") == listed <= 10
