"""办理记录: the audit chains of a case in words, in the order things happened, with what verification found."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification import units
from certification.domain import panels
from certification.models import Application, CertificateStatus, Outcome, Status, Verdict
from workflows import audit
from workflows.models import AuditEntry

MOST = 500
"""Rows one page shows; a case that went every way there is has about sixty."""

_ACTS: Mapping[str, Promise] = {
    "draft": gettext_lazy("建立草稿"),
    "start": gettext_lazy("进入办理流程"),
    "cancel": gettext_lazy("终止办理流程"),
    "claim": gettext_lazy("领取"),
    "release": gettext_lazy("退回待办"),
    "reassign": gettext_lazy("改派"),
    "reserve": gettext_lazy("证书取号"),
    "transition:submit": gettext_lazy("提交申报"),
    "transition:reopen": gettext_lazy("撤回修改"),
    "transition:accept": gettext_lazy("受理"),
    "transition:decline": gettext_lazy("不予受理"),
    "transition:publicise": gettext_lazy("开始公示"),
    "transition:grant": gettext_lazy("决定：同意"),
    "transition:refuse": gettext_lazy("决定：不同意"),
    "transition:defer": gettext_lazy("决定：暂缓"),
    "transition:withdraw": gettext_lazy("撤回申报"),
    "transition:issue": gettext_lazy("签发证书"),
    "transition:void": gettext_lazy("证书作废"),
    "transition:take_over": gettext_lazy("历史导入"),
    "transition:supersede": gettext_lazy("证书换发"),
    "transition:exit": gettext_lazy("退出"),
    "transition:revoke": gettext_lazy("撤销证书"),
}
_OUTCOMES: Mapping[str, Promise | str] = {
    **dict(Verdict.choices),
    **dict(Outcome.choices),
    "merged": gettext_lazy("合并告知"),
    "appointed": gettext_lazy("已组建"),
    "scored": gettext_lazy("已评分"),
    "published": gettext_lazy("已发布"),
    "resubmitted": gettext_lazy("已补正"),
}
_STATES: Mapping[str, Promise | str] = {**dict(Status.choices), **dict(CertificateStatus.choices)}


@dataclass(frozen=True)
class Line:
    """One entry in words. ``who`` is empty for the system itself."""

    chain: str
    seq: int
    at: datetime
    who: str
    unit: str
    what: str
    outcome: str
    source: str
    target: str
    reason: str


@dataclass(frozen=True)
class Verification:
    """Whether the chains are what was written; otherwise where they first are not."""

    entries: int
    problems: tuple[audit.Problem, ...]

    @property
    def sound(self) -> bool:
        return not self.problems


def lines(application: Application) -> list[Line]:
    """The record of the case and its certificates, in a fixed number of queries. What an expert has scored is
    told once every seat has."""
    entries = list(AuditEntry.objects.filter(chain__in=_chains(application)).order_by("at", "pk")[:MOST])
    names = units.unit_names({e.data["unit"] for e in entries if e.data.get("unit")})
    endings = {e.outcome: str(e.title) for e in application.programme.endings}
    titles = _titles(application)
    found = [_line(entry, names, titles, endings) for entry in entries]
    if panels.result(application) is None:
        return [
            replace(line, reason="") if e.action == "act:score" else line
            for e, line in zip(entries, found, strict=True)
        ]
    return found


def verify(application: Application) -> Verification:
    """Compute every link anew. Costs in proportion to the record: for a page one asks for, not for lists."""
    chains = _chains(application)
    problems = tuple(p for chain in chains for p in audit.verify(chain) if p.chain in ("", chain))
    return Verification(AuditEntry.objects.filter(chain__in=chains).count(), problems)


def _chains(application: Application) -> list[str]:
    return [application.audit_chain, *(c.audit_chain for c in application.certificates.order_by("pk"))]


def _line(
    entry: AuditEntry, names: Mapping[str, str], titles: Mapping[str, str], endings: Mapping[str, str]
) -> Line:
    verb, _colon, node = entry.action.partition(":")
    at_a_step = verb in ("act", "resume")
    what = titles.get(node, node) if at_a_step else str(_ACTS.get(entry.action, entry.action))
    outcome = entry.data.get("outcome") or ""
    return Line(
        chain=entry.chain,
        seq=entry.seq,
        at=entry.at,
        who=entry.actor_name,
        unit=names.get(entry.data.get("unit") or "", ""),
        what=what,
        outcome=(endings.get(outcome) or str(_OUTCOMES.get(outcome, outcome)))
        if verb == "act"
        else _done(verb),
        source=str(_STATES.get(entry.source, entry.source)),
        target=str(_STATES.get(entry.target, entry.target)),
        reason=entry.reason,
    )


def _done(verb: str) -> str:
    return _("已完成") if verb == "resume" else ""


def _titles(application: Application) -> dict[str, str]:
    nodes: Any = application.programme.flow.instance.nodes()
    return {node.name: str(node.task_title or node.name) for node in nodes}
