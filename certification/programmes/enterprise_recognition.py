"""A2 产教融合型企业认定: the second rung of 先建后认 (plan tasks 12 and 13), on the flow of the first.

Sources: 沪教委高〔2021〕64号 (plan), 发改社会〔2019〕590号 (trial measures). Marks, limits, wording and numbering are
illustrative (示例) until the competent department confirms them.
"""

from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from certification.models import Outcome
from certification.programmes import enterprise
from certification.programmes import enterprise_recognition_rules as rules
from certification.programmes.enterprise_duties import DUTIES
from certification.registry import CertificateSpec, Ending, EvidenceKind, Section, Table, register
from enterprises import dossier, recognition

FIRST = enterprise.PROGRAMME

PARTY = replace(FIRST.party, facts=rules.facts, suggestions=rules.suggestions)

POLICY = replace(
    FIRST.policy,
    pass_mark=Decimal(80),
    marks={Outcome.EXTEND.value: Decimal(60)},
    illustrative=(*FIRST.policy.illustrative, "marks"),
)

SECTIONS = (
    FIRST.section("basic"),
    Section(
        "cultivation",
        "培育期成效",
        recognition.CultivationForm,
        (Table("reports", "年度报告", recognition.ReportRow, 10, "按已报送的年度报告填写。"),),
    ),
    Section(
        "plan_result",
        "三年规划执行情况",
        recognition.PlanResultForm,
        (Table("goals", "目标完成情况", recognition.GoalRow, 30),),
    ),
    FIRST.section("governance"),
    FIRST.section("cooperation"),
    FIRST.section("internship"),
    FIRST.section("investment"),
    FIRST.section("technology"),
    Section("plan", "下一个三年计划", recognition.OutlookForm),
    Section("claims", "认定条件与承诺", dossier.ClaimsForm),
)

EVIDENCE = (
    *(kind for kind in FIRST.evidence if kind.slug != "plan"),
    EvidenceKind("cultivation", "培育期工作总结", required=True, most=2),
    EvidenceKind("plan", "已公布的三年规划", required=True, most=2),
    EvidenceKind(
        "reports", "年度报告", hint="平台内已报送的可不再提交；历史导入的企业须提交。", waivable=True
    ),
)

CERTIFICATE = CertificateSpec(
    template="certificates/enterprise_recognition.html",
    series="A2",
    title="上海市产教融合型企业证书",
    title_en="Certificate of Industry-Education Integrated Enterprise",
    document_no="沪产教融企〔{year}〕第{serial:05d}号（示例）",
    body="兹认定**{holder}**（统一社会信用代码 {code}）为**上海市产教融合型企业**，有效期三年（{from}至{to}）。",
    body_en="Recognised as an industry-education integrated enterprise of Shanghai, valid from {date} to {to}.",
    issuers=("示例发展改革主管部门（虚构）", "示例教育主管部门（虚构）"),
    years=3,
    plaque=True,
)

EXTENSION = replace(
    enterprise.CERTIFICATE,
    title="产教融合型企业延长培育证书",
    document_no="沪产教融企延〔{year}〕第{serial:05d}号（示例）",
    body="经认定评审，**{holder}**（统一社会信用代码 {code}）延长**上海市产教融合型企业建设培育**期，自{from}至{to}，"
    "延长一次，期满前可再次申请认定。",
    body_en="The cultivation period is extended once, from {date} to {to}.",
    validity_label="延长培育期",
    validity="",
    standing=FIRST.slug,
)

ENDINGS = (
    Ending(
        Outcome.GRANT,
        _("认定"),
        "grant",
        "认定决定书",
        "自{date}起认定你单位为上海市产教融合型企业，有效期三年",
        status=_("予以认定"),
        proposed="拟认定为上海市产教融合型企业",
        certificate=CERTIFICATE,
        replaces=(FIRST.slug, rules.SLUG),
        obstacle=rules.not_after_an_exit,
    ),
    Ending(
        Outcome.EXTEND,
        _("延长培育"),
        "grant",
        "延长培育决定书",
        "自{date}起延长你单位的建设培育期，不超过一年，期满前可再次申请认定",
        status=_("延长培育"),
        proposed="拟延长产教融合型企业建设培育期",
        certificate=EXTENSION,
        replaces=(FIRST.slug,),
        valid=rules.extended_term,
        obstacle=rules.only_once,
    ),
    Ending(
        Outcome.DEFER,
        _("补正后再报"),
        "defer",
        "补正后再报通知书",
        "本次暂不认定，建议完善后在培育期内重新申报",
    ),
    Ending(
        Outcome.REFUSE,
        _("不予认定"),
        "refuse",
        "不予认定决定书",
        "不予认定；建设培育资格不受影响",
        status=_("不予认定"),
        adverse=True,
    ),
    Ending(
        Outcome.EXIT,
        _("退出"),
        "refuse",
        "退出建设培育决定书",
        "你单位认定评审不合格，自{date}起退出产教融合型企业建设培育范围",
        status=_("退出培育"),
        adverse=True,
        effect=rules.leave(FIRST.slug, "认定评审不合格，退出建设培育范围"),
        obstacle=rules.only_below_the_mark,
    ),
)

PROGRAMME = register(
    replace(
        FIRST,
        slug=rules.SLUG,
        code="A2",
        title="产教融合型企业认定",
        title_en="Industry-education enterprise recognition",
        summary="建设培育满一年的企业申请认定为上海市产教融合型企业，有效期三年。",
        policy=POLICY,
        rules_version="A2-2026.1",
        party=PARTY,
        sections=SECTIONS,
        evidence=EVIDENCE,
        rules=rules.RECOGNITION_RULES,
        endings=ENDINGS,
        follow_ups=DUTIES,
        faq=(
            ("没有纳入建设培育可以直接申请认定吗？", "不可以。按先建后认的原则，须纳入建设培育满一年。"),
            (
                "评审得分不够怎么办？",
                "60 分以上不满 80 分的，可延长培育一次，不超过一年；不满 60 分的，退出培育（示例）。",
            ),
            (
                "认定以后还要做什么？",
                "三个月内备案三年规划，每年 1 月 31 日前报送年度报告，有效期满前申请复核（示例）。",
            ),
            ("单位更名、迁址怎么办？", "在“我的资格”中申请变更，核准后换发证书，有效期不变。"),
        ),
    )
)
