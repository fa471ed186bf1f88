"""The bases of the stories and how they come on stage. Everything is plainly fictional (虚构)."""

from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Organisation, User
from bases import partners, profile
from bases.kinds import Kind
from bases.models import Base, Partner
from certification.stories.campus_cast import school
from certification.stories.campuses import CAMPUSES
from certification.stories.cast import Cast
from certification.stories.companies import Company


@dataclass(frozen=True)
class Site:
    """A base: its kind, its school (a campus) and its enterprise (a company of the stories)."""

    key: str
    name: str
    kind: Kind
    campus: str
    company: str
    chain: str = "集成电路"
    district: str = "310115"
    zone: str = "LG"
    share: Decimal = Decimal("54.00")

    @property
    def applicant(self) -> Company:
        """As the printing of papers takes it."""
        return CAMPUSES[self.campus].applicant


def _site(key: str, name: str, kind: Kind, campus: str, company: str, **more: object) -> Site:
    return Site(key, f"{name}（虚构）", kind, campus, company, **more)  # type: ignore[arg-type]


_PUDONG = {"zone": ""}
_MINHANG = {"district": "310112", "zone": ""}
SITES = {
    site.key: site
    for site in [
        _site("chip-base", "集成电路工艺协同育人基地", Kind.D2, "yingyong", "chip"),
        _site("robot-base", "智能装备教师践习基地", Kind.D3, "keji", "robot", chain="智能装备", **_PUDONG),
        _site("aero-base", "航空零部件就业见习基地", Kind.D1, "dianji", "aero", chain="航空制造", **_PUDONG),
        _site("pharma-base", "生物医药生产性实训中心", Kind.D7, "ligong", "pharma", chain="生物医药", **_MINHANG),
        _site("marine-base", "海洋工程现代产业学院", Kind.D5, "haiyang", "marine", chain="海洋工程"),
        _site("tool-base", "精密制造高技能人才培养基地", Kind.D8, "gongyi", "tool", chain="高端装备", **_PUDONG),
        _site("wafer-base", "晶圆材料研究生联合培养基地", Kind.D4, "ligong", "wafer"),
        _site("vision-base", "智能视觉未来技术学院", Kind.D6, "keji", "vision", chain="人工智能", **_PUDONG),
        _site("sensor-base", "智能传感协同育人基地", Kind.D2, "dianzi", "sensor", chain="智能传感", **_PUDONG),
        _site("optics-base", "光电技术协同育人基地", Kind.D2, "xinxi", "optics", chain="光电子", **_MINHANG),
        _site("care-base", "康养服务就业型基地", Kind.D1, "jianqiao", "care", chain="健康养老", **_MINHANG),
        _site("drone-base", "无人机系统教学型基地", Kind.D2, "jiaotong", "drone", chain="低空装备", **_MINHANG),
        _site("laser-base", "激光装备生产性实训中心", Kind.D7, "shangwu", "laser", chain="激光装备", **_PUDONG),
        _site("gear-base", "精密传动教学型基地", Kind.D2, "gongyi", "gear", chain="高端装备", **_PUDONG),
        _site("ship-base", "船舶配套就业型基地", Kind.D1, "haiyang", "ship", chain="船舶海工", **_PUDONG),
        _site("crane-base", "起重装备教师践习基地", Kind.D3, "gongyi", "crane", chain="高端装备", **_PUDONG),
        _site("print-base", "增材制造生产性实训中心", Kind.D7, "keji", "print", chain="增材制造", **_PUDONG),
        _site("rail-base", "轨道交通高技能人才培养基地", Kind.D8, "chengshi", "rail", chain="轨道交通", **_PUDONG),
    ]
}  # fmt: skip


def place(cast: Cast, key: str) -> tuple[Base, Organisation, User, Partner, User]:
    """A base with its school, the school's clerk, its partner and the partner's clerk; made on first mention."""
    site = SITES[key]
    organisation, clerk = school(cast, site.campus)
    company, friend = cast.company(site.company)
    base = Base.objects.filter(school=organisation, kind=site.kind, name=site.name).first()
    if base is None:
        base = profile.found(
            Base(
                school=organisation,
                kind=site.kind,
                name=site.name,
                chain=site.chain,
                district=site.district,
                zone=site.zone,
                address=f"上海市示例路 {len(SITES) + list(SITES).index(key)} 号（虚构）",
                area=Decimal("2600.00"),
                equipment_value=Decimal("18800000.00"),
                stations=160,
                capacity=420,
                teacher_places=36,
                leader=f"{clerk.name[0]}示例（虚构）",
                leader_post="产业学院院长",
                leader_phone="021-00000000",
            ),
            by=clerk,
        )
        partners.name(
            base, company, role="lead", share=site.share, duties="提供工艺设备、企业导师和实习岗位", by=clerk
        )
    return base, organisation, clerk, base.partners.select_related("organisation").get(), friend
