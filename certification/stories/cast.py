"""The people and offices of the stories. Everything is plainly fictional (虚构); codes belong to nobody.

``Cast.get`` finds or makes each, so that a second story joins the first on the same stage.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import Membership, Organisation, OrganisationKind, User
from accounts.roles import Role
from certification import registry
from certification.domain import rounds
from certification.models import Round
from certification.stories.companies import COMPANIES, code_of
from enterprises.models import Enterprise
from workflows import calendar, clock

PASSWORD = "demo-rongzheng"
LATELY = timedelta(days=200)
"""How far back the round that is open now reaches; what began earlier belongs to one that has closed."""
AGENCY = "SH-CZJX"

OFFICES = [
    ("SH-JW", OrganisationKind.DEPARTMENT, "示例市教育委员会（虚构）"),
    ("SH-FGW", OrganisationKind.DEPARTMENT, "示例市发展和改革委员会（虚构）"),
    ("SH-GZW", OrganisationKind.DEPARTMENT, "示例市国有资产监督管理委员会（虚构）"),
    ("SH-CZJ", OrganisationKind.DEPARTMENT, "示例市财政局（虚构）"),
    ("SH-SWJ", OrganisationKind.DEPARTMENT, "示例市税务局（虚构）"),
    ("SH-JXW", OrganisationKind.DEPARTMENT, "示例市经济和信息化委员会（虚构）"),
    ("SH-RSJ", OrganisationKind.DEPARTMENT, "示例市人力资源和社会保障局（虚构）"),
    ("SH-PGY", OrganisationKind.DEPARTMENT, "示例市教育评估院（虚构）"),
    ("310115-FGW", OrganisationKind.DISTRICT, "浦东新区示例发展改革委（虚构）"),
    ("310115-JYJ", OrganisationKind.DISTRICT, "浦东新区示例教育局（虚构）"),
    ("310112-FGW", OrganisationKind.DISTRICT, "闵行区示例发展改革委（虚构）"),
    ("310112-JYJ", OrganisationKind.DISTRICT, "闵行区示例教育局（虚构）"),
    ("LG-GWH", OrganisationKind.ZONE, "临港新片区示例管委会（虚构）"),
    ("POOL-EXPERT", OrganisationKind.POOL, "示例评审专家库（虚构）"),
    (AGENCY, OrganisationKind.AGENCY, "示例产教融合促进中心（虚构）"),
]

# username, name, [(role, unit)], what the sign-in page says of the account
STAFF = [
    ("intake", "王受理", [(Role.INTAKE, "SH-JW")], "受理员：受理、不予受理、补正"),
    (
        "officer",
        "李主办",
        [(Role.OFFICER, "SH-FGW"), (Role.OFFICER, "SH-JW")],
        "主办：批次、专家组、公示、单位认领",
    ),
    ("fgw", "赵复核", [(Role.REVIEWER, "SH-FGW")], "市发展改革委审核员（牵头汇总补正）"),
    ("jw", "钱复核", [(Role.REVIEWER, "SH-JW")], "市教委审核员"),
    ("gzw", "孙复核", [(Role.REVIEWER, "SH-GZW")], "市国资委审核员"),
    ("czj", "周复核", [(Role.REVIEWER, "SH-CZJ")], "市财政局审核员"),
    ("swj", "吴复核", [(Role.REVIEWER, "SH-SWJ")], "市税务局审核员"),
    ("jxw", "江复核", [(Role.REVIEWER, "SH-JXW")], "市经济信息化委审核员"),
    ("rsj", "颜复核", [(Role.REVIEWER, "SH-RSJ")], "市人力资源社会保障局审核员"),
    ("evaluator", "顾评估", [(Role.REVIEWER, "SH-PGY")], "市教育评估院：标杆学校第三方材料评估"),
    ("pudong", "郑初审", [(Role.REVIEWER, "310115-FGW")], "浦东新区发展改革委审核员"),
    ("pudong-edu", "冯初审", [(Role.REVIEWER, "310115-JYJ")], "浦东新区教育局审核员"),
    ("minhang", "陈初审", [(Role.REVIEWER, "310112-FGW")], "闵行区发展改革委审核员"),
    ("minhang-edu", "褚初审", [(Role.REVIEWER, "310112-JYJ")], "闵行区教育局审核员"),
    ("lingang", "卫初审", [(Role.REVIEWER, "LG-GWH")], "临港新片区管委会审核员"),
    ("secretary", "蒋秘书", [(Role.SECRETARY, "SH-JW")], "联席会议秘书：审议结论"),
    ("decider", "沈签发", [(Role.DECIDER, "SH-FGW")], "签发人（市发展改革委）：决定"),
    ("edu-decider", "陶签发", [(Role.DECIDER, "SH-JW")], "签发人（市教委）：师资、标杆学校、基地"),
    ("hr-intake", "金受理", [(Role.INTAKE, "SH-RSJ")], "市人力资源社会保障局受理员"),
    ("hr-officer", "魏主办", [(Role.OFFICER, "SH-RSJ")], "市人力资源社会保障局主办"),
    ("hr-decider", "喻签发", [(Role.DECIDER, "SH-RSJ")], "市人力资源社会保障局签发人"),
    ("agency", "华受托", [(Role.OFFICER, AGENCY)], "受托机构主办：代办认定的主办环节，不能签发"),
    ("sysadmin", "华管理", [(Role.ADMIN, "SH-JW")], "系统管理员：工作日历、后台任务"),
    *[
        (f"expert{n}", f"{surname}评审", [(Role.EXPERT, "POOL-EXPERT")], "评审专家" if n == 1 else "")
        for n, surname in enumerate("韩杨朱秦尤许何", 1)
    ],
]


@dataclass
class Cast:
    """Everybody on stage, found or made on first mention."""

    since: date = field(default_factory=lambda: clock.today() - timedelta(days=4000))
    _people: dict[str, User] = field(default_factory=dict)

    def set_stage(self) -> None:
        """Make all offices and staff, and settle the calendar of the years the stories reach back to: where
        the holidays are not announced yet, a demonstration takes the usual ones as confirmed."""
        for code, kind, name in OFFICES:
            Organisation.objects.get_or_create(
                code=code,
                defaults={
                    "kind": kind,
                    "name": name,
                    "district": code[:6] if kind == OrganisationKind.DISTRICT else "",
                },
            )
        for username, name, posts, _about in STAFF:
            self._people[username] = self._person(username, name, posts)
        self.settle({clock.today().year, (clock.today() - timedelta(days=120)).year})

    def settle(self, years: Iterable[int]) -> None:
        """Take the calendar of ``years`` as confirmed where it is not announced."""
        for year in sorted(years):
            if calendar.is_provisional(date(year, 1, 1)):
                calendar.confirm_year(year, by=self["officer"], reason="演示环境按通常安排确认（示例）")

    def __getitem__(self, username: str) -> User:
        """The person with this user name; ``KeyError`` when not on stage."""
        return self._people[username]

    def at(self, role: str, unit: str) -> User:
        """Whoever stands at this desk first."""
        for username, _name, posts, _about in STAFF:
            if (role, unit) in posts:
                return self[username]
        raise KeyError((role, unit))

    def company(self, key: str) -> tuple[Organisation, User]:
        """An applicant and its clerk, user name ``<key>-clerk``."""
        company = COMPANIES[key]
        organisation, _made = Organisation.objects.get_or_create(
            code=code_of(company),
            defaults={
                "kind": OrganisationKind.ENTERPRISE,
                "name": company.name,
                "district": company.district,
                "zone": company.zone,
            },
        )
        Enterprise.objects.get_or_create(
            organisation=organisation,
            defaults={
                "legal_form": "limited",
                "registered_district": company.district,
                "zone": company.zone,
                "industry_code": company.industry,
                "scale": "large" if company.employees >= 1000 else "medium",
                "legal_representative": f"{company.clerk[0]}示例",
                "contact_name": company.clerk,
                "contact_phone": "021-00000000",
                "employees": company.employees,
                "address": "上海市示例路 1 号（虚构）",
                "established_on": date(2012, 5, 18),
            },
        )
        posts = [(Role.CLERK, organisation.code), (Role.ORG_ADMIN, organisation.code)]
        username = f"{key}-clerk"
        self._people[username] = self._person(username, company.clerk, posts)
        return organisation, self._people[username]

    def round(self, programme: str, day: date) -> Round:
        """The round of ``programme`` that is open on ``day``: today's, wide enough for a story that began
        months before it, or that of an earlier year. Procedures of all the year have theirs."""
        declared = registry.get(programme)
        if declared.all_year:
            with clock.travel(_noon(day)):
                return rounds.all_year(declared)
        found = Round.objects.filter(programme_slug=programme, opens_on__lte=day, closes_on__gte=day).first()
        if found:
            return found
        recent = day >= clock.today() - LATELY
        year_end = date(day.year, 12, 31)
        return Round.objects.create(
            programme_slug=programme,
            year=day.year,
            title=f"{day.year} 年度示例批次" if recent else f"{day.year} 年度示例批次（往年）",
            opens_on=day - LATELY if recent else date(day.year, 1, 1),
            closes_on=clock.today() + timedelta(days=45) if recent else min(year_end, clock.today() - LATELY),
            reference_date=date(day.year, 1, 1),
            created_by=self.at(Role.OFFICER, declared.lead_unit),
        )

    def person(self, username: str, name: str, posts: list[tuple[Role, str]]) -> User:
        """Somebody of a family's own, on stage from now on."""
        self._people[username] = self._person(username, name, posts)
        return self._people[username]

    def _person(self, username: str, name: str, posts: list[tuple[Role, str]]) -> User:
        user = User.objects.filter(username=username).first()
        if user is None:
            user = User(
                username=username, name=f"{name}（虚构）", email=f"{username}@{settings.DEMO_MAIL_DOMAIN}"
            )
            user.password = _hashed(PASSWORD)
            user.save()
        for role, code in posts:
            Membership.objects.get_or_create(
                user=user,
                organisation=Organisation.objects.get(code=code),
                role=role,
                ends_on=None,
                defaults={"starts_on": self.since},
            )
        return user


@cache
def _hashed(password: str) -> str:
    """Everybody on stage shares one public password: it is hashed once, not fifty times."""
    return make_password(password)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
