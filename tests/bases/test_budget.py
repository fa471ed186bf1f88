"""Money: never more than a line holds, never before the start, never without a voucher; sums to the cent."""

from datetime import date
from decimal import Decimal

import pytest

from bases import budget, projects
from tests.factories.bases import Team, paper
from tests.factories.workflows import at, reload
from workflows import audit

from .test_partners import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    team = Team()
    team.project = team.started()  # type: ignore[attr-defined]
    return team


def spend(team: Team, item: str, amount: str, day: date, by=None):
    line = team.project.budget.get(item=item)  # type: ignore[attr-defined]
    return budget.spend(line, amount=Decimal(amount), spent_on=day, voucher=paper(), by=by or team.clerk)


def test_sums_by_source_and_year(team) -> None:
    with at("2027-02-10 09:00"):
        spend(team, "场地改造", "7999999.99", date(2026, 9, 1))
        spend(team, "场地改造", "0.01", date(2027, 1, 5))
        spend(team, "工艺设备", "4700000.00", date(2026, 10, 1))
    sums = budget.by_source(team.project)
    assert [(s.label, s.planned, s.spent) for s in sums] == [
        ("学校", Decimal("16000000.00"), Decimal("8000000.00")),
        ("企业", Decimal("18800000.00"), Decimal("4700000.00")),
        ("财政", Decimal("0.00"), Decimal("0.00")),
        ("其他", Decimal("0.00"), Decimal("0.00")),
    ]
    assert [s.percent for s in sums] == [Decimal("50.0"), Decimal("25.0"), Decimal(0), Decimal(0)]
    whole = budget.total(sums)
    assert (whole.planned, whole.spent, whole.left) == (
        Decimal("34800000.00"),
        Decimal("12700000.00"),
        Decimal("22100000.00"),
    )
    assert [(s.key, s.planned, s.spent) for s in budget.by_year(team.project)] == [
        ("2026", Decimal("26800000.00"), Decimal("12699999.99")),
        ("2027", Decimal("8000000.00"), Decimal("0.01")),
    ]
    assert [(s.label, s.spent) for s in budget.by_source(team.project, year=2027)][:2] == [
        ("学校", Decimal("0.01")),
        ("企业", Decimal("0.00")),
    ]
    assert [(line.item, s.spent) for line, s in budget.with_spent(team.project)] == [
        ("场地改造", Decimal("8000000.00")),
        ("工艺设备", Decimal("4700000.00")),
        ("课程开发", Decimal("0.00")),
    ]


def test_a_line_holds_what_was_approved_and_no_cent_more(team) -> None:
    with at("2026-10-01 09:00"):
        spend(team, "课程开发", "7000000.00", date(2026, 9, 1))
        with refused("over") as caught:
            spend(team, "课程开发", "1000000.01", date(2026, 9, 2))
        assert caught.value.message == (
            "超出该项预算：余额 1,000,000.00 元（100.00 万元）。请核对金额，或先申请预算变更。"
        )
        row = spend(team, "课程开发", "1000000.00", date(2026, 9, 2))
    assert budget.spent_of(row.line) == Decimal("8000000.00")
    assert str(row) == "2027 · 学校 · 课程开发 · 1000000.00"


@pytest.mark.parametrize(
    ("amount", "day", "code"),
    [
        ("0", date(2026, 9, 1), "amount"),
        ("1", date(2026, 7, 1), "early"),
        ("1", date(2026, 10, 2), "future"),
    ],
)
def test_what_cannot_be(team, amount: str, day: date, code: str) -> None:
    with at("2026-10-01 09:00"), refused(code):
        spend(team, "课程开发", amount, day)


def test_only_the_school_enters_and_only_while_building(team) -> None:
    with at("2026-10-01 09:00"):
        for person in (team.friend, team.stranger):
            with refused("forbidden"):
                spend(team, "课程开发", "1", date(2026, 9, 1), by=person)
        projects.accept(team.project, by=None)
        with refused("closed"):
            spend(team, "课程开发", "1", date(2026, 9, 1))


def test_a_cancelled_entry_stays_readable_and_no_longer_counts(team) -> None:
    with at("2026-10-01 09:00"):
        row = spend(team, "课程开发", "8000000.00", date(2026, 9, 1))
        with refused("reason"):
            budget.cancel(row, reason=" ", by=team.clerk)
        with refused("forbidden"):
            budget.cancel(row, reason="重复", by=team.friend)
        row = budget.cancel(row, reason="重复登记", by=team.clerk)
        with refused("done"):
            budget.cancel(row, reason="再作废", by=team.clerk)
        assert (row.amount, row.cancel_reason) == (Decimal("8000000.00"), "重复登记")
        assert budget.spent_of(row.line) == Decimal("0.00")
        spend(team, "课程开发", "8000000.00", date(2026, 9, 1))
    actions = [entry.action for entry in audit.history(team.base.audit_chain)][-3:]
    assert actions == ["spending.entered", "spending.cancelled", "spending.entered"]


def test_a_granted_change_of_the_budget(team) -> None:
    line = team.project.budget.get(item="课程开发")
    with at("2026-10-01 09:00"):
        spend(team, "课程开发", "3000000.00", date(2026, 9, 1))
    with refused("spent"):
        budget.revise(line, planned=Decimal("2999999.99"), by=None, reason="x")
    assert budget.revise(line, planned=Decimal("3000000.00"), by=None, reason="调剂").planned == 3_000_000
    new = budget.add_line(
        team.project,
        source="public",
        year=2027,
        item="专项补助",
        planned=Decimal("500.00"),
        by=None,
        reason="财政下达",
    )
    assert budget.by_source(team.project)[2].planned == Decimal("500.00")
    rows = list(audit.history(team.base.audit_chain))[-2:]
    assert rows[0].data == {"line": line.pk, "before": "8000000.00", "after": "3000000.00"}
    assert rows[1].data == {"line": new.pk, "planned": "500.00"}
    assert reload(line).planned == Decimal("3000000.00")
