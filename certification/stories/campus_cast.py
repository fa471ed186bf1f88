"""Schools on stage: organisation, profile, people, self-assessment; and an enterprise in standing as their partner."""

from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone
from stdnum.cn import uscc

from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from certification.models import Certificate
from certification.stories.campuses import CAMPUSES, Campus
from certification.stories.cast import Cast
from schools import assessments
from schools.assessments import Filled
from schools.codes import Ownership
from schools.indicators import SCHEME, Indicator, table
from schools.models import Assessment, AssessmentStatus, School
from workflows import clock, transitions

PARTNER = "上海示例精工制造有限公司（虚构）"
PARTNER_CODE = "91310199000777001" + uscc.calc_check_digit("91310199000777001")
_PER_STUDENT = {"joint_students": Decimal("0.1304"), "training": Decimal(2)}
_FIXED = {
    "enterprise_hours": ("9408", "42000"),
    "dual_teachers": ("306", "450"),
    "practice_days": ("5400", "450"),
    "bases": ("14", ""),
    "partners": ("6", ""),
    "colleges": ("4", ""),
    "income": ("6850", "620"),
    "staying": ("1704", "2400"),
    "matching": ("1920", "2400"),
    "partner_jobs": ("480", "2400"),
}


def school(cast: Cast, key: str) -> tuple[Organisation, User]:
    """A school and its clerk (also its administrator), user name ``<key>-clerk``."""
    campus = CAMPUSES[key]
    organisation, _made = Organisation.objects.get_or_create(
        code=campus.credit_code,
        defaults={
            "kind": OrganisationKind.SCHOOL,
            "name": campus.name,
            "district": campus.district,
            "zone": campus.zone,
        },
    )
    School.objects.get_or_create(
        organisation=organisation,
        defaults={
            "code": campus.code,
            "level": campus.level,
            "orientation": campus.orientation,
            "breadth": campus.breadth,
            "ownership": Ownership.PUBLIC,
            "supervisor": "示例教育主管部门（虚构）",
            "founded_on": date(1985, 9, 1),
            "district": campus.district,
            "zone": campus.zone,
            "address": "上海市示例路 100 号（虚构）",
            "students": campus.students,
            "teachers": campus.teachers,
            "majors": campus.majors,
            "legal_representative": f"{campus.clerk[0]}示例",
            "contact_name": campus.clerk,
            "contact_phone": "021-00000000",
        },
    )
    posts = [(Role.CLERK, organisation.code), (Role.ORG_ADMIN, organisation.code)]
    return organisation, cast.person(f"{key}-clerk", campus.clerk, posts)


def assess(organisation: Organisation, campus: Campus, year: int, *, by: User) -> Assessment:
    """The year's self-assessment, filled and locked; done before, it is left alone."""
    own = School.objects.get(organisation=organisation)
    found = own.assessments.filter(year=year).first()
    if found is not None and found.status == AssessmentStatus.LOCKED:
        return found
    made = found or assessments.open_year(own, year, by=by)
    known = {i.slug: i for i in table(SCHEME, campus.level)}
    for value in made.values.all():
        value.assessment = made
        assessments.fill(value, _numbers(known[value.indicator], campus, year), version=value.version, by=by)
    return assessments.lock(made, by=by)


def partner(cast: Cast, since: date) -> Organisation:
    """An enterprise that holds a certificate taken over from the older register (历史导入)."""
    organisation, made = Organisation.objects.get_or_create(
        code=PARTNER_CODE,
        defaults={"kind": OrganisationKind.ENTERPRISE, "name": PARTNER, "district": "310115"},
    )
    if made:
        row = Certificate.objects.create(
            programme_slug="enterprise-cultivation",
            organisation=organisation,
            series=f"A1-{since.year}",
            serial=90_001,
            number=f"SHCJ-A1-{since.year}-90001",
            code="历史导入-90001",
            holder_name=PARTNER,
            valid_from=since,
            imported=True,
            content={
                "title": "产教融合型企业建设培育证书",
                "holder": PARTNER,
                "uscc": PARTNER_CODE,
                "document_no": f"沪产教融企培〔{since.year}〕第90001号（示例）",
                "issuers": ["示例发展改革主管部门（虚构）"],
                "validity_label": "培育期",
                "validity": "不少于一年",
            },
            content_sha256="",
            reserved_at=_noon(since),
        )
        transitions.apply(row, "take_over", by=cast["officer"], at=clock.now())
    return organisation


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _numbers(indicator: Indicator, campus: Campus, year: int) -> Filled:
    """Believable numbers: the model school's, scaled to the campus and how well it does."""
    if indicator.slug in _PER_STUDENT:
        denominator = Decimal(campus.students)
        numerator = _PER_STUDENT[indicator.slug] * denominator
    else:
        first, second = _FIXED[indicator.slug]
        numerator, denominator = Decimal(first), Decimal(second) if second else Decimal(0)
    numerator = (numerator * campus.factor).quantize(Decimal(1))
    return Filled(
        numerator,
        denominator if indicator.denominator else None,
        year - 1,
        f"{indicator.source}（虚构）",
    )
