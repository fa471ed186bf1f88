"""The human steps programmes are made of: title, role and limit of each, so that a flow reads as one page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from certification.rules import SETTLE
from workflows.nodes import Human

EXPERT_CLOCK = _("专家评审不计入承诺时限")
CORRECTION_CLOCK = _("补正不计入承诺时限")


def Intake(*, unit: Any) -> Human:
    """受理审查."""
    return Human(role=Role.INTAKE, limit="intake", title=_("受理"), unit=unit)


def Amend(*, unit: Any) -> Human:
    """The applicant answers the open correction notice."""
    return Human(role=Role.CLERK, limit="correction", title=_("补正"), unit=unit, off_clock=CORRECTION_CLOCK)


def Opinion(*, limit: str, title: Any) -> Human:
    """One unit's opinion; the unit comes from the fan-out."""
    return Human(role=Role.REVIEWER, limit=limit, title=title)


def Merge(*, unit: Any, title: Any) -> Human:
    """The lead unit makes one notice of what the units asked."""
    return Human(role=Role.REVIEWER, limit="merge", title=title, unit=unit)


def Settle(*, unit: Any, title: Any) -> Human:
    """The officer rules on a unit's objection."""
    return Human(role=Role.OFFICER, limit=SETTLE, title=title, unit=unit)


def AppointPanel(*, unit: Any) -> Human:
    """组建评审组."""
    return Human(role=Role.OFFICER, limit="panel", title=_("组建专家组"), unit=unit, off_clock=EXPERT_CLOCK)


def Score(*, unit: Any) -> Human:
    """One expert's sheet."""
    return Human(role=Role.EXPERT, limit="experts", title=_("专家评审"), unit=unit, off_clock=EXPERT_CLOCK)


def Deliberate(*, unit: Any) -> Human:
    """联席会议审议."""
    return Human(role=Role.SECRETARY, limit="deliberation", title=_("联席会议审议"), unit=unit)


def Publicise(*, unit: Any) -> Human:
    """发布公示."""
    return Human(role=Role.OFFICER, limit="publicity", title=_("发布公示"), unit=unit)


def Cosign(*, unit: Any) -> Human:
    """会签: the other deciding department's signer agrees or objects before the decision."""
    return Human(role=Role.DECIDER, limit="decision", title=_("会签"), unit=unit)


def Decide(*, unit: Any) -> Human:
    """决定."""
    return Human(role=Role.DECIDER, limit="decision", title=_("决定"), unit=unit)
