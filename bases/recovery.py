"""Public money to be paid back when a base leaves (资金追回): what, by when, what came."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from bases import profile
from bases.models import Project, ProjectStatus, Recovery, Repayment
from ui import formats
from workflows import audit, clock
from workflows.errors import Refused

NOTHING = Decimal("0.00")


@transaction.atomic
def order(
    project: Project, *, amount: Decimal, due_on: date, reason: str, source: str, by: User | None
) -> Recovery:
    """Put on record what is to be paid back. Raises ``open`` unless the base has left, ``amount`` and ``twice``."""
    profile.lock(project.base)
    row = Project.objects.get(pk=project.pk)
    if row.status != ProjectStatus.WITHDRAWN:
        raise Refused("open", _("基地退出后方可登记资金追回。"))
    if amount <= 0:
        raise Refused("amount", _("应追回金额应大于 0。"))
    if Recovery.objects.filter(project=row).exists():
        raise Refused("twice", _("该基地的资金追回已登记。"))
    recovery = Recovery.objects.create(
        project=row, amount=amount, due_on=due_on, reason=reason, source=source, by=by
    )
    data = {"recovery": recovery.pk, "amount": amount, "due_on": due_on, "source": source}
    audit.record(row.audit_chain, "recovery.ordered", by=by, reason=reason, data=data)
    return recovery


@transaction.atomic
def repay(
    recovery: Recovery, *, amount: Decimal, paid_on: date, by: User | None, note: str = ""
) -> Repayment:
    """Money came. Whoever calls has made sure that the lead office records it (``certification.domain.repayments``).
    Raises ``amount`` for more than is outstanding or nothing, ``future`` for a day to come."""
    profile.lock(recovery.project.base)
    left = outstanding(recovery)
    if not 0 < amount <= left:
        raise Refused(
            "amount", _("到账金额应大于 0 且不超过未追回的 %(left)s。") % {"left": formats.money(left)}
        )
    if paid_on > clock.today():
        raise Refused("future", _("到账日期不能晚于今天。"))
    row = Repayment.objects.create(recovery=recovery, amount=amount, paid_on=paid_on, note=note, by=by)
    data = {"repayment": row.pk, "amount": amount, "paid_on": paid_on}
    audit.record(recovery.project.audit_chain, "recovery.repaid", by=by, data=data)
    return row


def recovered(recovery: Recovery) -> Decimal:
    """What came back so far."""
    return recovery.repayments.aggregate(total=Sum("amount"))["total"] or NOTHING


def outstanding(recovery: Recovery) -> Decimal:
    """What is still to come."""
    return recovery.amount - recovered(recovery)
