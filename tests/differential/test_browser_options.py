"""Every spelling of every option is understood, and alike by the page and the platform."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from ruantong.core.code_lists import CodeItem
from ruantong.core.options import option_meant, options_meant
from ruantong.core.pack import load_packs
from ruantong.core.pack_paths import packs_dir

READER = Path(__file__).with_name("options.js")
REGIMES = load_packs(packs_dir())
LISTS = {
    code_list.key: [item for item in code_list.items if item.leaf]
    for code_list in REGIMES["miit_software_2024"].code_lists.values()
}
WIDE = {ord(" "): "　", **{code: chr(code + 0xFEE0) for code in range(0x21, 0x7F)}}
UNKNOWN = ("", "——", "？", "不存在的选项", "私人控", "见附件", "10000001")


def spellings(item: CodeItem) -> list[str]:
    code, name = item.code, item.name
    plain = [code, name, f"{code} {name}", f"{code}-{name}", f"{code}.{name}", f"{code}、{name}"]
    plain += [f"{code}：{name}", f"({code}){name}", f"{name}（{code}）", f"{name} {code}"]
    plain += [f"  {code}　", f"{name} \t", code.lower(), name.replace("（", "(").replace("）", ")")]
    return plain + [text.translate(WIDE) for text in plain]


def names_one(name: str, items: list[CodeItem]) -> bool:
    return sum(item.name == name for item in items) == 1


@pytest.mark.parametrize("key", LISTS)
def test_every_spelling_means_its_option(key: str) -> None:
    items = LISTS[key]
    wrong = [
        (text, option_meant(text, items))
        for item in items[:: max(1, len(items) // 60)]
        for text in spellings(item)
        if option_meant(text, items) != item.code and names_one(item.name, items)
    ]
    assert wrong == []


@pytest.mark.parametrize("text", UNKNOWN)
def test_nothing_else_means_an_option(text: str) -> None:
    control = LISTS["control"]
    assert option_meant(text, control) is None


@pytest.mark.parametrize(
    ("text", "codes", "unknown"),
    [
        ("1;3", ["1", "3"], []),
        ("3、上海证券交易所", ["3", "1"], []),
        ("1 3", ["1", "3"], []),
        ("1 上海证券交易所；7-区域性股权市场(四板)", ["1", "7"], []),
        ("上海证券交易所，火星交易所", ["1"], ["火星交易所"]),
        ("1 火星", [], ["1 火星"]),
    ],
)
def test_several_are_told_apart(text: str, codes: list[str], unknown: list[str]) -> None:
    assert options_meant(text, LISTS["listing"]) == (codes, unknown)


def test_the_page_understands_the_same() -> None:
    asked = [
        (key, text)
        for key, items in LISTS.items()
        for item in items[:: max(1, len(items) // 15)]
        for text in [*spellings(item), f"{item.code};{items[0].name}", f"{item.name}x", *UNKNOWN]
    ]
    lists = {
        key: [{"code": item.code, "name": item.name} for item in items]
        for key, items in LISTS.items()
    }
    done = subprocess.run(
        ["node", str(READER)],
        input=json.dumps({"lists": lists, "asked": asked}),
        capture_output=True,
        text=True,
        check=True,
    )
    here = [
        [option_meant(text, LISTS[key]), *options_meant(text, LISTS[key])] for key, text in asked
    ]
    there = json.loads(done.stdout)
    assert [each for each in zip(asked, here, there, strict=True) if each[1] != each[2]] == []
