"""Whether the parts of a pack fit together: lists, parents, applicability, computations."""

from __future__ import annotations

from collections.abc import Iterable
from string import Formatter

from ruantong.core.applicability import SENTENCES, CellIs, Listed, parse_applies
from ruantong.core.cellref import CellRef, parse_column, parse_ref
from ruantong.core.pack_format.faults import Faults
from ruantong.core.pack_format.forms import FormPlaces
from ruantong.core.pack_format.head import PackHead
from ruantong.core.regime import Form, Indicator, Kind, Regime, Source
from ruantong.core.survey import Survey
from ruantong.core.values import shown

_NOWHERE = Source("", 1)


def check_references(regime: Regime, places: Iterable[FormPlaces], faults: Faults) -> None:
    """Report everything that names something the regime does not have."""
    for place in places:
        for key, line in place.code_lists:
            _check_list(regime, key, place.file, line, faults)
        _check_applies(regime, regime.form[place.form], place, faults)
    for form in regime.forms:
        _check_indicators(regime, form, faults)
    if not any(fault.file.endswith(".rules") for fault in faults.found):
        _check_computations(regime, faults)


def check_parameter_names(regime: Regime, head: PackHead, faults: Faults) -> None:
    """Report parameters that sentences have no words for, and words for none.

    Not while ``regime.toml`` has other faults: a parameter that cannot be read is no missing one.
    """
    if any(fault.file == head.file for fault in faults.found):
        return
    for name in regime.parameters:
        if not regime.parameter_names.get(name):
            message = (
                f"参数“{shown(name)}”在parameter_names中没有名称，应写明，供审核关系的说明使用"
            )
            faults.add(head.file, head.lines["parameters"], message)
    for name in regime.parameter_names:
        if name not in regime.parameters:
            message = f"parameter_names中的参数“{shown(name)}”不存在，应为parameters中的一个"
            faults.add(head.file, head.lines["parameter_names"], message)


def check_survey(regime: Regime, head: PackHead, faults: Faults) -> None:
    """Report what the survey's own words name and the regime does not have."""
    survey = regime.survey

    def cell(ref: str, key: str) -> Indicator | None:
        place = parse_ref(ref)
        form = regime.form.get(place.form) if place else None
        row = form.by_code.get(place.indicator) if place and form else None
        if place is None or row is None or row.title or place.column not in row.columns:
            faults.add(head.file, head.lines[key], f"{key}中的单元格“{shown(ref)}”不存在")
            return None
        return row

    counted = [("headlines", headline.cell) for headline in survey.headlines]
    counted += [("selective", ref) for method in survey.selective for ref in method.cells]
    for key, ref in counted:
        row = cell(ref, key)
        if row is not None and row.kind is not Kind.NUMBER:
            message = f"{key}中的“{ref}”不是数值指标，应为数值指标"
            faults.add(head.file, head.lines[key], message)
    for ref in survey.register.values():
        cell(ref, "register")
    for pair in survey.december:
        annual, month = cell(pair.cell, "december"), cell(pair.month, "december")
        if annual and month and _measured(annual) != _measured(month):
            message = f"december中的“{pair.cell}”和“{pair.month}”的计量单位或小数位不同，应相同"
            faults.add(head.file, head.lines["december"], message)
    for start in survey.starts:
        if not _is_column(regime, start):
            message = f"starts中的“{shown(start)}”不是任何表的栏，应写作“表.栏”或“表.明细.栏”"
            faults.add(head.file, head.lines["starts"], message)
    for name in (*survey.measures, *_named_parameters(survey)):
        if name not in regime.parameters:
            message = f"参数“{shown(name)}”不存在，应为parameters中的一个"
            faults.add(head.file, head.lines["measures"], message)


def _measured(row: Indicator) -> tuple[Kind, str, int]:
    return row.kind, row.unit_of_measure, row.decimals


