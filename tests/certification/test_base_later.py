"""When a base may be accepted, changed or let go; and the screens that begin it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from bases import milestones, projects
from bases.joint import joint_text
from certification import registry
from certification.domain import (
    follow_ups,
    intake,
    rounds,
)
from certification.models import Application, FollowUp
from certification.programmes import base_effects
from certification.stories import base_papers
from certification.stories.bases import BEGUN
from tests.factories.accounts import member
from tests.factories.bases import Team, paper
from tests.factories.certification import TODAY, stage
from tests.factories.workflows import at, reload
from workflows import clock
from workflows.errors import Refused

from .test_programme_bases import SwiftBase, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def draft(team: Team, slug: str, typed: dict[str, Any]) -> Application:
    """A later case about the team's base, filled in."""
    programme = registry.get(slug)
    by = member(Role.OFFICER, programme.lead_unit) if programme.opener == "office" else team.clerk
    case = intake.start_draft(
        rounds.all_year(programme),
        team.base.school,
        by=by,
        base=team.base,
        subject=f"base/{team.base.pk}",
        holder_name=team.base.name,
    )
    for section, said in typed.items():
        intake.save_section(case, section, said, by=by, version=0)
    return reload(case)


def barriers(team: Team, slug: str, typed: dict[str, Any]) -> dict[str, str]:
    """Codes of the rules that fail, with what they found."""
    case = draft(team, slug, typed)
    return {r["code"]: r["value"] for r in case.eligibility["results"] if not r["passed"]}


def test_before_the_approval_nothing_may_follow() -> None:
    team = Team()
    found = barriers(team, "base-d2-acceptance", base_papers.acceptance())
    assert {found[code] for code in ("running", "in_time", "reported")} == {"尚未立项"}
    assert barriers(team, "base-d2-change", base_papers.change("suspension", "x")) == {
        "changeable": "尚未立项"
    }


def test_what_acceptance_waits_for() -> None:
    team = Team()
    team.started()
    with at("2028-12-31 09:00"):
        found = barriers(team, "base-d2-acceptance", base_papers.acceptance())
    assert found == {
        "in_time": "2029-01-01 起可以申请",
        "reached": "未完成 3 个",
        "reported": "缺 2027、2026 年度",
        "midterm": "未通过",
    }


def test_while_rectifying_the_term_counts() -> None:
    team = Team()
    project = team.started()
    with at("2029-03-01 09:00"):
        projects.rectify(project, until=date(2029, 9, 1), by=None, reason="x")
    with at("2029-09-01 09:00"):
        assert "in_time" not in barriers(team, "base-d2-acceptance", base_papers.acceptance())
    with at("2029-09-02 09:00"):
        case = Application.objects.get()
        intake.save_section(
            case, "acceptance", base_papers.acceptance()["acceptance"], by=team.clerk, version=1
        )
        found = {r["code"]: r["passed"] for r in reload(case).eligibility["results"]}
        assert found["in_time"] is False


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "resumption"}, "建设项目为“建设中”"),
        ({"kind": "suspension"}, None),
        ({"kind": "leader", "leader": "甲", "leader_post": "乙"}, None),
        ({"kind": "budget"}, "0 项"),
        ({"kind": "milestone", "_milestones": [{"title": "无此项", "due_on": "2027-01-01"}]}, "没有或已完成：无此项"),
        (
            {"kind": "milestone", "_milestones": [{"title": "课程开发", "due_on": "2030-01-01"}]},
            "不在建设期内：课程开发",
        ),
        ({"kind": "milestone", "_milestones": [{"title": "课程开发", "due_on": "2028-01-01"}]}, None),
        ({"kind": "extension", "until": "2030-07-01"}, None),
        ({"kind": "extension", "until": "2030-07-02"}, "延至 2030-07-02，最迟 2030-07-01"),
        ({"kind": "extension", "until": "2029-07-01"}, "延至 2029-07-01，最迟 2030-07-01"),
    ],
)  # fmt: skip
def test_a_change_fits_how_the_construction_stands(typed: dict[str, Any], said: str | None) -> None:
    team = Team()
    team.started()
    found = barriers(team, "base-d2-change", base_papers.change(typed.pop("kind"), "理由", **typed))
    assert found == ({"changeable": said} if said else {})


def test_a_change_of_partners_names_those_there_are() -> None:
    team, other = Team(), Team()
    team.started()
    own, new = team.partner.organisation.code, other.partner.organisation.code
    terms = {"role": "lead", "share": "40", "duties": "设备"}

    def said(**fields: Any) -> str:
        case = draft(team, "base-d2-change", {})
        typed = base_papers.change("partner", "理由", **fields)["change"]
        version = case.dossier.get("change", {}).get("version", 0)
        intake.save_section(case, "change", typed, by=team.clerk, version=version)
        (result,) = reload(case).eligibility["results"]
        return "" if result["passed"] else str(result["value"])

    assert said(leaving=new) == "退出的企业不是合作单位"
    assert said(leaving=own) == "至少保留一家合作企业"
    assert said(joining=own, **terms) == "加入的企业已是合作单位"
    assert said(leaving=own, joining=new, **terms) == ""


def test_an_extension_is_granted_once() -> None:
    team = Team()
    projects.extend(team.started(), until=date(2030, 1, 1), by=None, reason="x")
    found = barriers(team, "base-d2-change", base_papers.change("extension", "再延", until="2030-06-01"))
    assert found == {"changeable": "已延长过一次"}


