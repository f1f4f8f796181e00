"""A small sound pack written to a folder, for tests that break one thing in it."""

from __future__ import annotations

from pathlib import Path

HEADER = (
    "code,name,label,level,title,kind,unit,decimals,parent,relation,columns,negative,"
    "automatic,overridable,code_list,open_codes,group,certainty_name,certainty_code,"
    "nature,certainty_nature,definition"
)

FILES = {
    "regime.toml": """key = "base"
name = "示例调查制度"
edition = "甲版"

[validity]
issued_by = "制定机关甲"
approved_by = "批准机关乙"
approval_number = "文号〔2030〕1号"
valid_to = "2032-12-31"

[[serves]]
frequency = "annual"
first = "2030"
last = "2031"

[[serves]]
frequency = "monthly"
first = "2030-02"
last = "2031-12"

[parameters]
usd = "6.4"
share = "0.90"

[texts]
placeholder = "占位"

[[rosters]]
key = "key"
name = "重点名单"
frequency = "monthly"

[[foot]]
key = "preparer"
name = "填表人"

[parameter_names]
usd = "美元折合人民币"
share = "占比"
""",
    "codes/yes_no.csv": """# name = 是否
# official = 是
# source = 示例
code,name
1,是
2,否
""",
    "codes/tree.csv": """# name = 分类目录
# official = 否
# source = 示例
code,name,parent,leaf,certainty
X,大类,,否,S
X1,小类甲,X,是,I
X2,小类乙,X,是,G
""",
    "forms/1.toml": """code = "1"
number = "示例1表"
name = "基本情况"
frequency = "annual"
certainty = "S"

[[columns]]
key = "A"
name = "内容"
role = "current"

[[row_groups]]
key = "lines"
name = "明细"
maximum = 3

[[row_groups.columns]]
key = "code"
name = "分类"
kind = "code"
code_list = "tree"

[[row_groups.columns]]
key = "1"
name = "收入"
role = "current"
unit = "万元"
""",
    "forms/1.csv": f"""{HEADER}
101,名称,名称,,,text,,,,,,,,,,,,S,S,,,
102,有无出口,有无出口,,,code,,,,,,,,,yes_no,,,S,S,,,
""",
    "forms/2.toml": """code = "2"
number = "示例2表"
name = "月报"
frequency = "monthly"
certainty = "S"
applies = "listed key"

[[head]]
key = "export"
name = "有无出口"
code_list = "yes_no"

[[columns]]
key = "A"
name = "本期累计"
role = "current"

[[columns]]
key = "B"
name = "同比"
role = "yoy"
decimals = 1
unit = "%"
computed = true
""",
    "forms/2.csv": f"""{HEADER}
T,总收入,总收入,,,,万元,2,,,,,A,,,,,S,S,flow,S,
Ta,分列,（一）分列,,是,,,,,,,,,,,,,S,S,,,
T1,软件收入,其中：软件收入,1,,,万元,2,T,component,,,,,,,,S,S,flow,S,
T2,利润,利润,,,,万元,2,,,A,是,,,,,,I,G,flow,I,
""",
    "rules/2.rules": """计算 [T] 总收入
来源 S
列 A
取 [T1]

[R2-01] 软件收入不大于总收入
级别 强制性
来源 S
范围 表内
列 A
公式 [T1] <= [T]
""",
}

EXTENSION = {
    "regime.toml": """key = "later"
extends = "base"
name = "示例调查制度"
edition = "乙版"

[validity]
issued_by = "制定机关甲"
approved_by = "批准机关乙"
approval_number = "文号〔2032〕1号"
valid_to = "2034-12-31"

[[serves]]
frequency = "annual"
first = "2032"

[[serves]]
frequency = "monthly"
first = "2032-02"

[parameters]
usd = "7"
""",
    "forms/2.toml": """code = "2"
note = "乙版"
""",
    "forms/2.csv": f"""{HEADER},after
T3,新行,新行,,,,万元,2,,,,,,,,,,S,S,flow,S,,T1
""",
}


def write_pack(packs: Path, key: str, files: dict[str, str]) -> Path:
    """Write the files of a pack into ``packs/key`` and return that folder."""
    folder = packs / key
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def sound_pack(packs: Path) -> Path:
    """The sample pack ``base``."""
    return write_pack(packs, "base", FILES)


def later_edition(packs: Path) -> Path:
    """The sample pack ``later``, which extends ``base`` (write that one too)."""
    return write_pack(packs, "later", EXTENSION)
