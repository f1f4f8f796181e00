"""Form 1: who the enterprise is; invented, and the same every year."""

from __future__ import annotations

from decimal import Decimal

from ruantong.core.dossier import FormData, Value
from ruantong.core.identifiers import organisation_code
from ruantong.demo import names
from ruantong.demo.profile import Profile
from ruantong.registry.survey.codes import code_list

_INDUSTRY = {
    "software": "6513", "service": "6531", "security": "6519",
    "embedded": "6513", "ic": "6520", "platform": "6550",
}  # fmt: skip
_PRODUCTS = {
    "software": "行业应用软件（演示）", "service": "系统集成与运维服务（演示）",
    "security": "网络安全产品（演示）", "embedded": "智能控制器（演示）",
    "ic": "控制芯片设计（演示）", "platform": "工业互联网平台（演示）",
}  # fmt: skip
# 登记注册类型 with the 控股情况 that goes with it (regime §9.2, §9.4).
_OWNERSHIP = (("173", "3"),) * 7 + (("159", "1"), ("174", "3"), ("310", "5"))


def industry_of(kind: str) -> str:
    """Industry code of a kind of enterprise."""
    return _INDUSTRY[kind]


def _size_class(employees: int, revenue: Decimal) -> str:
    """The first class of the pack's list whose lower bounds both hold; the last one has none."""
    return next(
        item.code
        for item in code_list("sizes").items
        if employees >= Decimal(item.extra["employees_min"] or 0)
        and revenue >= Decimal(item.extra["revenue_min"] or 0)
    )


def form1(profile: Profile, *, employees: int, revenue: int) -> FormData:
    """Form 1 from the register; the size class follows from ``employees`` and ``revenue``."""
    draw = profile.draws("facts")
    registration, control = draw.choice(_OWNERSHIP)
    town = f"演示街道{profile.number % 90 + 1}号"
    size = _size_class(employees, Decimal(revenue).scaleb(-2))
    certified = profile.kind == "security"
    texts: dict[str, Value] = {
        "109": profile.uscc,
        "102": profile.name,
        "101": organisation_code(profile.uscc).replace("-", ""),
        "103.industry": _INDUSTRY[profile.kind],
        "103.software_industry": _INDUSTRY[profile.kind],
        "105.division": profile.division,
        "105.urban_rural": "111",
        "105.town": town,
        "105.village": "演示社区",
        "106.division": profile.division,
        "106.urban_rural": "111",
        "106.town": town,
        "106.village": "演示社区",
        "191": size,
        "201": names.person("法人", profile.number),
        "202.year": str(draw.randint(2001, 2017)),
        "202.month": str(draw.randint(1, 12)),
        "203.area_code": "023",
        "203.phone": names.landline(profile.number),
        "203.mobile": names.mobile(profile.number),
        "203.email": f"qy{profile.number:04}@demo.invalid",
        "205": registration,
        "206": control,
        "220": "2",
        "221.listed": "2",
        "222.merged": "2",
        "R01": "1" if employees >= 60 else "2",
        "R02.level": "3级（演示）" if certified else None,
        "R02.agency": "演示评估机构" if certified else None,
        "R04": "1" if profile.kind == "platform" else "2",
        "R05": "1" if profile.embedded else "2",
        "R06": "1" if employees >= 40 else "2",
        "R07": "1" if profile.ai else "2",
        "R08": "2",
        "R09": "1" if profile.kind == "ic" else "2",
    }
    return FormData(
        cells={code: {"A": value} for code, value in texts.items() if value is not None},
        rows={"products": ({"name": _PRODUCTS[profile.kind], "field": "01"},)},
    )
