"""What follows the certificates of A1 and A2: review every three years (复核), change (变更), exit (退出).

Sources: 发改社会〔2019〕590号 (review, exit, five years without applying); events to be reported follow other
provinces' measures. Limits and marks are illustrative (示例).
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.domain import organisations
from certification.domain import dossiers
from certification.models import Application, Decision, Outcome
from certification.programmes import enterprise, enterprise_recognition
from certification.programmes import enterprise_recognition_rules as rules
from certification.programmes.enterprise_conditions import NATIONAL
from certification.programmes.lifecycle import after_the_old_one, change_of, exit_of, renewal_of
from certification.registry import CertificateSpec, Ending, Facts, Finding, Programme, Rule, register
from enterprises import bans, following, profile

CULTIVATION, RECOGNITION = enterprise.PROGRAMME, enterprise_recognition.PROGRAMME
OUTSIDE = "outside"
BARRED = "；因弄虚作假、重大事故、侵犯学生权益或严重失信退出的，五年内不得再次申报"


def the_same_days(case: Application) -> tuple[date, date | None]:
    """A re-issued certificate runs as the one it replaces: a new name starts no new term."""
    assert case.about is not None, "a change is about a certificate"
    return case.about.valid_from, case.about.valid_to


def write_down(case: Application, decision: Decision, by: Any) -> None:
    """Once granted: the new name on the organisation and on what is issued, the new place and business in the
    profile."""
    told = dossiers.clean(case.programme, case.dossier)["change"]["fields"]
    kind, source = told["kind"], str(case.number)
    name = told["after"] if kind == following.Change.NAME else told["new_name"]
    moved = {"name": name} if name else {}
    kept: dict[str, str] = {}
    if kind == following.Change.ADDRESS:
        moved |= {"district": told["new_district"], "zone": told["new_zone"]}
        kept |= {
            "registered_district": told["new_district"],
            "zone": told["new_zone"],
            "address": told["after"],
        }
    if kind == following.Change.BUSINESS:
        kept["industry_code"] = told["new_industry_code"]
    if moved:
        case.organisation = organisations.amend(
            case.organisation, by=by, reason=decision.reason, source=source, **moved
        )
    profile.adopt(case.organisation, by=by, reason=source, **kept)
    if name:
        case.holder_name = name
        case.save(update_fields=["holder_name"])


def _stays(facts: Facts) -> Finding:
    leaves = facts.fields("change").get("new_district") == OUTSIDE
    return Finding(not leaves, "迁出本市" if leaves else "仍在本市")


STAYS = Rule(
    "stays",
    "变更后仍在本市注册",
    NATIONAL,
    "gate",
    _stays,
    remedy="迁出本市的不办理变更，请联系主管部门办理退出。",
    section="change",
)


def changed(programme: Programme, certificate: CertificateSpec) -> Programme:
    """变更 of ``programme``; what is re-issued reads ``certificate``."""
    change = change_of(
        programme,
        title=f"{programme.title}变更",
        form=following.ChangeForm,
        apply=write_down,
        rules=(STAYS,),
    )
    endings = tuple(
        replace(ending, certificate=certificate, valid=the_same_days) if ending.certificate else ending
        for ending in change.endings
    )
    return replace(change, endings=endings)


CULTIVATION_CHANGE = register(
    changed(
        CULTIVATION,
        replace(
            enterprise.CERTIFICATE,
            body="**{holder}**（统一社会信用代码 {code}）自{from}起纳入**上海市产教融合型企业建设培育**范围。"
            "登记事项变更，换发本证书，原证书作废，培育期不变。",
            body_en="In the cultivation programme since {date}; re-issued after a change of registration.",
            validity="",
        ),
    )
)
RECOGNITION_CHANGE = register(
    changed(
        RECOGNITION,
        replace(
            enterprise_recognition.CERTIFICATE,
            body="兹认定**{holder}**（统一社会信用代码 {code}）为**上海市产教融合型企业**，有效期三年（{from}至{to}）。"
            "登记事项变更，换发本证书，原证书作废。",
        ),
    )
)

CULTIVATION_EXIT = register(
    exit_of(
        CULTIVATION,
        title="产教融合型企业建设培育退出",
        ban_years=bans.YEARS,
        text="自{date}起你单位退出产教融合型企业建设培育范围，所持证书失效" + BARRED,
    )
)
RECOGNITION_EXIT = register(
    exit_of(
        RECOGNITION,
        title="产教融合型企业退出",
        ban_years=bans.YEARS,
        text="自{date}起撤销或终止你单位的产教融合型企业资格，所持证书失效" + BARRED,
    )
)

REVIEW = register(
    renewal_of(
        RECOGNITION,
        title="产教融合型企业复核",
        policy=replace(RECOGNITION.policy, pass_mark=Decimal(80), marks={}),
        rules_version="A2-F-2026.1",
        party=replace(RECOGNITION.party, facts=rules.renewal_facts),
        rules=rules.RENEWAL_RULES,
        endings=(
            Ending(
                Outcome.GRANT,
                _("复核合格"),
                "grant",
                "复核决定书",
                "你单位复核合格，继续认定为上海市产教融合型企业，有效期三年",
                status=_("复核合格"),
                proposed="拟继续认定为上海市产教融合型企业",
                certificate=enterprise_recognition.CERTIFICATE,
                valid=after_the_old_one,
            ),
            Ending(
                Outcome.DEFER,
                _("整改后再复核"),
                "defer",
                "整改后再复核通知书",
                "本次暂不作出复核合格的结论，请整改后在有效期内再次申请复核",
            ),
            Ending(
                Outcome.EXIT,
                _("复核不合格"),
                "refuse",
                "复核不合格决定书",
                "你单位复核不合格，自{date}起退出产教融合型企业范围，所持证书失效",
                status=_("复核不合格"),
                adverse=True,
                effect=rules.leave(RECOGNITION.slug, "复核不合格，退出产教融合型企业范围"),
                obstacle=rules.only_below_the_mark,
            ),
        ),
    )
)
