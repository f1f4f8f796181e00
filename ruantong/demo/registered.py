"""What the register says of an enterprise of the demo city, also as filed with each return."""

from __future__ import annotations

from collections.abc import Collection

from ruantong.demo import accounts, names
from ruantong.demo.facts import industry_of
from ruantong.demo.profile import Profile
from ruantong.registry.survey import codes
from ruantong.returns.filing.register_facts import RegisterFacts

_CATEGORY = {
    "software": "行业应用软件", "service": "信息技术服务", "security": "基础软件和信息安全",
    "embedded": "嵌入式软件", "ic": "新兴技术软件", "platform": "工业软件",
}  # fmt: skip
_PARKS = {
    "500190": "两江软件园", "500112": accounts.PARK, "500191": "重庆金凤软件园",
    "500113": "巴南软件园", "500107": "重庆市软件信息产业园（九龙坡）",
}  # fmt: skip


def park_of(profile: Profile) -> str:
    """Half of the enterprises of a district with a park are in it."""
    return _PARKS.get(profile.district, "") if profile.number % 2 == 0 else ""


def address_of(profile: Profile) -> str:
    """An address that nobody has."""
    return f"演示路{profile.number}号（虚构地址）"


def category_of(profile: Profile) -> str:
    """The local field of an enterprise."""
    return _CATEGORY[profile.kind]


def facts_of(profile: Profile, lists: Collection[str]) -> RegisterFacts:
    """The same in every period: the register of the demo city never changed."""
    industry = industry_of(profile.kind)
    return RegisterFacts(
        uscc=profile.uscc,
        name=profile.name,
        district=profile.district,
        district_name=codes.name_of("districts", profile.district),
        division=profile.division,
        division_name=codes.name_of("divisions", profile.division),
        address=address_of(profile),
        industry=industry,
        industry_name=codes.name_of("industry", industry),
        park=park_of(profile),
        category=category_of(profile),
        lists=tuple(sorted(lists)),
        submitted_by=names.person("填报员", profile.number),
    )
