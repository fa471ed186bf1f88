"""What a decision about a base does to its rows, in the decision's own transaction; and the dossier as part of the
joint text that partners confirm."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Organisation
from bases import budget, joint, later, milestones, partners, profile, projects, recovery
from bases.models import Base, Partner, Project, ProjectStatus
from certification import registry
from certification.domain import certificates, dossiers
from certification.models import (
    OPEN_STATUSES,
    Application,
    Certificate,
    CertificateStatus,
    Decision,
    NumberSeries,
)
from workflows import clock
from workflows.dates import months_after
from workflows.errors import Refused

YEARS = 3
"""Length of a construction (示例)."""
RECTIFY_MONTHS = 6


def clean(case: Application) -> dict[str, Any]:
    """The case's dossier, typed."""
    return dossiers.clean(case.programme, case.dossier)


def start_project(case: Application, decision: Decision, by: Any) -> None:
    """立项: milestones and budget of the dossier become the construction's."""
    content, today = clean(case), clock.today()
    base = _as_approved(base_of(case), content, decision, by)
    kind = base.kind.upper()
    serial = NumberSeries.take(f"base-project-{kind}-{today.year}")
    last = certificates.last_day(today, YEARS)
    assert last is not None  # three years always end
    projects.start(
        base,
        number=f"沪产教基立{kind}〔{today.year}〕第{serial:05d}号",
        starts_on=today,
        due_on=last,
        goals=[
            projects.Goal(r["title"], r["kpi"], r["due_on"]) for r in content["plan"]["tables"]["milestones"]
        ],
        budget=[
            projects.Money(r["source"], r["year"], r["item"], r["amount"])
            for r in content["budget"]["tables"]["budget"]
        ],
        by=by,
    )


def _as_approved(base: Base, content: dict[str, Any], decision: Decision, by: Any) -> Base:
    """What the base's page says of leader, site and size becomes what was approved."""
    said = {**content["basic"]["fields"], **content["site"]["fields"], **content["chain"]["fields"]}
    said["teacher_places"] = content["teaching"]["fields"]["teachers_yearly"]
    differs = {name: said[name] for name in _APPROVED if getattr(base, name) != said[name]}
    return profile.change(base, by=by, reason=decision.reason, **differs) if differs else base


_APPROVED = (
    "chain", "area", "equipment_value", "stations", "capacity", "teacher_places", "leader", "leader_post",
    "leader_phone",
)  # fmt: skip


def accept(case: Application, decision: Decision, by: Any) -> None:
    """验收通过."""
    projects.accept(project_of(case), by=by, reason=decision.reason)


def rectify(case: Application, decision: Decision, by: Any) -> None:
    """限期整改: six months from today."""
    until = months_after(clock.today(), RECTIFY_MONTHS)
    projects.rectify(project_of(case), until=until, by=by, reason=decision.reason)


def fail(case: Application, decision: Decision, by: Any) -> None:
    """验收不合格, after the one rectification."""
    projects.fail(project_of(case), by=by, reason=decision.reason)


def rectified_already(case: Application) -> str:
    """Why there is no (further) rectification."""
    if project_of(case).status == ProjectStatus.RECTIFYING:
        return _("该基地已整改过一次，不能再次限期整改。")
    return ""


def not_rectified_yet(case: Application) -> str:
    """Why it cannot be failed for good yet."""
    if project_of(case).status != ProjectStatus.RECTIFYING:
        return _("首次验收未通过的，应先限期整改。")
    return ""


def leave(case: Application, decision: Decision, by: Any) -> None:
    """退出、撤销: the construction ends; what is to be paid back is put on record."""
    fields = clean(case)["grounds"]["fields"]
    project = projects.withdraw(project_of(case), by=by, reason=decision.reason)
    amount: Decimal = fields.get("recover_amount") or Decimal(0)
    if amount > 0:
        recovery.order(
            project,
            amount=amount,
            due_on=fields["recover_by"],
            reason=str(fields["facts"])[:500],
            source=f"{case.number} {case.programme.title}"[:200],
            by=by,
        )


def change(case: Application, decision: Decision, by: Any) -> None:
    """变更: what was applied for is written to the base's rows."""
    content = clean(case)["change"]
    fields, tables = content["fields"], content["tables"]
    reason = f"{case.number} {decision.reason}"[:500]
    act = _CHANGES[fields["kind"]]
    act(base_of(case), fields, tables, by, reason)
    if fields["kind"] == later.NAME:  # what is re-issued bears the new name
        case.holder_name = fields["name"]
        case.save(update_fields=["holder_name"])


def reissues(case: Application) -> bool:
    """Whether a change gives a new certificate: there was one to replace, and it says what changes."""
    kind = case.dossier.get("change", {}).get("fields", {}).get("kind")
    return case.about_id is not None and kind in later.PRINTED


def cannot_reissue(case: Application) -> str:
    """Why a change of what the certificate says may not be granted: a certificate came after it was applied for, or
    another that follows is out already and would keep the old words."""
    if case.dossier.get("change", {}).get("fields", {}).get("kind") not in later.PRINTED:
        return ""
    counting = (CertificateStatus.RESERVED, CertificateStatus.ISSUED)
    rows = Certificate.objects.filter(base=case.base_id, status__in=counting, valid_to__gte=clock.today())
    if case.about is None and rows.exists():
        return _("基地已取得证书，本件不能换发证书，请学校在基地办件中重新申请变更。")
    if case.about is not None and rows.filter(valid_from__gt=case.about.valid_to).exists():
        return _("基地已有接续的证书，请在接续的证书生效后再申请变更。")
    return ""


