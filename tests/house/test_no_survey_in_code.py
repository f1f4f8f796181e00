"""The programme knows no survey: no product code names a form, an indicator, a column, a parameter,
a roster, a table's row or a unit of money of the packs.

The names are read from the packs. Left out are the demo (it is about the ministry's pack), the
manuals (they are its users'), migrations (what was) and docstrings and comments (they explain by
example).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from ruantong.core.pack import load_packs
from ruantong.core.pack_paths import packs_dir
from ruantong.core.regime import ColumnRole
from tests.house.tree import ROOT, name

PRODUCT = ROOT / "ruantong"
REGIMES = tuple(load_packs(packs_dir()).values())
FORMS = {form.code for regime in REGIMES for form in regime.forms}
CODES = {row.code for regime in REGIMES for form in regime.forms for row in form.indicators}
COLUMNS = {
    column.key
    for regime in REGIMES
    for form in regime.forms
    for column in form.columns
    if column.role is not ColumnRole.EXTRA
}
# What a survey calls its own; a single word of these in a text is enough.
WORDS = {
    *(row.name for regime in REGIMES for form in regime.forms for row in form.indicators),
    *(form.name for regime in REGIMES for form in regime.forms),
    *(form.number for regime in REGIMES for form in regime.forms),
    *(unit.unit for regime in REGIMES for unit in regime.survey.money),
    *(table.whole_unit for regime in REGIMES for table in regime.tables.tables),
    *(roster.name for regime in REGIMES for roster in regime.survey.rosters if roster.tag),
    *(regime.survey.title for regime in REGIMES),
    "利润",
    "软件业务",
} - {""}
KEYS = {
    *(name_ for regime in REGIMES for name_ in regime.parameters),
    *(roster.key for regime in REGIMES for roster in regime.survey.rosters),
    *(
        row.key
        for r in REGIMES
        for table in r.tables.tables
        for row in table.rows
        if "_" in row.key
    ),
    *(regime.key for regime in REGIMES),
} - {"annual", "monthly"}  # frequencies, which are the platform's
# What the platform's own register asks of every unit and person, whatever is surveyed.
REGISTER = {
    "统一社会信用代码", "组织机构代码", "单位详细名称", "联系电话", "固定电话", "移动电话", "电子邮箱",
    "网址", "年", "月",
}  # fmt: skip
# file: what it may name, and why
EXCEPTIONS = {
    # Units of money as somebody's own sheet says them; a survey's own units stay in its pack.
    "ruantong/returns/workbook/units.py": {"万元", "亿元", "万美元"},
    # VTL names: letters for the return a figure stands in (current, previous, year ago, December).
    "ruantong/exchange/vtl/measures.py": {"C", "D"},
    # The first letter of the alphabet, from which capitals are folded.
    "ruantong/core/text.py": {"A"},
}
SHORTEST = 3  # characters of a name that can be found in a sentence without chance


def texts_of(path: Path) -> Iterator[tuple[int, str, bool]]:
    """Line, text and whether the text stands alone (a whole literal), of a source file."""
    if path.suffix == ".py":
        yield from _python(ast.parse(path.read_text("utf-8")))
        return
    text = path.read_text("utf-8")
    text = re.sub(r"/\*.*?\*/|\{#.*?#\}", lambda m: "\n" * m[0].count("\n"), text, flags=re.DOTALL)
    for number, line in enumerate(text.splitlines(), start=1):
        plain = re.sub(r"(?:^|\s)//.*", "", line) if path.suffix == ".js" else line
        yield number, plain, False
        if path.suffix == ".js":
            for found in re.finditer(r"\"([^\"]*)\"|'([^']*)'", plain):
                yield number, found[1] or found[2] or "", True


def _python(tree: ast.Module) -> Iterator[tuple[int, str, bool]]:
    explained = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    named = {
        word.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg == "metavar"
    } | {
        node.args[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "TypeVar"
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if node not in explained and node not in named:
            yield node.lineno, node.value, True


def names_in(text: str, whole: bool) -> set[str]:
    """Everything of the packs that a text names."""
    told = {word for word in WORDS - REGISTER if len(word) >= 2 and word in text}
    told = {w for w in told if len(w) >= SHORTEST or w in {"利润", "万元", "亿元"}}
    told |= {ref[0] for ref in re.finditer(r"\b([0-9])\.([A-Z0-9][A-Za-z0-9.]*)", text)
             if ref[1] in FORMS and ref[2].split(".")[0] in CODES}  # fmt: skip
    told |= {ref[0] for ref in re.finditer(r"([0-9])表", text) if ref[1] in FORMS}
    if whole and text in (CODES | COLUMNS | KEYS):
        told.add(text)
    return told


def product(*suffixes: str) -> Iterator[Path]:
    for path in sorted(PRODUCT.rglob("*")):
        parts = path.relative_to(PRODUCT).parts
        if path.suffix in suffixes and not {"demo", "migrations", "manual"} & set(parts):
            yield path


def test_no_product_code_names_anything_of_a_pack() -> None:
    found = [
        f"{name(path)}:{line}: {sorted(told)}"
        for path in product(".py", ".js", ".html")
        for line, text, whole in texts_of(path)
        if (told := names_in(text, whole) - EXCEPTIONS.get(name(path), set()))
    ]
    assert not found, "\n".join(found)


def test_the_search_finds_what_it_looks_for() -> None:
    assert len(CODES) > 150
    assert {"A", "B", "C"} <= COLUMNS
    assert names_in("software_revenue", True) == {"software_revenue"}
    assert names_in("请先核对1表相关项目", False) == {"1表"}
    assert names_in("如 6.2020.A", True) == {"6.2020.A"}
    assert names_in("软件业务收入（万元）", True) >= {"软件业务", "万元"}
    assert names_in("B", True) == {"B"}
    assert names_in("统一社会信用代码", True) == set()


def test_every_exception_is_needed() -> None:
    for file, allowed in EXCEPTIONS.items():
        told = {n for _, text, whole in texts_of(ROOT / file) for n in names_in(text, whole)}
        assert allowed <= told, file
