"""How a consistent return is made slightly wrong, half empty, extreme or meaningless."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from ruantong.core.cells import CellSpec, cell_spec, row_spec
from ruantong.core.dossier import FormData, Forms, Value
from ruantong.core.interchange import forms_to_json
from ruantong.core.regime import Form, Kind, Regime, RowGroup
from ruantong.core.values import MAX_SCALED

#: What becomes of a return, and which share of its cells is touched.
SHARES = {
    "valid": 0.0,
    "slips": 0.03,
    "garbage": 0.9,
    "blanks": 0.4,
    "extremes": 0.3,
    "rows": 0.05,
    "texts": 0.15,
    "sparse": 0.95,
    "copied": 0.05,
    "huge": 0.97,
}
KINDS = tuple(SHARES)

_EXTREMES = (
    MAX_SCALED, -MAX_SCALED, MAX_SCALED - 1, 1 - MAX_SCALED, 10**14, 9 * 10**14, 0, 1, -1,
    94906265, 94906267, 9007199254740, 999999999999999, 123456789012345,
)  # fmt: skip
#: Good, bad and odd texts of every format a rule asks for.
_TEXTS = (
    "", " ", "1", "2", "3", "9", "不存在", "甲乙丙", "91500112MA5U00003P", "91500112MA5U00003X",
    "９１５００１１２ＭＡ５Ｕ００００３Ｐ", "91500112ma5u00003p", "91500112MA5U0000IP", "9150", "MA5U00003",
    "MA5U0000-3", "MA5U0000-4", "MA5U0000😀", "1380000000", "13800000001", "１３８００００００１",
    "023-63800001", "(023)63800001", "63800001-801", "12345", "tongji@example.com", "a..b@example.com",
    "a@b", "Tongji@Example.COM ", "401120", "40112", "示例😀公司", "2019", "２０１９", "1799", "2101", "12",
    "13", "0", "x" * 40, "国\t家", "E10101", "E101", "e10101", "CHN", "1;2", "2；1,1", "500112001001",
    "示例软件（重庆）有限公司", "示例软件(重庆)有限公司", " 示例软件 (重庆) 有限公司", "\u202d13800000001\u202c",
    "+86 138-0000-0001", "63800001转801", "400-000-0000", "\u200e023\u201463800001", "张\U00031350", "张\ue863",
    "张\u202e三", "買買提•艾力", "買買提・艾力", "字" * 121,
)  # fmt: skip
#: What people type where a number belongs: some can be read, some cannot.
_TYPED = (
    "1,234.50", "１２３．５", " 12 ", "+7", "-0", "－5", "1,23", "12.345", "abc", "1e3", "--1", ".5", "5.",
    "999999999999999", "1000000000000000", "１，２３４", "1 2", "¥5", "0.00", "",
)  # fmt: skip


def disturbed(
    regime: Regime, forms: Mapping[str, Any], kind: str, draw: random.Random, *, whole: bool
) -> dict[str, Any]:
    """The forms (interchange JSON, left as they are) after the mishap; ``whole`` is False for the
    returns a return is compared with, which are mostly better than it.
    """
    share = SHARES[kind] if whole or draw.random() < 0.5 else min(SHARES[kind], 0.05)
    found: dict[str, Any] = {}
    for code, content in forms.items():
        if draw.random() < (0.04 if kind != "sparse" else 0.3):
            continue
        form = regime.form[code]
        json = {"head": dict(content.get("head", {}))}
        if kind != "sparse" or draw.random() < 0.5:
            json["cells"] = {row: dict(cells) for row, cells in content.get("cells", {}).items()}
            json["rows"] = content.get("rows", {})
        _change_head(json, draw)
        _change_cells(_cell_specs(regime, form), json, kind, share, draw)
        if kind == "copied" and len(form.columns) > 1:
            _copy_column(json["cells"], draw.choice(["C", "B"]))
        for group in form.row_groups:
            _change_rows(_line_specs(regime, form, group), group, json, kind, share, draw)
        found[code] = json
    if kind in {"garbage", "sparse"} and draw.random() < 0.1:
        found = {code: content for code, content in found.items() if draw.random() < 0.5}
    return found


def times(regime: Regime, forms: Forms, size: int) -> dict[str, Any]:
    """Interchange JSON of the forms with every number multiplied: sums stay sums."""
    return forms_to_json(
        regime, {code: _sized(regime.form[code], data, size) for code, data in forms.items()}
    )


def _sized(form: Form, data: FormData, size: int) -> FormData:
    def of(kind: Kind, own: Kind, value: Value) -> Value:
        number = (own if own is not Kind.NUMBER else kind) is Kind.NUMBER
        return value * size if number and isinstance(value, int) else value

    cells = {
        code: {
            key: of(form.by_code[code].kind, form.column[key].kind, value)
            for key, value in row.items()
        }
        for code, row in data.cells.items()
    }
    rows = {
        group.key: tuple(
            {c.key: of(c.kind, c.kind, line[c.key]) for c in group.columns if c.key in line}
            for line in data.rows.get(group.key, ())
        )
        for group in form.row_groups
    }
    return FormData(data.head, cells, rows)


_SPECS: dict[tuple[str, ...], Any] = {}


def _cell_specs(regime: Regime, form: Form) -> list[tuple[str, str, CellSpec]]:
    key = (regime.key, form.code)
    if key not in _SPECS:
        _SPECS[key] = [
            (row.code, column, cell_spec(regime, form, row, form.column[column]))
            for row in form.indicators
            for column in (() if row.title else row.columns)
        ]
    found: list[tuple[str, str, CellSpec]] = _SPECS[key]
    return found


def _line_specs(regime: Regime, form: Form, group: RowGroup) -> dict[str, CellSpec]:
    key = (regime.key, form.code, group.key)
    if key not in _SPECS:
        _SPECS[key] = {c.key: row_spec(regime, form, group, 1, c) for c in group.columns}
    found: dict[str, CellSpec] = _SPECS[key]
    return found


def _change_head(json: dict[str, Any], draw: random.Random) -> None:
    json["head"] = {key: draw.choice(["1", "1", "2", None, "3"]) for key in json["head"]}


def _change_cells(
    specs: list[tuple[str, str, CellSpec]],
    json: dict[str, Any],
    kind: str,
    share: float,
    draw: random.Random,
) -> None:
    cells = json.setdefault("cells", {})
    for row, key, spec in specs:
        if draw.random() < share:
            now = cells.get(row, {}).get(key)
            cells.setdefault(row, {})[key] = _text(spec, now, kind, draw)


def _copy_column(cells: dict[str, Any], source: str) -> None:
    """This year's column copied from another one, where both are there."""
    for row in cells.values():
        if source in row:
            row["A"] = row[source]


