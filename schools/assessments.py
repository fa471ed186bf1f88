"""Self-assessment (自评): the administrator opens a year, assigns its indicators and locks them; offices fill.

Every verb here leaves an audit row on the assessment's chain and refuses with what to do next. Locked values are
what applications and comparison read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.access import has_role, organisations_of
from accounts.models import Organisation, User
from accounts.roles import Role
from schools.indicators import SCHEME, Indicator, by_slug, table
from schools.models import Assessment, AssessmentStatus, IndicatorValue, School
from workflows import audit, clock, transitions
from workflows.errors import Answer, Refused


@dataclass(frozen=True)
class Filled:
    """What an office says of one indicator."""

    numerator: Decimal
    denominator: Decimal | None
    data_year: int
    source_note: str


def visible(user: User) -> QuerySet[Assessment]:
    """Assessments of the schools a person belongs to."""
    return Assessment.objects.filter(school__organisation__in=organisations_of(user)).select_related(
        "school__organisation", "locked_by"
    )


def may_manage(user: User, organisation: Organisation) -> Answer:
    """Opening, assigning, locking and reopening belong to the school's administrator."""
    answer = has_role(user, Role.ORG_ADMIN, organisation.code)
    return answer or Answer(False, _("只有本校管理员可以启动、分工和锁定自评。"), "role")


def may_fill(user: User, value: IndicatorValue) -> Answer:
    """The person it is assigned to while they belong to the school, or its administrator; until it is locked."""
    assessment = value.assessment
    organisation = assessment.school.organisation
    if assessment.is_locked:
        return Answer(False, _("自评已锁定，不能修改。需要更正的，请本校管理员说明原因后解锁。"), "locked")
    if value.assignee_id == user.pk and organisations_of(user).filter(pk=organisation.pk).exists():
        return Answer(True)
    return has_role(user, Role.ORG_ADMIN, organisation.code) or _not_yours(value)


def years(today_year: int) -> list[int]:
    """The years for which an assessment may be opened: this one and the last."""
    return [today_year, today_year - 1]


@transaction.atomic
def open_year(school: School, year: int, *, by: User) -> Assessment:
    """Begin the assessment of a year with one row an indicator. Offices and persons are taken over from the last
    assessment where the person still belongs to the school."""
    _demand(may_manage(by, school.organisation))
    Organisation.objects.select_for_update().get(pk=school.organisation_id)
    if year not in years(clock.today().year):
        raise Refused("year", _("只能启动本年度或上年度的自评。"))
    if Assessment.objects.filter(school=school, year=year).exists():
        raise Refused("exists", _("%(year)s 年度自评已经启动，请直接填报。") % {"year": year})
    assessment = Assessment.objects.create(school=school, year=year, scheme=SCHEME, opened_by=by)
    before = _last_assignments(school, year)
    members = set(live_members(school.organisation).values_list("pk", flat=True))
    IndicatorValue.objects.bulk_create(
        IndicatorValue(
            assessment=assessment,
            indicator=indicator.slug,
            office=before[indicator.slug].office if indicator.slug in before else indicator.office,
            assignee_id=_still(before.get(indicator.slug), members),
        )
        for indicator in table(SCHEME, school.level)
    )
    audit.record(assessment.audit_chain, "assessment.opened", by=by, data={"year": year, "scheme": SCHEME})
    return assessment


@transaction.atomic
def assign(
    assessment: Assessment, wanted: Mapping[str, tuple[str, User | None]], *, by: User
) -> list[IndicatorValue]:
    """Name office and person of each indicator; returns the rows that have a new person to be told."""
    _demand(may_manage(by, assessment.school.organisation))
    assessment = _locked_row(assessment)
    members = set(live_members(assessment.school.organisation).values_list("pk", flat=True))
    told = []
    for value in assessment.values.filter(indicator__in=wanted):
        office, person = wanted[value.indicator]
        if person and person.pk not in members:
            raise Refused("not_member", _("%(name)s 已不是本校成员，请另选填报人。") % {"name": person})
        if (value.office, value.assignee_id) == (office, person.pk if person else None):
            continue
        if person and person.pk not in (value.assignee_id, by.pk):
            told.append(value)
        value.office, value.assignee = office, person
        value.save(update_fields=["office", "assignee"])
        data = {"indicator": value.indicator, "office": office, "user": person.pk if person else None}
        audit.record(assessment.audit_chain, "assessment.assigned", by=by, data=data)
    return told


@transaction.atomic
def fill(value: IndicatorValue, filled: Filled, *, version: int, by: User) -> IndicatorValue:
    """Store one indicator; ``version`` is that of the row the person saw."""
    _locked_row(value.assessment)
    row = IndicatorValue.objects.select_for_update().get(pk=value.pk)
    _demand(may_fill(by, row))
    if row.version != version:
        raise Refused(
            "stale",
            _("%(who)s 刚刚保存了本指标。请核对其填写的内容，再决定是否修改。") % {"who": row.filled_by},
        )
    _check(indicator_of(row), filled, row.assessment.year)
    row.numerator, row.denominator = filled.numerator, filled.denominator
    row.data_year, row.source_note = filled.data_year, filled.source_note
    row.filled_by, row.filled_at, row.version = by, clock.now(), version + 1
    row.save()
    data = {"indicator": row.indicator, "numerator": filled.numerator, "denominator": filled.denominator}
    audit.record(
        row.assessment.audit_chain, "assessment.filled", by=by, data=data | {"year": filled.data_year}
    )
    return row


