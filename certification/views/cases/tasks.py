"""The task list of a dossier: each section and the evidence with its state, ready for the component."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certification.domain import corrections, dossiers, evidence
from certification.domain.dossiers import BoundSection
from certification.models import Application, CorrectionNotice, Status
from certification.registry import Section
from ui.errors import FieldError, collect

STATES = {
    dossiers.UNTOUCHED: "todo",
    dossiers.PARTIAL: "doing",
    dossiers.WRONG: "error",
    dossiers.COMPLETE: "done",
}


@dataclass(frozen=True)
class Open:
    """What the applicant may change now: everything in a draft, what a notice flags in a correction."""

    sections: frozenset[str]
    evidence: frozenset[str]
    notice: CorrectionNotice | None = None


def open_parts(application: Application) -> Open:
    """The parts of the dossier that are open; one query for a submitted case, none for a draft."""
    programme = application.programme
    if application.status == Status.DRAFT:
        return Open(
            frozenset(s.slug for s in programme.sections), frozenset(k.slug for k in programme.evidence)
        )
    notice = corrections.open_notice(application)
    if notice is None:
        return Open(frozenset(), frozenset())
    items = notice.items.all()
    return Open(
        frozenset(i.section for i in items if i.section),
        frozenset(i.evidence_kind for i in items if i.evidence_kind),
        notice,
    )


def bound_sections(application: Application) -> list[BoundSection]:
    """Every section bound to what was typed."""
    return [dossiers.bind(s, application.dossier.get(s.slug)) for s in application.programme.sections]


def task_list(
    application: Application, parts: Open, shelves: list[evidence.Shelf], *, current: str = ""
) -> list[dict[str, Any]]:
    """Rows for ``components/task_list.html``: the open sections in order, then evidence, then the check."""
    rows = [
        _section_row(application, parts, bound, current)
        for bound in bound_sections(application)
        if bound.section.slug in parts.sections
    ]
    if parts.evidence:
        rows.append(_evidence_row(application, parts, shelves, current))
    if parts.notice:
        rows.append(_last_row(_("说明并重新提交"), "correction", application, current, rows))
    else:
        rows.append(_last_row(_("核对并提交"), "check", application, current, rows))
    return rows


def changed_since(application: Application, notice: CorrectionNotice, slug: str) -> bool:
    """Whether a section was saved after the revision that ``notice`` speaks of."""
    before = notice.revision.dossier.get(slug, {}).get("version", 0)
    return application.dossier.get(slug, {}).get("version", 0) != before


def count_errors(bound: BoundSection) -> int:
    """How many answers of a section need work."""
    return len(errors(bound, limit=10_000))


def errors(bound: BoundSection, *, limit: int = 30) -> list[FieldError]:
    """Every error of a section in page order, each with the control it is about; rows are numbered."""
    found = collect(bound.form)
    for table in bound.tables:
        for number, row in enumerate(table.rows, 1):
            where = _("%(table)s第 %(n)d 行：") % {"table": table.table.title, "n": number}
            found += [FieldError(where + error.message, error.target) for error in collect(row)]
        if table.too_many:
            message = _("“%(table)s”最多 %(most)d 行，请删减。")
            found.append(
                FieldError(
                    message % {"table": table.table.title, "most": table.table.most},
                    f"table-{table.table.slug}",
                )
            )
    return found[:limit]


def next_step(application: Application, parts: Open, section: Section) -> str:
    """Where “保存并继续” leads: the next open section, then evidence, then the end of the list."""
    slugs = [s.slug for s in application.programme.sections if s.slug in parts.sections]
    after = slugs[slugs.index(section.slug) + 1 :] if section.slug in slugs else []
    if after:
        return reverse("cases:section", args=[application.pk, after[0]])
    if parts.evidence:
        return reverse("cases:evidence", args=[application.pk])
    return reverse("cases:correction" if parts.notice else "cases:check", args=[application.pk])


def _section_row(application: Application, parts: Open, bound: BoundSection, current: str) -> dict[str, Any]:
    slug, note = bound.section.slug, ""
    state = STATES[bound.state]
    if state == "error":
        n = count_errors(bound)
        note = ngettext("%(n)d 处需要修改", "%(n)d 处需要修改", n) % {"n": n}
    elif state == "doing":
        n = count_errors(bound)
        note = ngettext("还有 %(n)d 处未填写", "还有 %(n)d 处未填写", n) % {"n": n}
    if parts.notice and not changed_since(application, parts.notice, slug):
        state, note = "correct", ""
    url = reverse("cases:section", args=[application.pk, slug])
    return {
        "label": bound.section.title,
        "url": url,
        "state": state,
        "note": note,
        "current": current == slug,
    }


def _evidence_row(
    application: Application, parts: Open, shelves: list[evidence.Shelf], current: str
) -> dict[str, Any]:
    shown = [s for s in shelves if s.kind.slug in parts.evidence]
    missing = [s.kind.title for s in shown if s.is_missing]
    lacking = len(missing)
    count = sum(len(s.files) for s in shown)
    note = ngettext("已上传 %(n)d 份", "已上传 %(n)d 份", count) % {"n": count}
    if missing:
        note += ngettext("，还缺 %(n)d 类", "，还缺 %(n)d 类", lacking) % {"n": lacking}
    if missing and not current:  # beside a form there is no room for names
        note += "：" + "、".join(missing[:4]) + (_("等") if lacking > 4 else "")
    state = "done" if not missing else "doing" if count else "todo"
    if parts.notice and not all(uploaded_since(s, parts.notice) for s in shown):
        state = "correct"
    url = reverse("cases:evidence", args=[application.pk])
    return {
        "label": _("佐证材料"),
        "url": url,
        "state": state,
        "note": note,
        "current": current == "evidence",
    }


def uploaded_since(shelf: evidence.Shelf, notice: CorrectionNotice) -> bool:
    """Whether a paper of this kind was added after ``notice`` was sent."""
    return any(file.uploaded_at > notice.issued_at for file in shelf.files)


def _last_row(
    label: str, name: str, application: Application, current: str, rows: list[dict[str, Any]]
) -> dict[str, Any]:
    open_ = sum(row["state"] != "done" for row in rows)
    note = ngettext("还有 %(n)d 项未完成", "还有 %(n)d 项未完成", open_) % {"n": open_} if open_ else ""
    url = reverse(f"cases:{name}", args=[application.pk])
    return {"label": label, "url": url, "state": "todo", "note": note, "current": current == name}