def _change_rows(
    specs: dict[str, CellSpec],
    group: RowGroup,
    json: dict[str, Any],
    kind: str,
    share: float,
    draw: random.Random,
) -> None:
    lines: list[dict[str, Any]] = [dict(line) for line in json.get("rows", {}).get(group.key, [])]
    lines = [line for line in lines if draw.random() >= share / 2]
    for line in lines:
        for key, spec in specs.items():
            if draw.random() < share:
                line[key] = _text(spec, line.get(key), kind, draw)
    if kind == "rows":
        many = draw.choice([0, 1, 3, 10, 40, group.maximum if draw.random() < 0.04 else 5])
        lines += [_line(specs, draw) for _ in range(max(0, many - len(lines)))]
    if lines and draw.random() < max(share, 0.05):
        lines.insert(draw.randrange(len(lines)), dict(draw.choice(lines)))
    draw.shuffle(lines)
    if lines or draw.random() < 0.5:
        json["rows"] = {**json.get("rows", {}), group.key: lines}


def _line(specs: Mapping[str, CellSpec], draw: random.Random) -> dict[str, Any]:
    line: dict[str, Any] = {}
    for key, spec in specs.items():
        if draw.random() < 0.75:
            wild = draw.random() < 0.1
            line[key] = _text(spec, None, "extremes" if wild else "garbage", draw)
    return line


def _text(spec: CellSpec, now: str | None, kind: str, draw: random.Random) -> str | None:
    """Another text for one cell."""
    if kind in {"blanks", "sparse"}:
        return draw.choice([None, None, "", "0" if spec.kind is Kind.NUMBER else now, now])
    if kind == "texts" and draw.random() < 0.5:
        return draw.choice(_TYPED if spec.kind is Kind.NUMBER else _TEXTS)
    if spec.kind is Kind.YEAR and draw.random() < 0.7:
        return str(draw.randint(1930, 2030))
    if spec.kind is not Kind.NUMBER:
        codes = spec.code_list.items if spec.code_list and draw.random() < 0.7 else ()
        return draw.choice(codes).code if codes else draw.choice(_TEXTS)
    return _number(spec.decimals, _units(now, spec.decimals), kind, draw)


def _units(now: str | None, decimals: int) -> int:
    digits = (now or "0").replace(".", "")
    return int(digits) if digits.lstrip("-").isdigit() and decimals < 9 else 0


def _number(decimals: int, now: int, kind: str, draw: random.Random) -> str | None:
    units: int | None
    if kind == "huge":
        units = MAX_SCALED - draw.choice([0, 0, 1, 2, 7])
    elif kind == "extremes":
        units = draw.choice([*_EXTREMES, now])
    elif kind == "garbage":
        wide = draw.choice([9, 500, 10**5, 10**7, 10**11])
        units = draw.choice([None, 0, draw.randint(0, wide), draw.randint(-wide, wide)])
    else:
        units = draw.choice(
            [now * 10, now // 10, now + 1, now - 1, now * 1000, -now, None, 0, now + 100]
        )
    if units is None:
        return None
    units = max(-MAX_SCALED, min(MAX_SCALED, units))
    digits = str(abs(units)).rjust(decimals + 1, "0")
    whole, fraction = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    return ("-" if units < 0 else "") + whole + (f".{fraction}" if fraction else "")