def _is_column(regime: Regime, text: str) -> bool:
    place = parse_column(text)
    form = regime.form.get(place.form) if place else None
    if place is None or form is None:
        return False
    if not place.group:
        return place.column in form.column
    return place.group in form.row_group and place.column in form.row_group[place.group].column


def _named_parameters(survey: Survey) -> set[str]:
    """The parameters by which units are in scope, and the one a list is held to."""
    texts = "".join(kind.text for kind in survey.scopes)
    told = {name for _, name, _, _ in Formatter().parse(texts) if name}
    measured = {name for kind in survey.scopes for name in (kind.share, kind.floor) if name}
    return told | measured | {one.coverage for one in survey.rosters if one.coverage}


def _check_list(regime: Regime, key: str, file: str, line: int, faults: Faults) -> None:
    if key not in regime.code_lists:
        known = "、".join(sorted(regime.code_lists)) or "（本包没有代码表）"
        faults.add(file, line, f"代码表“{shown(key)}”不存在，应为codes目录中的：{known}")


def _check_applies(regime: Regime, form: Form, place: FormPlaces, faults: Faults) -> None:
    try:
        condition = parse_applies(form.applies)
    except ValueError:
        message = f"applies“{shown(form.applies)}”不对，应为：{SENTENCES}"
        faults.add(place.file, place.applies, message)
        return
    rosters = {roster.key for roster in regime.survey.rosters}
    if isinstance(condition, Listed) and condition.roster not in rosters:
        message = f"applies中的名录“{shown(condition.roster)}”没有写明，应为[[rosters]]的一个key"
        faults.add(place.file, place.applies, message)
    if isinstance(condition, CellIs):
        cell = condition.cell
        other = regime.form.get(cell.form)
        row = other.by_code.get(cell.indicator) if other else None
        if row is None or cell.column not in row.columns:
            faults.add(place.file, place.applies, f"applies中的单元格“{cell}”不存在")


def _check_indicators(regime: Regime, form: Form, faults: Faults) -> None:
    for row in form.indicators:
        source = row.source or _NOWHERE
        if row.code_list is not None:
            _check_list(regime, row.code_list, source.file, source.line, faults)
        if row.parent is None:
            continue
        parent = form.by_code.get(row.parent)
        if parent is None:
            message = f"上级指标“{shown(row.parent)}”不在本表中，parent应为本表某一行的代码"
            faults.add(source.file, source.line, message)
        elif parent.title:
            faults.add(source.file, source.line, f"上级指标“{row.parent}”是标题行，应为填数的行")
        elif _returns_to_itself(form, row):
            message = f"“{row.code}”的上级关系绕回自身，parent应逐级向上"
            faults.add(source.file, source.line, message)


def _returns_to_itself(form: Form, row: Indicator) -> bool:
    seen: set[str] = set()
    code: str | None = row.parent
    while code is not None and code not in seen:
        if code == row.code:
            return True
        seen.add(code)
        above = form.by_code.get(code)
        code = above.parent if above else None
    return False


def _check_computations(regime: Regime, faults: Faults) -> None:
    """A cell marked automatic has a computation, and nothing else is computed into a cell."""
    computed = {
        (step.form, step.indicator, column)
        for step in regime.computations
        for column in step.columns
    }
    for form in regime.forms:
        for row in form.indicators:
            source = row.source or _NOWHERE
            for column in row.automatic:
                if (form.code, row.code, column) not in computed:
                    message = (
                        f"{CellRef(form.code, row.code, column)}标为自动计算，"
                        f"但rules/{form.code}.rules中没有它的计算式"
                    )
                    faults.add(source.file, source.line, message)
    for step in regime.computations:
        source = step.source or _NOWHERE
        known = regime.form[step.form].by_code.get(step.indicator)
        missing = [c for c in step.columns if known is None or c not in known.automatic]
        if missing:
            cells = "、".join(str(CellRef(step.form, step.indicator, column)) for column in missing)
            message = f"计算式写入{cells}，但表式中没有把它标为自动计算（automatic）"
            faults.add(source.file, source.line, message)
