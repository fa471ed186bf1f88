"""The approved budget and what was spent of it (预算与支出): never more than a line holds, never without a voucher."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from bases import access, profile
from bases.milestones import demand_running
from bases.models import BudgetLine, Project, Source, Spending
from files.fields import Kept
from ui import formats
from workflows import audit, clock
from workflows.errors import Refused

NOTHING = Decimal("0.00")
_VALID = Q(spending__cancelled_at__isnull=True)


@dataclass(frozen=True)
class Heading:
    """What was planned and what was spent under one heading, in 元."""

    key: str
    label: str
    planned: Decimal
    spent: Decimal

    @property
    def left(self) -> Decimal:
        return self.planned - self.spent

    @property
    def percent(self) -> Decimal:
        """Spent of planned, in percent to one place."""
        if not self.planned:
            return Decimal(0)
        return (self.spent * 100 / self.planned).quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def percent_text(self) -> str:
        return f"{self.percent}%"

    @property
    def planned_wan(self) -> str:
        """Planned in 万元, two places."""
        return f"{formats.wan(self.planned):,}"

    @property
    def spent_wan(self) -> str:
        return f"{formats.wan(self.spent):,}"


@transaction.atomic
def spend(
    line: BudgetLine, *, amount: Decimal, spent_on: date, voucher: Kept, by: User, note: str = ""
) -> Spending:
    """Write down a payment. Raises ``forbidden``, ``closed`` unless the construction is under way, ``amount`` when
    nothing is paid, ``early``/``future`` for an impossible day, and ``over`` when the line does not hold it."""
    base = line.project.base
    access.demand(access.may_edit(by, base))
    profile.lock(base)
    project = Project.objects.get(pk=line.project_id)
    demand_running(project)
    if amount <= 0:
        raise Refused("amount", _("金额应大于 0。"))
    if spent_on > clock.today():
        raise Refused("future", _("支出日期不能晚于今天。"))
    if spent_on < project.starts_on:
        raise Refused("early", _("支出日期不能早于立项日期 %(day)s。") % {"day": project.starts_on})
    left = line.planned - spent_of(line)
    if amount > left:
        raise Refused(
            "over",
            _("超出该项预算：余额 %(left)s。请核对金额，或先申请预算变更。") % {"left": formats.money(left)},
        )
    row = Spending.objects.create(
        line=line,
        amount=amount,
        spent_on=spent_on,
        voucher=voucher.stored,
        voucher_name=voucher.name,
        note=note,
        by=by,
    )
    data = {"spending": row.pk, "line": line.pk, "amount": amount, "sha256": voucher.stored.sha256}
    audit.record(base.audit_chain, "spending.entered", by=by, data=data)
    return row


@transaction.atomic
def cancel(spending: Spending, *, reason: str, by: User) -> Spending:
    """A wrong entry no longer counts; it stays readable. Raises ``forbidden``, ``reason``, ``closed``, ``done``."""
    base = spending.line.project.base
    access.demand(access.may_edit(by, base))
    profile.lock(base)
    row = Spending.objects.select_related("line__project").get(pk=spending.pk)
    demand_running(row.line.project)
    if not reason.strip():
        raise Refused("reason", _("请写明作废原因。"))
    if row.cancelled_at:
        raise Refused("done", _("该笔支出已作废。"))
    row.cancelled_at, row.cancel_reason = clock.now(), reason
    row.save(update_fields=["cancelled_at", "cancel_reason"])
    data = {"spending": row.pk, "amount": row.amount}
    audit.record(base.audit_chain, "spending.cancelled", by=by, reason=reason, data=data)
    return row


@transaction.atomic
def revise(line: BudgetLine, *, planned: Decimal, by: User | None, reason: str) -> BudgetLine:
    """Another amount by a granted change. Raises ``spent`` when more than that is spent already."""
    profile.lock(line.project.base)
    row = BudgetLine.objects.get(pk=line.pk)
    if planned < spent_of(row):
        raise Refused("spent", _("调整后的预算低于已支出金额，不能调整。"))
    before, row.planned = row.planned, planned
    row.save(update_fields=["planned"])
    data = {"line": row.pk, "before": before, "after": planned}
    audit.record(line.project.audit_chain, "budget.revised", by=by, reason=reason, data=data)
    return row


@transaction.atomic
def add_line(
    project: Project, *, source: str, year: int, item: str, planned: Decimal, by: User | None, reason: str
) -> BudgetLine:
    """A new line by a granted change."""
    profile.lock(project.base)
    row = BudgetLine.objects.create(project=project, source=source, year=year, item=item, planned=planned)
    data = {"line": row.pk, "planned": planned}
    audit.record(project.audit_chain, "budget.added", by=by, reason=reason, data=data)
    return row


def spent_of(line: BudgetLine) -> Decimal:
    """What was spent on one line."""
    rows = line.spending.filter(cancelled_at=None)
    return rows.aggregate(total=Sum("amount"))["total"] or NOTHING


def by_source(project: Project, *, year: int | None = None) -> list[Heading]:
    """Planned and spent by source, every source named even when it gives nothing; two queries. A ``year`` takes
    the plan of that year and what was paid in it."""
    planned, spent = _planned(project, year, "source"), _spent(project, year, "line__source")
    return [
        Heading(source, str(Source(source).label), planned.get(source, NOTHING), spent.get(source, NOTHING))
        for source in Source.values
    ]


def by_year(project: Project) -> list[Heading]:
    """Planned by plan year and spent by the year it was paid in, over every year either has."""
    planned = _planned(project, None, "year")
    spent = _spent(project, None, "spent_on__year")
    return [
        Heading(str(year), _("%(n)d 年") % {"n": year}, planned.get(year, NOTHING), spent.get(year, NOTHING))
        for year in sorted({*planned, *spent})
    ]


def total(sums: Iterable[Heading]) -> Heading:
    """All of them together."""
    rows = list(sums)
    return Heading(
        "total", _("合计"), sum((s.planned for s in rows), NOTHING), sum((s.spent for s in rows), NOTHING)
    )


def with_spent(project: Project) -> list[tuple[BudgetLine, Heading]]:
    """Every line with what was spent on it; one query."""
    lines = project.budget.annotate(spent=Sum("spending__amount", filter=_VALID)).order_by("year", "pk")
    return [(line, Heading(str(line.pk), line.item, line.planned, line.spent or NOTHING)) for line in lines]


def _planned(project: Project, year: int | None, key: str) -> dict[Any, Decimal]:
    rows = BudgetLine.objects.filter(project=project, **({"year": year} if year else {})).order_by()
    return dict(rows.values_list(key).annotate(total=Sum("planned")))


def _spent(project: Project, year: int | None, key: str) -> dict[Any, Decimal]:
    rows = Spending.objects.filter(line__project=project, cancelled_at=None).order_by()
    rows = rows.filter(spent_on__year=year) if year else rows
    return dict(rows.values_list(key).annotate(total=Sum("amount")))
