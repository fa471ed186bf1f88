"""The construction from approval to its end: terms, standstill, extension, rectification, leaving, paying back."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.roles import Role
from bases import milestones, projects, recovery
from bases.models import ProjectStatus
from tests.factories.accounts import member
from tests.factories.bases import Team, paper
from tests.factories.workflows import at, reload
from workflows import audit

from .test_partners import refused

pytestmark = pytest.mark.django_db


def test_approval_opens_the_construction() -> None:
    team = Team()
    project = team.started()
    assert (project.status, project.is_running, list(project.years)) == (
        "under_construction",
        True,
        [2026, 2027, 2028, 2029],
    )
    assert [(row.year, row.title) for row in project.milestones.all()] == [
        (2026, "建成工艺实训平台"),
        (2027, "课程开发"),
        (2029, "规模达标"),
    ]
    assert sum(line.planned for line in project.budget.all()) == Decimal("34800000.00")
    entry = audit.history(team.base.audit_chain).last()
    assert (entry.action, entry.data["due_on"], entry.actor) == ("project.started", "2029-07-01", None)
    with refused("twice"):
        team.base.refresh_from_db()
        projects.start(
            team.base,
            number="x",
            starts_on=date(2026, 1, 1),
            due_on=date(2027, 1, 1),
            goals=(),
            budget=(),
            by=None,
        )


def test_days_of_standstill_are_added() -> None:
    project = Team().started()
    with at("2027-03-01 09:00"):
        project = projects.suspend(project, reason="场地改造", by=None)
        assert (project.status, project.is_running) == ("suspended", False)
        with refused("not_allowed"):
            projects.suspend(project, reason="再停", by=None)
        with refused("not_allowed"):
            projects.extend(project, until=date(2030, 1, 1), reason="r", by=None)
    with at("2027-05-10 09:00"):
        project = projects.resume(project, by=None)
    assert (project.status, project.due_on) == ("under_construction", date(2029, 9, 9))  # 70 days
    row = project.suspensions.get()
    assert (row.starts_on, row.ends_on, str(row)) == (
        date(2027, 3, 1),
        date(2027, 5, 10),
        f"{project} · 2027-03-01",
    )


def test_one_extension() -> None:
    project = Team().started()
    officer = member(Role.OFFICER, "SH-JW")
    with refused("earlier"):
        projects.extend(project, until=date(2029, 7, 1), reason="r", by=officer)
    project = projects.extend(project, until=date(2030, 7, 1), reason="设备到货延误", by=officer)
    assert (project.due_on, project.extensions) == (date(2030, 7, 1), 1)
    row = project.extension_rows.get()
    assert (row.due_before, row.reason, str(row)) == (
        date(2029, 7, 1),
        "设备到货延误",
        f"{project} · 2030-07-01",
    )
    with refused("too_often"):
        projects.extend(project, until=date(2031, 7, 1), reason="r", by=officer)
    assert projects.extend(project, until=date(2031, 7, 1), reason="r", by=officer, most=2).extensions == 2


def test_a_failed_acceptance_is_put_right_once() -> None:
    team = Team()
    project = team.started()
    project = projects.rectify(project, until=date(2030, 1, 1), by=None, reason="设备未到位")
    assert (project.status, project.rectify_by, project.is_running) == ("rectifying", date(2030, 1, 1), True)
    with refused("not_allowed"):
        projects.rectify(project, until=date(2031, 1, 1), by=None, reason="again")
    assert not projects.unsettled(team.base.school_id)
    with at("2030-01-10 09:00"):
        project = projects.fail(project, by=None, reason="仍不合格")
    assert (project.status, project.ended_on) == ("failed", date(2030, 1, 10))
    assert projects.unsettled(team.base.school_id)
    with refused("not_allowed"):
        projects.accept(project, by=None)
    with at("2030-02-10 09:00"):
        project = projects.withdraw(project, by=None, reason="验收未通过")
    assert (project.status, project.ended_on) == ("withdrawn", date(2030, 1, 10))
    assert not projects.unsettled(team.base.school_id)


def test_accepted_then_gone() -> None:
    project = Team().started()
    with at("2029-06-20 09:00"):
        project = projects.accept(project, by=None)
    assert (project.status, project.ended_on) == ("accepted", date(2029, 6, 20))
    assert projects.withdraw(project, by=None, reason="学校申请退出").status == ProjectStatus.WITHDRAWN


def test_leaving_ends_a_standstill() -> None:
    project = Team().started()
    with at("2027-03-01 09:00"):
        project = projects.suspend(project, reason="停", by=None)
    with at("2027-04-01 09:00"):
        projects.withdraw(project, by=None, reason="退出")
    assert project.suspensions.get().ends_on == date(2027, 4, 1)


def test_the_database_refuses_an_end_before_the_start() -> None:
    project = Team().started()
    project.due_on = date(2026, 7, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        project.save()


def test_reaching_a_milestone() -> None:
    team = Team()
    first, second, _third = team.started().milestones.all()
    with at("2026-12-20 09:00"):
        assert first.state(date(2026, 12, 31)) == "open"
        for day, code in ((date(2026, 12, 21), "future"), (date(2026, 7, 1), "early")):
            with refused(code):
                milestones.reach(first, done_on=day, result="x", evidence=paper(), by=team.clerk)
        with refused("forbidden"):
            milestones.reach(first, done_on=date(2026, 12, 18), result="x", evidence=paper(), by=team.friend)
        row = milestones.reach(
            first,
            done_on=date(2026, 12, 18),
            result="工位 84 个",
            evidence=paper("验收单.pdf"),
            by=team.clerk,
        )
        assert (row.state(date(2027, 1, 1)), row.result, row.evidence_name, str(row)) == (
            "done",
            "工位 84 个",
            "验收单.pdf",
            "建成工艺实训平台",
        )
        with refused("done"):
            milestones.reach(row, done_on=date(2026, 12, 18), result="x", evidence=paper(), by=team.clerk)
        with refused("done"):
            milestones.move(row, due_on=date(2027, 1, 1), by=None, reason="x")
    assert second.state(date(2028, 1, 1)) == "late"
    assert milestones.late(second.project, date(2028, 1, 1)) == [second]
    entry = audit.history(team.base.audit_chain).last()
    assert (entry.action, entry.data["sha256"]) == ("milestone.reached", row.evidence.sha256)


def test_no_milestone_is_reached_while_work_stands_still() -> None:
    team = Team()
    project = team.started()
    with at("2027-03-01 09:00"):
        projects.suspend(project, reason="停", by=None)
        with refused("closed") as caught:
            milestones.reach(
                project.milestones.first(),
                done_on=date(2027, 2, 1),
                result="x",
                evidence=paper(),
                by=team.clerk,
            )
    assert caught.value.message == "建设项目当前为“已暂停”，不能登记。"


def test_moving_a_milestone() -> None:
    _first, second, _third = Team().started().milestones.all()
    for day in (date(2026, 7, 1), date(2029, 7, 2)):
        with refused("term"):
            milestones.move(second, due_on=day, by=None, reason="x")
    row = milestones.move(
        second, due_on=date(2028, 6, 30), by=None, reason="课程审批延后", kpi="校企课程不少于 5 门"
    )
    assert (row.year, row.title, row.kpi) == (2028, "课程开发", "校企课程不少于 5 门")
    entry = audit.history(row.project.audit_chain).last()
    assert (entry.data["before"]["due_on"], entry.data["after"]["due_on"]) == ("2027-12-31", "2028-06-30")


def test_recovery_comes_in_parts() -> None:
    project = Team().started()
    officer = member(Role.OFFICER, "SH-JW")
    terms = {"due_on": date(2028, 3, 31), "reason": "挪用专项经费", "source": "沪教基〔2027〕第 3 号"}
    with refused("open"):
        recovery.order(project, amount=Decimal("100.00"), by=officer, **terms)
    with at("2027-12-01 09:00"):
        projects.withdraw(project, by=officer, reason="挪用专项经费")
        with refused("amount"):
            recovery.order(project, amount=Decimal(0), by=officer, **terms)
        row = recovery.order(project, amount=Decimal("1200000.00"), by=officer, **terms)
        with refused("twice"):
            recovery.order(project, amount=Decimal(1), by=officer, **terms)
        for amount in (Decimal(0), Decimal("1200000.01")):
            with refused("amount"):
                recovery.repay(row, amount=amount, paid_on=date(2027, 12, 1), by=officer)
        with refused("future"):
            recovery.repay(row, amount=Decimal(1), paid_on=date(2027, 12, 2), by=officer)
    with at("2028-02-10 09:00"):
        paid = recovery.repay(
            row, amount=Decimal("800000.00"), paid_on=date(2028, 2, 9), by=officer, note="国库回单"
        )
    assert (recovery.recovered(row), recovery.outstanding(row)) == (
        Decimal("800000.00"),
        Decimal("400000.00"),
    )
    assert (str(row), str(paid)) == (f"{reload(project)} · 1200000.00", "2028-02-09 · 800000.00")
