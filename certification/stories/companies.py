"""The applicants of the stories. Everything is plainly fictional (虚构); codes belong to nobody."""

from dataclasses import dataclass
from typing import Any

from stdnum.cn import uscc


@dataclass(frozen=True)
class Company:
    """An applicant of the stories: ``trade`` names what it builds, for the words of its dossier;
    ``conditions`` are those it claims and proves."""

    key: str
    name: str
    clerk: str
    district: str = "310115"
    zone: str = ""
    trade: str = "智能装备"
    focus: str = "manufacturing"
    industry: str = "C3491"
    employees: int = 420
    code: str = ""
    conditions: tuple[str, ...] = ("internship", "investment")


FOUR = ("internship", "joint_majors", "investment", "joint_ip")
_IC: dict[str, Any] = {"trade": "集成电路工艺", "focus": "ic", "industry": "C3973"}
_AI: dict[str, Any] = {"trade": "人工智能应用", "focus": "ai", "industry": "I6513"}
_BIO: dict[str, Any] = {"trade": "生物制药", "focus": "bio", "industry": "C2761"}
_AERO: dict[str, Any] = {"trade": "航空零部件", "focus": "aero", "industry": "C3744"}
_CARE: dict[str, Any] = {"trade": "康养服务", "focus": "care", "industry": "Q8514"}


def _company(key: str, name: str, clerk: str, **more: Any) -> Company:
    return Company(key, f"{name}（虚构）", clerk, **more)


COMPANIES = {
    company.key: company
    for company in [
        # the stories, each told to its end
        _company(
            "chip",
            "申芯示例半导体（上海）有限公司",
            "林申报",
            zone="LG",
            trade="集成电路工艺",
            focus="ic",
            industry="C3973",
            employees=860,
            code="91310115000000019M",
            conditions=FOUR,
        ),
        _company("robot", "上海云岚示例智能装备有限公司", "方申报", conditions=FOUR),
        _company(
            "pharma",
            "上海申澜示例生物医药科技股份有限公司",
            "石申报",
            district="310112",
            **_BIO,
            employees=1260,
        ),
        _company(
            "aero", "华东示例航空零部件（上海）有限公司", "姚申报", **_AERO, employees=930, conditions=FOUR
        ),
        _company("care", "上海锦程示例康养服务有限公司", "邵申报", district="310112", **_CARE),
        _company("data", "上海澄海示例数据服务有限公司", "汪申报", **_AI),
        _company("marine", "上海泊舟示例海洋工程有限公司", "毛申报", trade="海洋工程装备", industry="C3734"),
        _company("sensor", "上海微衡示例传感技术有限公司", "狄申报", trade="智能传感器", industry="C3983"),
        _company("optics", "上海晴川示例光电科技有限公司", "米申报", district="310112", **_IC),
        # the scenes that wait on somebody's desk
        _company("battery", "上海远澜示例新能源有限公司", "明申报", trade="动力电池", industry="C3841"),
        _company("tool", "上海砺金示例精密工具有限公司", "臧申报", trade="精密刀具", industry="C3421"),
        _company("drone", "上海凌汐示例无人机系统有限公司", "计申报", district="310112", **_AERO),
        _company("textile", "上海素织示例智能纺织有限公司", "伏申报", trade="智能纺织", industry="C1781"),
        _company("vision", "上海明眸示例视觉科技有限公司", "成申报", **_AI),
        _company(
            "valve",
            "上海衡澜示例流体控制有限公司",
            "戴申报",
            district="310112",
            trade="流体控制",
            industry="C3443",
        ),
        _company("wafer", "上海临澄示例晶圆材料有限公司", "谈申报", zone="LG", **_IC, employees=560),
        _company("ship", "上海长潮示例船舶配套有限公司", "宋申报", trade="船舶配套", industry="C3734"),
        _company("cloud", "上海积云示例云计算有限公司", "茅申报", **_AI, employees=1500),
        _company(
            "film",
            "上海光影示例数字文创有限公司",
            "庞申报",
            trade="数字文创",
            focus="services",
            industry="R8770",
        ),
        _company("gear", "上海齐轮示例传动设备有限公司", "熊申报", trade="精密传动", industry="C3453"),
        _company(
            "lens",
            "上海明澈示例光学仪器有限公司",
            "纪申报",
            district="310112",
            trade="光学仪器",
            industry="C4040",
        ),
        _company("laser", "上海砺光示例激光装备有限公司", "舒申报", trade="激光装备", industry="C3499"),
        _company("tea", "上海听雨示例食品科技有限公司", "屈申报", trade="食品智能制造", industry="C1499"),
        _company(
            "paper",
            "上海白泽示例包装材料有限公司",
            "项申报",
            district="310112",
            trade="绿色包装",
            industry="C2239",
        ),
        _company("vaccine", "上海安蕴示例疫苗研究有限公司", "祝申报", **_BIO, employees=780),
        _company(
            "rail", "上海通衢示例轨道交通装备有限公司", "董申报", trade="轨道交通装备", industry="C3714"
        ),
        _company("wind", "上海长风示例风电装备有限公司", "梁申报", trade="风电装备", industry="C3415"),
        _company("nursing", "上海暖阳示例养老科技有限公司", "杜申报", district="310112", **_CARE),
        _company("pump", "上海涌泉示例泵业有限公司", "贝申报", trade="高端泵阀", industry="C3441"),
        _company("crane", "上海擎天示例起重设备有限公司", "蓝申报", trade="起重装备", industry="C3432"),
        _company("print", "上海塑成示例增材制造有限公司", "阮申报", trade="增材制造", industry="C3493"),
        # the stories of recognition
        _company("servo", "上海驭衡示例伺服系统有限公司", "路申报", conditions=FOUR, trade="伺服系统"),
        _company("mould", "上海范成示例精密模具有限公司", "娄申报", trade="精密模具", industry="C3525"),
        _company("cable", "上海通衍示例特种电缆有限公司", "危申报", trade="特种电缆", industry="C3831"),
        _company("relay", "上海信枢示例继电器有限公司", "江申报", trade="智能继电器", industry="C3823"),
        _company("alloy", "上海熔新示例合金材料有限公司", "童申报", trade="合金材料", industry="C3240"),
        _company(
            "turbine",
            "上海承风示例燃机部件有限公司",
            "颜申报",
            trade="燃机部件",
            industry="C3413",
            conditions=FOUR,
        ),
        _company("bearing", "上海臻圆示例精密轴承有限公司", "梅申报", trade="精密轴承", industry="C3451"),
        _company("sintering", "上海烁金示例粉末冶金有限公司", "盛申报", trade="粉末冶金", industry="C3393"),
        _company("coating", "上海覆元示例表面工程有限公司", "苗申报", trade="表面工程", industry="C3360"),
        _company("printing", "上海映界示例印刷装备有限公司", "刁申报", trade="印刷装备", industry="C3542"),
        _company("dyeing", "上海霞染示例绿色印染有限公司", "钟申报", trade="绿色印染", industry="C1713"),
        _company(
            "radar",
            "上海远瞻示例雷达系统有限公司",
            "郭申报",
            trade="雷达系统",
            focus="aero",
            industry="C3940",
        ),
    ]
}


def code_of(company: Company) -> str:
    """Its unified social credit code: given, or a valid one in the unassigned region 310199."""
    if company.code:
        return company.code
    body = f"91310199{list(COMPANIES).index(company.key) + 1:09d}"
    return body + uscc.calc_check_digit(body)
