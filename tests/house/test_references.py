"""A cell's reference is put together and taken apart in one module, whatever the rest does with it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.tree import ROOT, name, sources

HOME = "ruantong/core/cellref.py"
# Texts with a full stop that are no references of cells.
OTHER_TEXTS = {
    "ruantong/core/pack_format/files.py": "keys of TOML",
    "ruantong/core/rules/language/grammar.py": "rule text",
    "ruantong/core/rules/language/lexer.py": "rule text",
    "ruantong/core/rules/language/names.py": "rule text",
    "ruantong/core/rules/language/resolve.py": "decimals of a constant",
    "ruantong/core/rules/overlay.py": "decimals of a parameter",
    "ruantong/core/rules/words/sentences.py": "the label of an instance",
    "ruantong/core/pack_format/tables.py": "a row of an output table has no column",
    "ruantong/returns/cells.py": "the printed code of an indicator",
    "ruantong/returns/judging/causes.py": "the label of an instance",
    "ruantong/returns/pages/repairing.py": "the label of an instance",
}
SPLITTERS = {"split", "rsplit", "partition", "rpartition"}


def taken_apart(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in SPLITTERS
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and node.args[0].value in (".", "[", "]")
        ):
            yield node.lineno


def put_together(tree: ast.AST) -> Iterator[int]:
    """F-strings like ``{form}.{code}.{column}``, ``{form}.{group}[{line}]``, ``{line}.{column}``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            shape = "".join(
                "#" if isinstance(part, ast.FormattedValue) else str(getattr(part, "value", ""))
                for part in node.values
            )
            if any(written in shape for written in ("#.#.#", "#[#]", "].#", "#.head.#")):
                yield node.lineno


def test_only_one_module_knows_how_a_reference_is_written() -> None:
    found = [
        f"{name(path)}:{line}"
        for path in sources(".py", under="ruantong")
        if name(path) not in {HOME, *OTHER_TEXTS}
        for tree in [ast.parse(path.read_text(encoding="utf-8"))]
        for line in sorted({*taken_apart(tree), *put_together(tree)})
    ]
    assert found == []


def test_every_exception_is_still_needed() -> None:
    needless = [
        path
        for path in OTHER_TEXTS
        for tree in [ast.parse((ROOT / path).read_text(encoding="utf-8"))]
        if not [*taken_apart(tree), *put_together(tree)]
    ]
    assert needless == []


def test_the_check_sees_what_it_forbids() -> None:
    builders = 'f"{form}.{code}.{key}", f"{form}.{group}[{line}].{key}", f"{key}[{n}].{c}"'
    assert len(list(put_together(ast.parse(builders)))) == 3
    assert len(list(taken_apart(ast.parse("ref.split('.'), ref.partition('.')")))) == 2
