"""What has been done with a case, in the applicant's words: their own acts by name, the offices' by office.

Read from the audit record. What offices do among themselves (opinions, marks, deliberation) stays theirs.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from certification import units
from certification.models import Application, CertificateStatus
from workflows import audit


@dataclass(frozen=True)
class Act:
    """One line: when, who, what, why."""

    at: datetime
    who: str
    what: str
    why: str = ""


_OURS = {
    "draft": _("创建申报草稿"),
    "move": _("草稿转入新批次"),
    "transition:submit": _("提交申报"),
    "transition:reopen": _("撤回修改"),
    "transition:withdraw": _("撤回申报"),
    "act:amend": _("提交补正"),
}
# action: what an applicant calls it (the decision: in its programme's words), and the office that speaks
_THEIRS = {
    "transition:accept": (_("予以受理"), "intake_unit"),
    "transition:decline": (_("不予受理"), "intake_unit"),
    "transition:publicise": (_("发布公示"), "lead_unit"),
    "transition:grant": ("", "decision_unit"),
    "transition:refuse": ("", "decision_unit"),
    "transition:defer": ("", "decision_unit"),
}


def history(application: Application) -> list[Act]:
    """The acts, newest first; four queries however long it is."""
    programme = application.programme
    entries = list(audit.history(application.audit_chain).filter(action__in=[*_OURS, *_THEIRS]))
    notices = list(application.corrections.all())
    decider = programme.decider(application.organisation_code)
    offices = {office: getattr(programme, office) for _what, office in _THEIRS.values()}
    offices["decision_unit"] = decider
    codes = {*offices.values(), *(n.unit for n in notices)}
    names = units.unit_names(codes)
    acts = []
    for entry in entries:
        if entry.action in _OURS:
            acts.append(Act(entry.at, entry.actor_name, str(_OURS[entry.action]), entry.reason))
        else:
            what, office = _THEIRS[entry.action]
            if entry.action == "transition:accept" and programme.stage == "exit":
                what, office = _("发出事先告知书"), "lead_unit"
            told = str(what) or str(_("决定：%s")) % application.conclusion
            acts.append(Act(entry.at, names[offices[office]], told, entry.reason))
    acts += [Act(n.issued_at, names[n.unit], str(_("发出补正通知")), n.later_reason) for n in notices]
    issued = application.certificates.filter(status=CertificateStatus.ISSUED).first()
    if issued is not None and issued.issued_at is not None:
        acts.append(Act(issued.issued_at, names[decider], str(_("签发证书")), issued.number))
    return sorted(acts, key=lambda act: act.at)[::-1]  # of one moment, what came last is on top