@pytest.mark.parametrize(
    ("typed", "beside"),
    [
        ({"kind": "partner"}, "joining"),
        ({"kind": "partner", "joining": "91310115000000019M"}, "role"),
        ({"kind": "leader", "leader": "甲"}, "leader_post"),
        ({"kind": "extension"}, "until"),
        ({"kind": "name"}, "name"),
        ({"kind": "partner", "leaving": "123"}, "leaving"),
    ],
)
def test_each_kind_of_change_asks_for_its_own(typed: dict[str, str], beside: str) -> None:
    form = registry.get("base-d2-change").section("change").form({"details": "理由", **typed})
    assert beside in form.errors


def test_a_recovery_has_its_day() -> None:
    form_class = registry.get("base-d2-exit").section("grounds").form
    said = base_papers.grounds("misuse", "x", date(2026, 11, 1), "100")["grounds"]["fields"]
    assert list(form_class(said).errors) == ["recover_by"]
    assert form_class({**said, "recover_amount": ""}).errors == {}


def test_a_milestone_is_reached_before_it_is_reported() -> None:
    tale = SwiftBase("test", stage(), company="chip-base", span=400)
    tale.apply()
    tale.review()
    tale.judge()
    tale.conclude()
    goal = tale.project.milestones.first()
    assert goal is not None
    with at(f"{goal.due_on} 09:00"):
        follow_ups.open_all()
        row = FollowUp.objects.get(kind="milestone")
        follow_ups.save(row, {"fields": base_papers.REPORTS["milestone"], "tables": {}}, by=tale.clerk)
        with pytest.raises(Refused) as caught:
            follow_ups.file(row, by=tale.clerk)
        assert caught.value.message == "请先在基地页面登记里程碑完成情况并上传佐证材料。"
        milestones.reach(goal, done_on=goal.due_on, result="达到", evidence=paper(), by=tale.clerk)
        shown = follow_ups.shown(reload(row))
        assert follow_ups.file(row, by=tale.clerk).status == "filed"
        assert shown.form.data["result"] == base_papers.REPORTS["milestone"]["result"]


def test_a_recognised_base_that_leaves_loses_its_certificate() -> None:
    tale = told("base-college")
    tale._span += 30
    tale.moment = tale.moment.replace(year=2026, month=11, day=2)
    held = tale.certificate
    typed = base_papers.grounds("misuse", "挪用专项资金。", tale.moment.date())
    tale.leave(typed, statement="请求从轻处理。", reason="事实清楚，撤销认定。")
    held.refresh_from_db()
    assert (held.status, tale.project.status) == ("revoked", "withdrawn")
    assert held.ended_reason == "挪用、套取建设资金：事实清楚，撤销认定。"
    assert not hasattr(tale.project, "recovery")


def test_one_rectification_and_no_failure_before_it() -> None:
    team = Team()
    project = team.started()
    case = SimpleNamespace(base_id=team.base.pk, base=team.base)
    assert base_effects.rectified_already(case) == ""
    assert base_effects.not_rectified_yet(case) == "首次验收未通过的，应先限期整改。"
    projects.rectify(project, until=date(2029, 9, 1), by=None, reason="x")
    assert base_effects.rectified_already(case) == "该基地已整改过一次，不能再次限期整改。"
    assert base_effects.not_rectified_yet(case) == ""


def test_effects_that_meet_nothing_refuse() -> None:
    with pytest.raises(Refused, check=lambda error: error.code == "not_found"):
        base_effects.base_of(SimpleNamespace(base=None))
    with pytest.raises(Refused, check=lambda error: error.code == "not_allowed"):
        base_effects.project_of(SimpleNamespace(base_id=0))


@pytest.mark.parametrize(
    ("kind", "fields", "tables"),
    [
        ("partner", {"leaving": "X", "joining": ""}, {}),
        ("partner", {"leaving": "", "joining": "X"}, {}),
        ("milestone", {}, {"milestones": [{"title": "无此项", "due_on": date(2027, 1, 1), "kpi": ""}]}),
    ],
)
def test_a_change_of_what_is_not_there_is_refused(kind: str, fields: Any, tables: Any) -> None:
    team = Team()
    team.started()
    with pytest.raises(Refused, check=lambda error: error.code == "unknown"):
        base_effects._CHANGES[kind](reload(team.base), fields, tables, None, "x")


def test_a_new_budget_line_by_change() -> None:
    team = Team()
    project = team.started()
    row = {"source": "public", "year": 2027, "item": "专项补助", "planned": Decimal("500.00")}
    base_effects._CHANGES["budget"](reload(team.base), {}, {"budget": [row]}, None, "财政下达")
    assert project.budget.get(item="专项补助").planned == Decimal("500.00")


def test_partners_confirm_the_dossier_itself() -> None:
    tale = SwiftBase("test", stage(), company="chip-base", span=10)
    before = joint_text(tale.base).version
    tale.draft(sections=BEGUN)
    text = joint_text(tale.base)
    assert text.version != before
    titles = [part.title for part in text.parts]
    assert titles == [
        "基地",
        "合作分工",
        "申报书：基地基本信息",
        "申报书：合作单位与协议",
        "申报书：场地设备",
    ]
    rows = dict(text.parts[3].rows)
    assert rows["合作单位 1"].startswith("企业名称：申芯示例半导体（上海）有限公司（虚构）；")
    tale.ask()
    tale.confirm()
    with at("2026-11-24 16:00"):
        case = tale.case
        typed = {**case.dossier["site"]}
        typed["fields"] = {**typed["fields"], "stations": "161"}
        intake.save_section(case, "site", typed, by=tale.clerk, version=1)
    assert joint_text(tale.base).version != text.version  # one word changed: everybody is asked again