@transaction.atomic
def lock(assessment: Assessment, *, by: User) -> Assessment:
    """Close the assessment: every indicator filled and the school's comparison group known."""
    _demand(may_manage(by, assessment.school.organisation))
    row = _locked_row(assessment)
    missing = [indicator_of(v).title for v in row.values.all() if not v.is_filled]
    if missing:
        raise Refused(
            "incomplete",
            _("还有 %(n)s 项指标没有填报：%(titles)s。") % {"n": len(missing), "titles": "、".join(missing)},
        )
    group = row.school.comparison_group
    if not group:
        raise Refused("unclassified", _("学校信息中尚未选择分类（两个维度），无法确定比较组，请先补充。"))
    return transitions.apply(row, "lock", by=by, data={"group": group}, person=by, group=group)


@transaction.atomic
def reopen(assessment: Assessment, reason: str, *, by: User) -> Assessment:
    """Unlock with a reason; cases already submitted keep the values they were submitted with."""
    _demand(may_manage(by, assessment.school.organisation))
    if not reason.strip():
        raise Refused("reason", _("请写明解锁的原因。"))
    return transitions.apply(assessment, "reopen", by=by, reason=reason.strip())


def locked(organisation: Organisation, year: int | None = None) -> Assessment | None:
    """The latest locked assessment of a school, or that of a year."""
    rows = Assessment.objects.filter(school__organisation=organisation, status=AssessmentStatus.LOCKED)
    if year is not None:
        rows = rows.filter(year=year)
    return rows.select_related("school__organisation").order_by("-year").first()


def results(assessment: Assessment) -> dict[str, Decimal | None]:
    """Values by indicator, each in its unit."""
    return _values(assessment.values.all(), by_slug(assessment.scheme))


def group_results(assessment: Assessment) -> dict[int, dict[str, Decimal | None]]:
    """Values of every locked assessment of the same group, year and edition, by assessment; two queries."""
    if not assessment.is_locked:
        return {}
    return locked_results(assessment.year, assessment.group, assessment.scheme)


def locked_results(year: int, group: str, scheme: str) -> dict[int, dict[str, Decimal | None]]:
    """Values of every locked assessment of a year, group and edition, by assessment; two queries."""
    rows = Assessment.objects.filter(year=year, group=group, scheme=scheme, status=AssessmentStatus.LOCKED)
    known = by_slug(scheme)
    return {row.pk: _values(row.values.all(), known) for row in rows.prefetch_related("values")}


def indicator_of(value: IndicatorValue) -> Indicator:
    return by_slug(value.assessment.scheme)[value.indicator]


def live_members(organisation: Organisation) -> QuerySet[User]:
    """People who belong to the school today, by name."""
    members = organisation.memberships.live().values("user")
    return User.objects.filter(pk__in=members, is_active=True).order_by("name", "pk")


def _values(rows: Iterable[IndicatorValue], known: Mapping[str, Indicator]) -> dict[str, Decimal | None]:
    return {r.indicator: known[r.indicator].value(r.numerator, r.denominator) for r in rows}


def _check(indicator: Indicator, filled: Filled, year: int) -> None:
    """The indicator's own rules again, whatever the screen has checked."""
    if bool(indicator.denominator) != (filled.denominator is not None):
        raise Refused("denominator", _("请核对分母。"))
    if indicator.part and filled.denominator is not None and filled.numerator > filled.denominator:
        raise Refused("part", _("分子不能大于分母，请核对。"))
    if filled.data_year not in indicator.years(year):
        raise Refused("data_year", _("数据年度不符合本指标的要求，请核对。"))


def _locked_row(assessment: Assessment) -> Assessment:
    """The row under its lock, still being filled."""
    row = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("school__organisation")
        .get(pk=assessment.pk)
    )
    if row.is_locked:
        raise Refused("locked", _("自评已锁定，不能修改。需要更正的，请本校管理员说明原因后解锁。"))
    return row


def _last_assignments(school: School, year: int) -> dict[str, IndicatorValue]:
    last = Assessment.objects.filter(school=school, year__lt=year).order_by("-year").first()
    return {value.indicator: value for value in last.values.all()} if last else {}


def _still(value: IndicatorValue | None, members: set[int]) -> int | None:
    return value.assignee_id if value and value.assignee_id in members else None


def _not_yours(value: IndicatorValue) -> Answer:
    who = value.assignee or _("本校管理员")
    return Answer(
        False, _("本指标由 %(who)s 填报；需要调整分工的，请联系本校管理员。") % {"who": who}, "assignee"
    )


def _demand(answer: Answer) -> None:
    if not answer:
        raise Refused("forbidden", answer.reason)
