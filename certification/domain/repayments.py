"""Money of a base that left coming back (追回到账): the lead office of its programme writes it down, nobody else."""

from datetime import date
from decimal import Decimal

from accounts.models import User
from bases import recovery
from bases.models import Base, Recovery, Repayment
from certification import registry, rules
from workflows.errors import Answer, Refused


def may_record(base: Base, user: User) -> Answer:
    """Whether ``user`` does the officer's work of the office that ends this kind of base."""
    return rules.may_open(registry.get(f"base-{base.kind}-exit"), user)


def record(row: Recovery, *, amount: Decimal, paid_on: date, by: User, note: str = "") -> Repayment:
    """Money came; on the base's audit chain. Raises ``role`` or ``entrustment`` for anybody but the lead office's
    officer, and what ``bases.recovery.repay`` raises: ``amount``, ``future``."""
    answer = may_record(row.project.base, by)
    if not answer:
        raise Refused(answer.code, answer.reason)
    return recovery.repay(row, amount=amount, paid_on=paid_on, by=by, note=note)
