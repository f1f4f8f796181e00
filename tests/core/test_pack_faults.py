"""A broken pack: every fault is named with its file, its line and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from ruantong.core.pack import PackError, load_pack
from tests.core.pack_sample import sound_pack

# what is broken: file, text, its replacement → line, part of the message
BROKEN = {
    "missing key": ("regime.toml", 'edition = "甲版"', "", 1, "缺少“edition”"),
    "unknown key": ("regime.toml", 'edition = "甲版"', 'edition = "甲"\nx = 1', 4, "不认识的键“x”"),
    "unknown key deep": ("regime.toml", 'last = "2031"', 'last = "2031"\nend = 1', 15, "“end”"),
    "key and folder": ("regime.toml", 'key = "base"', 'key = "other"', 1, "应为“base”"),
    "number for text": ("regime.toml", 'name = "示例调查制度"', "name = 3", 2, "带引号的文字"),
    "toml syntax": ("regime.toml", "[texts]", "[texts", 25, "不符合TOML写法"),
    "bad date": ("regime.toml", "2032-12-31", "2032-13-31", 9, "不是日期"),
    "bad period": ("regime.toml", '"2030-02"', '"2030-13"', 18, "月报没有13月"),
    "before the first": ("regime.toml", 'first = "2030-02"', 'first = "2030-02"\nfirst_of_year = 3', 18, "没有2月份月报，首期为1—3月"),
    "first of years": ("regime.toml", 'first = "2030"', 'first = "2030"\nfirst_of_year = 2', 14, "年报不写"),
    "wrong frequency": ("regime.toml", 'first = "2030"', 'first = "2030-02"', 13, "不是年报"),
    "last before first": ("regime.toml", 'last = "2031"', 'last = "2029"', 14, "早于"),
    "unknown frequency": ("regime.toml", '"annual"', '"daily"', 12, "应为：annual"),
    "bare parameter": ("regime.toml", '"6.4"', "6.4", 22, "带引号的文字"),
    "inexact parameter": ("regime.toml", '"6.4"', '"六"', 22, "应为带引号的小数"),
    "unknown extends": ("regime.toml", 'key = "base"', 'key = "base"\nextends = "no"', 2, "不存在"),
    "extends itself": ("regime.toml", 'key = "base"', 'key = "base"\nextends = "base"', 2, "绕成"),
    "extends a path": ("regime.toml", 'key = "base"', 'key = "base"\nextends = "../x"', 2, "extends"),
    "no official line": ("codes/tree.csv", "# official = 否\n", "", 1, "# official"),
    "unknown note line": ("codes/tree.csv", "# name", "# titel = x\n# name", 1, "titel"),
    "official wrong": ("codes/tree.csv", "official = 否", "official = no", 1, "是 或 否"),
    "duplicate code": ("codes/tree.csv", "X2,", "X1,", 7, "代码“X1”重复"),
    "unknown parent code": ("codes/tree.csv", "小类乙,X,", "小类乙,Y,", 7, "不在本表中"),
    "parent below": ("codes/tree.csv", "小类甲,X,", "小类甲,X2,", 6, "应排在“X1”之前"),
    "leaf with children": ("codes/tree.csv", "大类,,否", "大类,,是", 6, "标为末级"),
    "leaf wrong": ("codes/tree.csv", "大类,,否", "大类,,no", 5, "leaf"),
    "certainty of code": ("codes/tree.csv", "X,是,G", "X,是,Q", 7, "S、I 或 G"),
    "code without name": ("codes/yes_no.csv", "2,否", "2,", 6, "“name”为空"),
    "missing column": ("codes/yes_no.csv", "code,name", "code,title", 4, "缺少列“name”"),
    "form and file": ("forms/2.toml", 'code = "2"', 'code = "3"', 1, "应为“2”"),
    "form certainty": ("forms/2.toml", 'certainty = "S"', 'certainty = "X"', 5, "应为：S、I、G"),
    "column role": ("forms/2.toml", 'role = "yoy"', 'role = "year"', 21, "current"),
    "column twice": ("forms/2.toml", 'key = "B"', 'key = "A"', 19, "栏“A”重复"),
    "column decimals": ("forms/2.toml", "decimals = 1", "decimals = 9", 22, "0至4"),
    "computed not flag": ("forms/2.toml", "computed = true", 'computed = "是"', 24, "true 或 false"),
    "head list": ("forms/2.toml", 'code_list = "yes_no"', 'code_list = "no"', 11, "代码表“no”不存在"),
    "applies": ("forms/2.toml", "listed key", "sometimes", 6, "applies“sometimes”不对"),
    "applies cell": ("forms/2.toml", "listed key", "cell 1.999.A = 1", 6, "1.999.A"),
    "row group list": ("forms/1.toml", '"tree"', '"twig"', 21, "代码表“twig”不存在"),
    "row group range": ("forms/1.toml", "maximum = 3", "maximum = 3\nminimum = 9", 15, "minimum"),
    "list without codes": ("forms/1.toml", 'code_list = "tree"\n', "", 20, "应写code_list"),
    "header of rows": ("forms/2.csv", "code,name", "code,nom", 1, "缺少列“name”"),
    "extra column": ("forms/2.csv", "definition", "definition,remark", 1, "不认识的列“remark”"),
    "short line": ("forms/2.csv", ",I,G,", "", 5, "应与表头相同"),
    "quotes": ("forms/2.csv", "利润", '"利"润', 5, "引号"),
    "duplicate row": ("forms/2.csv", "T2,", "T1,", 5, "代码“T1”重复"),
    "bad code": ("forms/2.csv", "T2,", "T 2,", 5, "应为字母、数字"),
    "no name": ("forms/2.csv", "T2,利润", "T2,", 5, "“name”为空"),
    "bad level": ("forms/2.csv", "收入,1,", "收入,x,", 4, "level"),
    "bad kind": ("forms/2.csv", "利润,,,,", "利润,,,money,", 5, "kind“money”不对"),
    "bad row certainty": ("forms/2.csv", ",I,G,", ",A,G,", 5, "certainty_name“A”不对"),
    "no nature": ("forms/2.csv", ",I,G,flow,I,", ",I,G,,I,", 5, "应写明：flow（累计数）"),
    "bad nature": ("forms/2.csv", ",I,G,flow,I,", ",I,G,level,I,", 5, "nature“level”不对"),
    "uncertain nature": ("forms/2.csv", ",I,G,flow,I,", ",I,G,flow,,", 5, "certainty_nature“”不对"),
    "nature of a text": ("forms/1.csv", ",S,S,,,", ",S,S,stock,I,", 2, "不是数值指标"),
    "bad row decimals": ("forms/2.csv", "万元,2,,,A,", "万元,7,,,A,", 5, "0至4"),
    "wrong relation": ("forms/2.csv", "T,component", "T,child", 4, "component、of_which"),
    "parent alone": ("forms/2.csv", "T,component", "T,", 4, "同时填写"),
    "unknown parent": ("forms/2.csv", "T,component", "Q,component", 4, "上级指标“Q”不在本表"),
    "parent is title": ("forms/2.csv", "T,component", "Ta,component", 4, "标题行"),
    "own parent": ("forms/2.csv", "T,component", "T1,component", 4, "绕回自身"),
    "unknown row column": ("forms/2.csv", ",,A,是", ",,A Z,是", 5, "栏“Z”不存在"),
    "no unit": ("forms/2.csv", "利润,,,,万元", "利润,,,,", 5, "没有计量单位"),
    "text with decimals": ("forms/1.csv", "text,,,", "text,,2,", 2, "应为空"),
    "unknown row list": ("forms/1.csv", "yes_no", "maybe", 3, "代码表“maybe”不存在"),
    "code without list": ("forms/1.csv", "yes_no", "", 3, "应写code_list"),
    "title with unit": ("forms/2.csv", "是,,,,", "是,,万元,,", 3, "标题行不填数"),
    "flag": ("forms/2.csv", ",,A,是", ",,A,yes", 5, "negative“yes”不对"),
    "overridable alone": ("forms/2.csv", "A,是,,,", "A,是,,是,", 5, "automatic"),
    "automatic elsewhere": ("forms/2.csv", ",,A,是,,,", ",,A,是,B,,", 5, "同时列在columns中"),
    "automatic without computation": ("forms/2.csv", "A,是,,,", "A,是,A,,", 5, "没有它的计算式"),
    "computation without automatic": ("forms/2.csv", ",,A,,,,,S", ",,,,,,,S", 1, "没有把它标为自动计算"),
    "rule syntax": ("rules/2.rules", "<= [T]", "<=", 11, "第"),
    "rule names a missing cell": ("rules/2.rules", "<= [T]", "<= [T9]", 11, "T9"),
}  # fmt: skip
IN_OTHER_FILE = {
    "computation without automatic": "rules/2.rules",
}


@pytest.mark.parametrize("name", BROKEN)
def test_fault_names_file_line_and_expectation(tmp_path: Path, name: str) -> None:
    file, old, new, line, message = BROKEN[name]
    folder = sound_pack(tmp_path)
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    where = f"base/{IN_OTHER_FILE.get(name, file)}"
    found = [str(fault) for fault in caught.value.faults]
    matching = [f for f in caught.value.faults if (f.file, f.line) == (where, line)]
    assert any(message in fault.message for fault in matching), found


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    folder = sound_pack(tmp_path)
    for name in ("bare parameter", "duplicate code", "no unit", "applies", "wrong relation"):
        file, old, new, _, _ = BROKEN[name]
        path = folder / file
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert {fault.file for fault in caught.value.faults} == {
        "base/regime.toml",
        "base/codes/tree.csv",
        "base/forms/2.csv",
        "base/forms/2.toml",
    }
    assert len(caught.value.faults) == 5
    assert str(caught.value).count("\n") == 4


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("codes/tree.csv", "代码,名称".encode("gb18030"), "不是UTF-8编码"),
        ("regime.toml", b"\xff\xfe", "不是UTF-8编码"),
        ("forms/2.csv", b"x" * 1_000_001, "文件过大"),
        ("forms/2.csv", b"", "没有表头"),
        ("codes/tree.csv", b"# name = x\n", "没有表头"),
        ("forms/9.csv", b"code\n", "缺少同名的9.toml"),
        ("forms/notes.txt", b"", "只放表式"),
        ("codes/notes.txt", b"", "只放代码表"),
        ("rules/9.rules", b"", "文件名不对"),
        ("regime.toml", b"a = " + b"[" * 5000, "不符合TOML写法"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, file: str, content: bytes, message: str) -> None:
    folder = sound_pack(tmp_path)
    (folder / file).write_bytes(content)
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert any(
        fault.file == f"base/{file}" and message in fault.message for fault in caught.value.faults
    ), str(caught.value)


def test_not_utf_8_names_the_line(tmp_path: Path) -> None:
    folder = sound_pack(tmp_path)
    path = folder / "codes/tree.csv"
    path.write_bytes(path.read_bytes().replace("小类甲".encode(), "小类甲".encode("gb18030")))
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert any(fault.line == 6 for fault in caught.value.faults)


@pytest.mark.parametrize("file", ["regime.toml", "forms/2.csv"])
def test_missing_files(tmp_path: Path, file: str) -> None:
    folder = sound_pack(tmp_path)
    (folder / file).unlink()
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert any(f.file == f"base/{file}" and "缺少该文件" in f.message for f in caught.value.faults)


def test_a_pack_without_forms_says_so(tmp_path: Path) -> None:
    folder = sound_pack(tmp_path)
    for path in [*(folder / "forms").iterdir(), *(folder / "rules").iterdir()]:
        path.unlink()
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert "没有任何表式" in str(caught.value)
