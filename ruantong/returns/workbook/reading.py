"""The value a cell of a workbook means for a cell of the form: exact, and refused where it is none."""

from __future__ import annotations

from fractions import Fraction

from ruantong.core.cells import CellSpec, print_value, read_value
from ruantong.core.regime import Kind
from ruantong.core.text import one_line
from ruantong.core.values import (
    ValueFault,
    expected_number,
    format_number,
    parse_number,
    round_half_up,
)
from ruantong.returns.workbook.units import ratio
from ruantong.web.spreadsheets.cells import ERROR, TRUTH, SentCell
from ruantong.web.spreadsheets.formats import DAY, NUMBER, PERCENT

_EXACT_DIGITS = 15
_FINE = (2, 4, 6)  # decimals of a figure in another unit; the fewer, the larger it may be
_LONG_NUMBERS = frozenset({Kind.USCC, Kind.ORG_CODE, Kind.PHONE, Kind.MOBILE, Kind.TEXT, Kind.CODE})


def value_of(spec: CellSpec, cell: SentCell, said: str = "", unit: str = "") -> tuple[str, str]:
    """The canonical text, and how it was come to where it was not simply read.

    ``said``: the unit of the sheet, ``unit``: that of the form. ``ValueFault`` for what is no value.
    """
    if cell.unsaved:
        raise ValueFault(
            "no_result",
            "是公式，文件中没有保存计算结果，平台不计算公式；请用表格软件打开并重新保存，"
            "或粘贴为数值后再上传",
        )
    wanted = _wanted(spec)
    if cell.kind == ERROR:
        raise ValueFault("formula_error", f"是公式的错误值，应填写{wanted}")
    if cell.kind == TRUTH:
        raise ValueFault("not_text", f"是逻辑值，应填写{wanted}")
    if cell.kind == DAY:
        raise ValueFault("not_text", f"是日期，应填写{wanted}；请改单元格的格式后重新录入")
    if spec.kind is not Kind.NUMBER:
        return _text(spec, cell), ""
    if cell.kind == PERCENT:
        return _percent(spec, cell.text, unit), ""
    if (times := ratio(said, unit)) == 1:
        return _canonical(spec, cell.text), ""
    return _converted(spec, cell.text, said, unit, times)


def _wanted(spec: CellSpec) -> str:
    if spec.kind is Kind.NUMBER:
        return expected_number(spec.decimals, negative=True)
    if spec.kind in {Kind.YEAR, Kind.MONTH}:
        return "四位数的年份，如2008" if spec.kind is Kind.YEAR else "1至12的月份"
    return "代码或名称" if spec.code_list else "文字"


def _canonical(spec: CellSpec, text: str) -> str:
    return print_value(spec, read_value(spec, text)) or ""


def _text(spec: CellSpec, cell: SentCell) -> str:
    if cell.kind == NUMBER and spec.kind in _LONG_NUMBERS:
        digits = cell.text.lstrip("-").replace(".", "")
        if len(digits.rstrip("0")) >= _EXACT_DIGITS or len(digits) > _EXACT_DIGITS:
            raise ValueFault(
                "not_text",
                f"是{len(digits)}位的数字，表格软件只保留{_EXACT_DIGITS}位，末几位可能已丢失；"
                "请把单元格设为文本格式后重新录入",
            )
    return _canonical(spec, one_line(cell.text))


def _percent(spec: CellSpec, text: str, unit: str) -> str:
    return _canonical(spec, text.removesuffix("%") if unit == "%" else text)


def _converted(spec: CellSpec, text: str, said: str, unit: str, times: Fraction) -> tuple[str, str]:
    """Exactly, then at most rounded to the decimals of the form, which is said."""
    given = _read(text)
    if given is None:
        return "", ""
    exact = given * times
    scaled = exact * 10**spec.decimals
    kept = format_number(round_half_up(scaled.numerator, scaled.denominator), spec.decimals)
    told = f"{one_line(text)}{said}折合{_decimal(exact)}{unit}"
    if scaled.denominator != 1:
        told += f"，按{spec.decimals}位小数四舍五入"
    return _canonical(spec, kept), told


def _read(text: str) -> Fraction | None:
    """A figure with as many decimals as it has."""
    for decimals in _FINE:
        try:
            given = parse_number(text, decimals=decimals, negative=True)
        except ValueFault as fault:
            if fault.code != "too_many_decimals" or decimals == _FINE[-1]:
                raise
        else:
            return None if given is None else Fraction(given, 10**decimals)
    return None


def _decimal(exact: Fraction) -> str:
    """A fraction of tens, written out."""
    places = 0
    while (exact * 10**places).denominator != 1:
        places += 1
    return format_number((exact * 10**places).numerator, places)
