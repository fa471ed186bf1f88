"""The people and offices of the stories. Everything is plainly fictional (虚构); codes belong to nobody.

``Cast.get`` finds or makes each, so that a second story joins the first on the same stage.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.models import Membership, Organisation, OrganisationKind, User
from accounts.roles import Role
from certification.models import Round
from certification.stories.companies import COMPANIES, code_of
from enterprises.models import Enterprise
from workflows import calendar, clock

PASSWORD = "demo-rongzheng"

OFFICES = [
    ("SH-JW", OrganisationKind.DEPARTMENT, "示例市教育委员会（虚构）"),
    ("SH-FGW", OrganisationKind.DEPARTMENT, "示例市发展和改革委员会（虚构）"),
    ("SH-GZW", OrganisationKind.DEPARTMENT, "示例市国有资产监督管理委员会（虚构）"),
    ("SH-CZJ", OrganisationKind.DEPARTMENT, "示例市财政局（虚构）"),
    ("SH-SWJ", OrganisationKind.DEPARTMENT, "示例市税务局（虚构）"),
    ("310115-FGW", OrganisationKind.DISTRICT, "浦东新区示例发展改革委（虚构）"),
    ("310115-JYJ", OrganisationKind.DISTRICT, "浦东新区示例教育局（虚构）"),
    ("310112-FGW", OrganisationKind.DISTRICT, "闵行区示例发展改革委（虚构）"),
    ("310112-JYJ", OrganisationKind.DISTRICT, "闵行区示例教育局（虚构）"),
    ("LG-GWH", OrganisationKind.ZONE, "临港新片区示例管委会（虚构）"),
    ("POOL-EXPERT", OrganisationKind.POOL, "示例评审专家库（虚构）"),
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
    ("pudong", "郑初审", [(Role.REVIEWER, "310115-FGW")], "浦东新区发展改革委审核员"),
    ("pudong-edu", "冯初审", [(Role.REVIEWER, "310115-JYJ")], "浦东新区教育局审核员"),
    ("minhang", "陈初审", [(Role.REVIEWER, "310112-FGW")], "闵行区发展改革委审核员"),
    ("minhang-edu", "褚初审", [(Role.REVIEWER, "310112-JYJ")], "闵行区教育局审核员"),
    ("lingang", "卫初审", [(Role.REVIEWER, "LG-GWH")], "临港新片区管委会审核员"),
    ("secretary", "蒋秘书", [(Role.SECRETARY, "SH-JW")], "联席会议秘书：审议结论"),
    ("decider", "沈签发", [(Role.DECIDER, "SH-FGW")], "签发人：决定"),
    ("sysadmin", "华管理", [(Role.ADMIN, "SH-JW")], "系统管理员：工作日历、后台任务"),
    *[
        (f"expert{n}", f"{surname}评审", [(Role.EXPERT, "POOL-EXPERT")], "评审专家" if n == 1 else "")
        for n, surname in enumerate("韩杨朱秦尤许何", 1)
    ],
]


@dataclass
class Cast:
    """Everybody on stage, found or made on first mention."""

    since: date = field(default_factory=lambda: clock.today() - timedelta(days=400))
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
        for year in sorted({clock.today().year, (clock.today() - timedelta(days=120)).year}):
            if calendar.is_provisional(date(year, 1, 1)):
                calendar.confirm_year(year, by=self["officer"], reason="演示环境按通常安排确认（示例）")

    def __getitem__(self, username: str) -> User:
        """The person with this user name; ``KeyError`` when not on stage."""
        return self._people[username]

    def company(self, key: str) -> tuple[Enterprise, User]:
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
        enterprise, _made = Enterprise.objects.get_or_create(
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
        return enterprise, self._people[username]

    def round(self, today: date) -> Round:
        """The open round, wide enough for a story that began months before ``today``."""
        found = Round.objects.filter(programme_slug="enterprise-cultivation", title__contains="示例").first()
        if found:
            return found
        return Round.objects.create(
            programme_slug="enterprise-cultivation",
            year=today.year,
            title=f"{today.year} 年度示例批次",
            opens_on=today - timedelta(days=200),
            closes_on=clock.today() + timedelta(days=45),
            reference_date=date(today.year, 1, 1),
            created_by=self["officer"],
        )

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
