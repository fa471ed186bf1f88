"""The nomination board (推荐进度): what each nominee still lacks before the school may apply for them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from teachers import papers, showing
from teachers.models import (
    Consent,
    ConsentKind,
    ConsentState,
    Nomination,
    NominationNotice,
    NoticeKind,
    NoticeResult,
)


@dataclass(frozen=True)
class Case:
    """What happens to a nomination elsewhere: words with their tone, and the page that shows it. ``begins``: it is
    the door to apply, offered when nothing is missing; ``again``: it has ended, and another may follow."""

    text: str
    tone: str = "info"
    url: str = ""
    begins: bool = False
    again: bool = False


cases: list[Callable[[Iterable[Nomination]], Mapping[int, Case]]] = []
"""Asked once for a page of nominations; upper packages say which have a case and how it stands."""


@dataclass(frozen=True)
class Side:
    """A consent as the board shows it: the row if there is one, words, tone, and what a click does next
    (``ask``, ``remind`` or nothing)."""

    kind: str
    label: str
    text: str
    tone: str
    action: str = ""
    consent: Consent | None = None


@dataclass(frozen=True)
class Line:
    """One nominee. ``gaps`` are sentences on what is missing; an empty list means ready to apply."""

    nomination: Nomination
    sides: list[Side]
    notices: list[tuple[str, NominationNotice | None]]
    missing: list[papers.Slot]
    gaps: list[str] = field(default_factory=list)
    case: Case | None = None


def lines(nominations: Iterable[Nomination]) -> list[Line]:
    """The board's lines; three queries besides, however many nominations."""
    rows = list(nominations)
    prefetch_related_objects(rows, "consents", "notices", "files")
    known: dict[int, Case] = {}
    for ask in cases:
        known |= ask(rows)
    return [_line(row, known.get(row.pk)) for row in rows]


def gaps(nomination: Nomination) -> list[str]:
    """What one nominee lacks."""
    return lines([nomination])[0].gaps


def _line(nomination: Nomination, case: Case | None) -> Line:
    sides = [_side(nomination, kind) for kind in ConsentKind]
    by_kind = {notice.kind: notice for notice in nomination.notices.all()}
    notices = [(str(kind.label), by_kind.get(kind)) for kind in NoticeKind]
    missing = papers.missing(file.slot for file in nomination.files.all())
    found = [f"{side.label}：{side.text}" for side in sides if side.tone != "ok"]
    for label, notice in notices:
        if notice is None:
            found.append(_("%(what)s未登记") % {"what": label})
        elif notice.result == NoticeResult.UPHELD:
            found.append(_("%(what)s异议成立") % {"what": label})
    if missing:
        found.append(_("缺材料：%(names)s") % {"names": "、".join(str(slot.label) for slot in missing)})
    if case is not None and case.begins and (found or nomination.closed_at):
        case = None
    return Line(nomination, sides, notices, missing, found, case)


def _side(nomination: Nomination, kind: ConsentKind) -> Side:
    """The newest question of a kind, in words; an agreement to other words than today's does not count."""
    asked = [consent for consent in nomination.consents.all() if consent.kind == kind]
    label = str(kind.label)
    if not asked:
        return Side(kind, label, _("未征求"), "neutral", "ask")
    consent = max(asked, key=lambda one: one.pk)
    if consent.status == ConsentState.AGREED:
        current = consent.sha256 == showing.sha256(showing.shown(nomination, kind))
        if current:
            return Side(kind, label, _("已同意"), "ok", "", consent)
        return Side(kind, label, _("内容已变更，须重新征求"), "warn", "ask", consent)
    if consent.is_late:
        return Side(kind, label, _("逾期未答复"), "bad", "ask", consent)
    words: dict[str, tuple[Any, str, str]] = {
        ConsentState.ASKED: (_("待答复"), "warn", "remind"),
        ConsentState.REFUSED: (_("不同意"), "bad", ""),
        ConsentState.CORRECTION: (_("要求更正"), "warn", "ask"),
        ConsentState.WITHDRAWN: (_("已撤回同意"), "bad", ""),
        ConsentState.EXPIRED: (_("已失效"), "neutral", "ask"),
    }
    text, tone, action = words[consent.status]
    return Side(kind, label, str(text), tone, action, consent)
