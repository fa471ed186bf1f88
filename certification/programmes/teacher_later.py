"""续聘, 变更, 解聘, 撤销 of the three ranks: derived from the first appointment, same offices, same words.

A removal is asked for by the school, told in advance to the person, who is heard by a signed link, and decided by
who appoints: the city, for 产业讲师 the school. Grounds and periods are illustrative (示例).
"""

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from certification.domain import nominations
from certification.models import Application, Outcome
from certification.programmes import teacher_ranks as ranks
from certification.programmes import teacher_rules
from certification.programmes.lifecycle import after_the_old_one, change_of, exit_of, renewal_of
from certification.programmes.teacher_terms import adopt
from certification.registry import Ending, EvidenceKind, Programme, Section, register
from teachers import dossier
from teachers.ranks import Rank

GROUNDS = (
    ("appraisal", _("两次年度考核不合格")),
    ("breach", _("违反聘任协议")),
    ("left", _("离开原工作单位")),
    ("ethics", _("师德失范或违法违纪")),
    ("fraud", _("申报材料弄虚作假")),
    ("withdrawn", _("本人撤回同意或申请解聘")),
)
FOR_CAUSE = ("ethics", "fraud")
REVOKED_FOR = tuple(ground for ground in GROUNDS if ground[0] in FOR_CAUSE)

RENEWAL_SECTIONS = (
    Section("term", "聘期履职情况", dossier.TermSection),
    ranks.PROFESSOR.section("plan"),
    ranks.PROFESSOR.section("claims"),
)
RENEWAL_EVIDENCE = (
    EvidenceKind("appraisals", "历年考核材料", required=True),
    EvidenceKind("minutes", "学校评审纪要", required=True),
    EvidenceKind("agreement", "续聘协议草案", required=True),
)


def same_days(case: Application) -> tuple[date, date | None]:
    """A re-issued letter of appointment runs as the one it replaces."""
    assert case.about is not None, "a change is about a certificate"
    return case.about.valid_from, case.about.valid_to


def renewed(programme: Programme) -> Programme:
    """续聘: three months before the term ends, the same offices look again."""
    rank = programme.special["rank"]
    label = Rank(rank).label
    return renewal_of(
        programme,
        title=f"{label}续聘",
        sections=RENEWAL_SECTIONS,
        evidence=RENEWAL_EVIDENCE,
        rules=teacher_rules.renewal_rules(rank),
        rules_version=f"{rank}-F-2026.1",
        endings=(
            Ending(
                Outcome.GRANT,
                _("续聘"),
                "grant",
                "续聘决定书",
                f"续聘{{holder}}为{label}",
                status=_("予以续聘"),
                proposed=f"拟由{{school}}续聘为{label}（{{employer}}，{{position}}，{{level}}）",
                certificate=programme.certificate,
                notice=rank != Rank.LECTURER,
                valid=after_the_old_one,
            ),
            Ending(
                Outcome.DEFER,
                _("缓议"),
                "defer",
                "缓议通知书",
                "对{holder}的续聘暂缓审议，请学校补充后在聘期内重新申报",
            ),
            Ending(
                Outcome.REFUSE,
                _("不予续聘"),
                "refuse",
                "不予续聘决定书",
                "对{holder}不予续聘，聘期届满即终止",
                status=_("不予续聘"),
                adverse=True,
            ),
        ),
    )


def changed(programme: Programme) -> Programme:
    """变更 of name, post or title; the letter of appointment is re-issued for the same days."""
    change = change_of(
        programme, title=f"{Rank(programme.special['rank']).label}聘任变更", form=dossier.ChangeSection,
        evidence=(EvidenceKind("proof", "变更证明", required=True, hint="证件、任职文件或证书"),), apply=adopt,
    )  # fmt: skip
    texts: dict[str, dict[str, Any]] = {
        Outcome.GRANT: {"text": "同意{holder}的聘任信息变更，换发聘书", "valid": same_days},
        Outcome.REFUSE: {"text": "不同意{holder}的聘任信息变更"},
    }
    return replace(
        change,
        summary="姓名、职务、职称变更后办理；离开原工作单位的，办理解聘。",
        endings=tuple(replace(ending, **texts[ending.outcome]) for ending in change.endings),
    )


def removed(programme: Programme) -> Programme:
    """解聘: asked for by the school, the person heard, decided by who appoints."""
    label = Rank(programme.special["rank"]).label
    removal = exit_of(
        programme,
        title=f"{label}解聘",
        grounds=GROUNDS,
        for_cause=FOR_CAUSE,
        opener="applicant",
        outcome_title=_("解聘"),
        effect=nominations.tell_removed,
        text=f"自{{date}}起解聘{{holder}}的{label}职务，所持聘书失效",
    )
    return replace(
        removal,
        summary="考核不合格、违反协议、离开原单位或师德失范的，依程序解聘；先告知本人，听取陈述申辩。",
        endings=_worded(removal.endings, "解聘决定书", "不解聘{holder}", _("不予解聘")),
    )


def revoked(programme: Programme) -> Programme:
    """撤销聘任: opened by the city itself for 弄虚作假 and 师德失范, whatever the school does; heard by the same link,
    decided by the city too."""
    label = Rank(programme.special["rank"]).label
    revocation = exit_of(
        programme,
        title=f"{label}撤销聘任",
        grounds=REVOKED_FOR,
        for_cause=FOR_CAUSE,
        opener="office",
        outcome_title=_("撤销聘任"),
        effect=nominations.tell_removed,
        text=f"自{{date}}起撤销{{holder}}的{label}聘任，所持聘书失效",
    )
    return replace(
        revocation,
        slug=f"{programme.slug}-revocation",
        code=f"{programme.code}-C",
        title_en=f"{programme.title_en}: revocation",
        special={**programme.special, "school_decides": False},
        summary="申报材料弄虚作假、师德失范或违法违纪的，由市教委发起；先告知本人，听取陈述申辩。",
        endings=_worded(revocation.endings, "撤销聘任决定书", "不撤销{holder}的聘任", _("不予撤销")),
    )


def _worded(endings: tuple[Ending, ...], letter: str, dropped: str, title: Any) -> tuple[Ending, ...]:
    """The endings of an exit in the words of the family: the letter that ends, and what is said when nothing is."""
    return tuple(
        replace(ending, letter=letter)
        if ending.outcome == Outcome.EXIT
        else replace(ending, text=dropped, title=title)
        for ending in endings
    )


LATER = tuple(
    register(derive(programme))
    for programme in (ranks.PROFESSOR, ranks.MENTOR, ranks.LECTURER)
    for derive in (renewed, changed, removed, revoked)
)
