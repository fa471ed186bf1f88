"""The later life of a benchmark school: 复核 every three years, 变更, 退出与撤销."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.domain import organisations
from certification.models import Application, Decision, Outcome
from certification.parties.school import WAIT_YEARS
from certification.programmes.benchmark_school import CERTIFICATE, POLICY, PROGRAMME
from certification.programmes.lifecycle import after_the_old_one, change_of, exit_of, renewal_of
from certification.registry import Ending, register
from schools.duties import ChangeForm

RENEWAL_MARK = Decimal(80)


def rename(case: Application, decision: Decision, by: Any) -> None:
    """A new name is written to the organisation and to the case, whose certificate then bears it."""
    name = str(case.dossier["change"]["fields"].get("new_name", "")).strip()
    if not name or name == case.organisation.name:
        return
    case.organisation = organisations.amend(
        case.organisation, by=by, reason=decision.reason, source=str(case.number), name=name
    )
    case.holder_name = name
    case.save(update_fields=["holder_name"])


RENEWAL = register(
    renewal_of(
        PROGRAMME,
        title="产教融合协同育人标杆学校复核",
        policy=replace(POLICY, pass_mark=RENEWAL_MARK, marks={}),
        endings=(
            Ending(
                Outcome.GRANT,
                _("复核合格"),
                "grant",
                "复核决定书",
                "你校复核合格，继续认定为产教融合协同育人标杆学校，有效期三年",
                status=_("复核合格"),
                proposed="拟继续认定为产教融合协同育人标杆学校",
                certificate=CERTIFICATE,
                replaces=(PROGRAMME.slug,),
                valid=after_the_old_one,
            ),
            Ending(
                Outcome.REFUSE,
                _("复核不合格"),
                "refuse",
                "复核不合格决定书",
                "不再认定为产教融合协同育人标杆学校，原证书到期后失效",
                adverse=True,
            ),
        ),
    )
)
CHANGE = register(change_of(PROGRAMME, form=ChangeForm, apply=rename))
EXIT = register(
    exit_of(
        PROGRAMME,
        title="产教融合协同育人标杆学校退出与撤销",
        grounds=(
            ("fraud", _("申报、年度报告或检查中弄虚作假")),
            ("students", _("损害学生合法权益")),
            ("accident", _("发生重大安全责任事故")),
            ("rectification", _("限期整改不合格或逾期未整改")),
            ("voluntary", _("自愿退出")),
        ),
        for_cause=("fraud", "students", "accident", "rectification"),
        ban_years=WAIT_YEARS,
        text="自{date}起终止你校标杆学校证书的效力",
    )
)
