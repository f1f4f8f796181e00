"""The code lists of regime §9: how many codes, the ones that decide, what is a placeholder."""

from __future__ import annotations

import re

import pytest

from ruantong.core.certainty import Certainty
from ruantong.core.identifiers import normalise_identifier
from ruantong.core.regime import Regime

SIZES = {
    "accounting_standards": 4,
    "ai_fields": 12,
    "control": 6,
    "countries": 249,
    "directory": 134,
    "districts": 41,
    "divisions": 38,
    "enterprise_accounting": 3,
    "group_role": 2,
    "industry": 231,
    "listing": 8,
    "local_fields": 9,
    "merger": 6,
    "multinational": 2,
    "operating_status": 8,
    "organisation_types": 7,
    "parks": 6,
    "provinces": 35,
    "registration": 24,
    "registration_old": 26,
    "sizes": 4,
    "sizes_manufacturing": 4,
    "software_industry": 24,
    "subprovincial_cities": 15,
    "urban_rural": 7,
    "yes_no": 2,
}
PLACEHOLDERS = {
    "ai_fields",
    "countries",
    "directory",
    "listing",
    "merger",
    "multinational",
    "software_industry",
}


def test_every_list_is_there_in_full(old: Regime, new: Regime) -> None:
    assert {key: len(codes.items) for key, codes in old.code_lists.items()} == SIZES
    assert new.code_lists == old.code_lists


def test_placeholders_are_marked_and_nothing_else_is(old: Regime) -> None:
    found = {key for key, codes in old.code_lists.items() if not codes.official}
    assert found == PLACEHOLDERS
    for key in PLACEHOLDERS:
        items = old.code_lists[key].items
        assert any(item.certainty is not Certainty.SEEN for item in items), key


@pytest.mark.parametrize("key", sorted(SIZES))
def test_codes_are_as_they_are_read_from_a_cell(old: Regime, key: str) -> None:
    if key == "provinces":
        return  # its upper level, the four regions, is for tables and never typed
    for item in old.code_lists[key].items:
        assert normalise_identifier(item.code) == item.code


def test_41_districts_are_38_divisions_and_3_zones(old: Regime) -> None:
    districts = old.code_lists["districts"].items
    divisions = old.code_lists["divisions"].by_code
    ordinary = [item for item in districts if item.extra["kind"] == "division"]
    zones = [item for item in districts if item.extra["kind"] == "zone"]
    assert {item.code: item.name for item in ordinary} == {
        code: item.name for code, item in divisions.items()
    }
    assert [item.name for item in zones] == ["两江新区", "西部科学城重庆高新区", "万盛经开区"]
    for zone in zones:
        assert zone.code not in divisions
        assert set(zone.extra["divisions"].split()) <= set(divisions)
    assert [item.code for item in zones] == ["500190", "500191", "500192"]


def test_divisions_are_38_of_chongqing(old: Regime) -> None:
    codes = list(old.code_lists["divisions"].by_code)
    assert codes == sorted(codes)
    assert all(re.fullmatch(r"500[12][0-9]{2}", code) for code in codes)
    assert old.code_lists["divisions"].by_code["500105"].name == "江北区"
    assert sum(code.startswith("5002") for code in codes) == 12


def test_four_regions_hold_31_provinces(old: Regime) -> None:
    provinces = old.code_lists["provinces"]
    members: dict[str, int] = {}
    for item in provinces.items:
        if item.parent:
            members[item.parent] = members.get(item.parent, 0) + 1
    assert members == {"east": 10, "middle": 6, "west": 12, "northeast": 3}
    assert provinces.by_code["500000"].parent == "west"
    cities = old.code_lists["subprovincial_cities"].items
    assert {c.name for c in cities if c.extra["single_plan"] == "是"} == {
        "大连", "宁波", "厦门", "青岛", "深圳",
    }  # fmt: skip


def test_size_classes_carry_their_thresholds(old: Regime) -> None:
    items = old.code_lists["sizes"].items
    assert [(item.code, item.name) for item in items] == [
        ("1", "大型"),
        ("2", "中型"),
        ("3", "小型"),
        ("4", "微型"),
    ]
    bounds = [(int(i.extra["employees_min"]), int(i.extra["revenue_min"])) for i in items[:3]]
    assert bounds == [(300, 10000), (100, 1000), (10, 50)]


def test_industry_is_not_limited_to_class_65(old: Regime) -> None:
    industry = old.code_lists["industry"].by_code
    leaves_65 = [c for c, item in industry.items() if c.startswith("65") and item.leaf]
    assert leaves_65 == (
        [
            "6511",
            "6512",
            "6513",
            "6519",
            "6520",
            "6531",
            "6532",
            "6540",
            "6550",
            "6560",
            "6571",
            "6572",
            "6579",
            "6591",
            "6599",
        ]
    )
    assert all(code in industry for code in ("6431", "6450", "6490", "3911", "4011"))
    assert all(len(code) == 4 for code, item in industry.items() if item.leaf)


def test_old_and_new_registration_classes_are_kept_apart(old: Regime) -> None:
    new_class, old_class = old.code_lists["registration"], old.code_lists["registration_old"]
    assert new_class.by_code["210"].name == "港澳台投资有限责任公司"
    assert old_class.by_code["210"].name == "与港澳台商合资经营"
    assert sum(item.leaf for item in old_class.items) == 25
    assert not old_class.by_code["170"].leaf
    assert all(
        item.extra["registration"] in new_class.by_code for item in old_class.items if item.leaf
    )
    assert new_class.by_code["112"].extra["major"] == "内资企业"
    assert new_class.by_code["310"].extra["major"] == "外商投资企业"


def test_directory_maps_to_rows_that_exist(old: Regime) -> None:
    directory = old.code_lists["directory"]
    rows = set(old.form["6"].by_code) | set(old.form["3"].by_code)
    mapped = {
        item.code: item.extra["maps_to"] for item in directory.items if "maps_to" in item.extra
    }
    assert mapped == {
        "E1": "A1", "E2": "A2", "E3": "A3", "E101": "20211", "E103": "20212", "E205": "20221",
        "E206": "20222", "E20701": "20223", "E20702": "20224", "E208": "20225",
        "E30105": "20231", "E30203": "20231",
    }  # fmt: skip
    assert set(mapped.values()) <= rows
    assert [i.code for i in directory.items if i.parent is None] == ["E1", "E2", "E3", "E4"]
    assert sum(item.leaf for item in directory.items) == 106
    for item in directory.items:
        assert item.parent is None or item.code.startswith(item.parent)