def same_days(case: Application) -> tuple[date, date | None]:
    """A re-issued certificate runs as the one it replaces."""
    assert case.about is not None, "only what was issued is re-issued"
    return case.about.valid_from, case.about.valid_to


def _partner(base: Base, fields: Any, tables: Any, by: Any, reason: str) -> None:
    if fields["leaving"]:
        partners.leave(_current(base, fields["leaving"]), by=by, reason=reason)
    if fields["joining"]:
        company = Organisation.objects.filter(code=fields["joining"], is_active=True).first()
        if company is None:
            raise Refused("unknown", _("加入的企业尚未在平台认领，不能批准变更。"))
        partners.join(
            base,
            company,
            role=fields["role"],
            share=fields["share"],
            duties=fields["duties"],
            by=by,
            reason=reason,
        )


def _current(base: Base, code: str) -> Partner:
    for partner in partners.current(base):
        if partner.organisation.code == code:
            return partner
    raise Refused("unknown", _("退出的企业不是本基地的合作单位。"))


def _name(base: Base, fields: Any, tables: Any, by: Any, reason: str) -> None:
    same = Base.objects.filter(school=base.school_id, kind=base.kind, name=fields["name"])
    if same.exclude(pk=base.pk).exists():
        raise Refused("twice", _("本校已有同类型、同名称的基地，不能批准变更。"))
    profile.change(base, by=by, reason=reason, name=fields["name"])


def _leader(base: Base, fields: Any, tables: Any, by: Any, reason: str) -> None:
    profile.change(base, by=by, reason=reason, leader=fields["leader"], leader_post=fields["leader_post"])


def _budget(base: Base, fields: Any, tables: Any, by: Any, reason: str) -> None:
    project = base.project
    for row in tables["budget"]:
        key = {"source": row["source"], "year": row["year"], "item": row["item"]}
        line = project.budget.filter(**key).first()
        if line is None:
            budget.add_line(project, **key, planned=row["planned"], by=by, reason=reason)
        else:
            budget.revise(line, planned=row["planned"], by=by, reason=reason)


def _milestone(base: Base, fields: Any, tables: Any, by: Any, reason: str) -> None:
    for row in tables["milestones"]:
        found = base.project.milestones.filter(title=row["title"]).first()
        if found is None:
            raise Refused("unknown", _("没有名为“%(title)s”的里程碑。") % {"title": row["title"]})
        milestones.move(found, due_on=row["due_on"], kpi=row["kpi"], by=by, reason=reason)


def _extend(base: Base, fields: Any, tables: Any, by: Any, reason: str) -> None:
    projects.extend(base.project, until=fields["until"], by=by, reason=reason)


def _suspend(base: Base, fields: Any, tables: Any, by: Any, reason: str) -> None:
    projects.suspend(base.project, by=by, reason=reason)


def _resume(base: Base, fields: Any, tables: Any, by: Any, reason: str) -> None:
    projects.resume(base.project, by=by, reason=reason)


_CHANGES = {
    later.PARTNER: _partner,
    later.NAME: _name,
    later.LEADER: _leader,
    later.BUDGET: _budget,
    later.MILESTONE: _milestone,
    later.EXTENSION: _extend,
    later.SUSPENSION: _suspend,
    later.RESUMPTION: _resume,
}


def base_of(case: Application) -> Base:
    """The base a case is about; a case of this family has one from its first draft."""
    if case.base is None:
        raise Refused("not_found", _("本件没有对应的基地。"))
    return case.base


def project_of(case: Application) -> Project:
    """The construction a case is about, as it is now; refuses where there is none."""
    project = Project.objects.select_related("base__school").filter(base=case.base_id).first()
    if project is None:
        raise Refused("not_allowed", _("该基地尚未立项。"))
    return project


@joint.provide
def dossier_text(base: Base) -> tuple[joint.Part, ...]:
    """The dossier of the base's own application while it is open, in readable words: partners confirm what will
    be submitted."""
    slug = f"base-{base.kind}"
    case = base.applications.filter(programme_slug=slug, status__in=OPEN_STATUSES).order_by("-pk").first()
    if case is None:
        return ()
    programme = registry.get(slug)
    return tuple(
        _part(sheet) for sheet in dossiers.sheet(programme, case.dossier) if case.dossier.get(sheet["slug"])
    )


def _part(sheet: dict[str, Any]) -> joint.Part:
    rows = [(field["label"], field["value"]) for field in sheet["fields"] if field["value"]]
    for table in sheet["tables"]:
        for number, row in enumerate(table["rows"], 1):
            said = "；".join(
                f"{name}：{value}" for name, value in zip(table["columns"], row, strict=True) if value
            )
            rows.append((f"{table['title']} {number}", said))
    return joint.Part(_("申报书：%(title)s") % {"title": sheet["title"]}, tuple(rows))
