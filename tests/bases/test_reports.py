"""The yearly report: prefilled from what is on record, confirmed by every partner, then filed."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.roles import Role
from bases import budget, milestones, partners, reports
from bases.models import ReportStatus, YearReport
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.bases import Team, paper
from tests.factories.workflows import at, reload
from workflows import audit

from .test_partners import refused

pytestmark = pytest.mark.django_db
WORDS = {
    "students": 210,
    "teachers": 18,
    "progress": "平台建成，首批学生进驻。",
    "problems": "",
    "next_steps": "开发课程。",
}


@pytest.fixture
def team() -> Team:
    team = Team()
    team.project = team.started()  # type: ignore[attr-defined]
    with at("2026-12-20 09:00"):
        milestones.reach(
            team.project.milestones.first(),  # type: ignore[attr-defined]
            done_on=date(2026, 12, 18),
            result="工位 84 个",
            evidence=paper(),
            by=team.clerk,
        )
        line = team.project.budget.get(item="工艺设备")  # type: ignore[attr-defined]
        budget.spend(
            line, amount=Decimal("4700000"), spent_on=date(2026, 11, 1), voucher=paper(), by=team.clerk
        )
    return team


def circulated(team) -> YearReport:
    with at("2027-01-10 09:00"):
        report = reports.open_(team.project, 2026, by=team.clerk)
        report = reports.write(report, by=team.clerk, **WORDS)
        return reports.circulate(report, by=team.clerk)


def test_from_draft_to_filed(team) -> None:
    report = circulated(team)
    assert (report.status, len(report.version)) == ("confirming", 64)
    assert report.figures == {
        "milestones": [
            {
                "title": "建成工艺实训平台",
                "kpi": "工位不少于 80 个",
                "due_on": "2026-12-31",
                "done_on": "2026-12-18",
                "result": "工位 84 个",
            }
        ],
        "sources": [
            {"label": "学校", "planned": "8000000.00", "spent": "0.00"},
            {"label": "企业", "planned": "18800000.00", "spent": "4700000.00"},
            {"label": "财政", "planned": "0.00", "spent": "0.00"},
            {"label": "其他", "planned": "0.00", "spent": "0.00"},
        ],
        "planned": "26800000.00",
        "spent": "4700000.00",
    }
    with refused("unconfirmed") as caught:
        reports.file(report, by=team.clerk)
    assert caught.value.message == f"以下合作单位尚未同意：{team.partner.organisation.name}。"
    said = reports.answer(report, team.partner, report.version, agrees=True, note="", by=team.friend)
    assert str(said) == f"{report} · {team.partner}"
    with at("2027-01-20 09:00"):
        filed = reports.file(report, by=team.clerk)
    assert (filed.status, filed.filed_by, str(filed.filed_at.date())) == ("filed", team.clerk, "2027-01-20")
    assert reports.filed(team.project, 2026)
    actions = [entry.action for entry in audit.history(team.base.audit_chain)][-4:]
    assert actions == ["report.written", "transition:circulate", "report.answered", "transition:file"]


def test_taken_back_every_word_is_asked_anew(team) -> None:
    report = circulated(team)
    first = report.version
    reports.answer(report, team.partner, first, agrees=True, note="", by=team.friend)
    report = reports.take_back(report, by=team.clerk)
    assert (report.status, report.version) == (ReportStatus.DRAFT, "")
    with refused("not_allowed"):
        reports.file(report, by=team.clerk)
    report = reports.write(report, by=team.clerk, **WORDS | {"students": 211})
    report = reports.circulate(report, by=team.clerk)
    assert report.version != first
    assert reports.unconfirmed(report) == [team.partner]
    with refused("stale"):
        reports.answer(report, team.partner, first, agrees=True, note="", by=team.friend)


def test_a_partner_that_disagrees_stops_it(team) -> None:
    report = circulated(team)
    with refused("reason"):
        reports.answer(report, team.partner, report.version, agrees=False, note=" ", by=team.friend)
    reports.answer(report, team.partner, report.version, agrees=False, note="支出不实", by=team.friend)
    with refused("unconfirmed"):
        reports.file(report, by=team.clerk)
    with refused("done"):
        reports.answer(report, team.partner, report.version, agrees=True, note="", by=team.friend)


def test_who_answers_and_who_writes(team) -> None:
    report = circulated(team)
    for person in (team.clerk, team.stranger):
        with refused("forbidden"):
            reports.answer(report, team.partner, report.version, agrees=True, note="", by=person)
    other = Team()
    other.confirmed()
    with refused("not_found"):
        reports.answer(report, other.partner, report.version, agrees=True, note="", by=other.friend)
    for act in (
        lambda: reports.write(report, by=team.friend, **WORDS),
        lambda: reports.circulate(report, by=team.friend),
        lambda: reports.take_back(report, by=team.friend),
        lambda: reports.open_(team.project, 2026, by=team.friend),
    ):
        with refused("forbidden"):
            act()
    with refused("closed"):
        reports.write(report, by=team.clerk, **WORDS)


def test_which_years_are_due(team) -> None:
    with at("2026-12-31 09:00"):
        assert reports.due_years(team.project) == [2026]
        for year in (2025, 2027):
            with refused("year"):
                reports.open_(team.project, year, by=team.clerk)
    with at("2031-01-01 09:00"):
        assert reports.due_years(team.project) == [2029, 2028, 2027, 2026]
        report = reports.open_(team.project, 2028, by=team.clerk)
        assert reports.open_(team.project, 2028, by=team.clerk) == report
        with refused("empty"):
            reports.circulate(report, by=team.clerk)
    assert str(report) == f"{team.project} · 2028"


def test_a_new_partner_has_to_agree_once_it_has_confirmed(team) -> None:
    report = circulated(team)
    reports.answer(report, team.partner, report.version, agrees=True, note="", by=team.friend)
    new = partners.join(
        team.base,
        OrganisationFactory(),
        role="trainer",
        share=Decimal(5),
        duties="岗位",
        by=None,
        reason="增补",
    )
    assert reports.unconfirmed(reload(report)) == []
    partners.confirm(new, new.version, by=member(Role.CLERK, new.organisation))
    assert reports.unconfirmed(reload(report)) == [new]
