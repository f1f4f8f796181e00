"""Planted errors: what people really get wrong, each with the rules that must notice it.

A plant changes the typed content of a consistent return. It only touches cells a respondent can
type, so that a planted draft stays wrong when the platform brings its own cells up to date.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ruantong.core.cellref import CellRef
from ruantong.core.dossier import FormData, Forms, Value
from ruantong.core.periods import Frequency
from ruantong.demo.profile import Profile

Content = dict[str, FormData]


@dataclass(frozen=True)
class Plant:
    """``rules``: at least one of them must fail; ``suits`` says which enterprises can make it."""

    name: str
    story: str
    frequency: Frequency
    rules: frozenset[str]
    apply: Callable[[Forms], Content]
    suits: Callable[[Profile], bool] = lambda _: True
    first_period: bool = True  # False: needs a previous period of the same year


def with_cell(forms: Forms, ref: str, value: Value) -> Content:
    """A copy of the content with one cell (``6.2010.A``) replaced."""
    place = CellRef.parse(ref)
    return {**forms, place.form: forms[place.form].with_value(place, value)}


def number(forms: Forms, ref: str) -> int:
    """A numeric cell, blank read as zero."""
    place = CellRef.parse(ref)
    value = forms[place.form].at(place)
    return value if isinstance(value, int) else 0


def _changed(ref: str, change: Callable[[Forms, int], int | None]) -> Callable[[Forms], Content]:
    return lambda forms: with_cell(forms, ref, change(forms, number(forms, ref)))


def _column_copied(source: str) -> Callable[[Forms], Content]:
    """The whole column A of form 6 taken from another column."""

    def apply(forms: Forms) -> Content:
        data = forms["6"]
        cells = {
            code: {**row, "A": row[source]} if row.get(source) is not None else row
            for code, row in data.cells.items()
        }
        return {**forms, "6": replace(data, cells=cells)}

    return apply


_MONEY = ("2010", "2020", "2021", "20211", "20212", "2022", "20221", "20222", "20223", "20224",
          "20225", "2023", "20231", "2050", "2051", "2080", "2090", "2110", "2111")  # fmt: skip


def _in_thousand_yuan(forms: Forms) -> Content:
    """Every amount of column A ten times what it should be."""
    changed = dict(forms)
    for code in _MONEY:
        if forms["6"].value(code, "A") is not None:
            ref = f"6.{code}.A"
            changed = with_cell(changed, ref, number(forms, ref) * 10)
    return changed


def _exports_in_yuan(forms: Forms) -> Content:
    """Exports of outsourced services at seven yuan a dollar, and their sum with them."""
    ref = "3.A61.A"
    abroad = number(forms, ref)
    added = with_cell(forms, "3.A6.A", number(forms, "3.A6.A") + abroad * 6)
    return with_cell(added, ref, abroad * 7)


def _without_form(code: str) -> Callable[[Forms], Content]:
    return lambda forms: {form: data for form, data in forms.items() if form != code}


def _lines(change: Callable[[tuple[dict[str, Value], ...]], object]) -> Callable[[Forms], Content]:
    """Form 4 with its lines changed in place (on copies)."""

    def apply(forms: Forms) -> Content:
        rows = [dict(row) for row in forms["4"].rows["lines"]]
        extra = change(tuple(rows))
        if isinstance(extra, dict):
            rows.append(extra)
        return {**forms, "4": replace(forms["4"], rows={"lines": tuple(rows)})}

    return apply


def _first_line_more(rows: tuple[dict[str, Value], ...]) -> None:
    amount = rows[0]["1"]
    rows[0]["1"] = (amount if isinstance(amount, int) else 0) + 1_00


def _first_line_again(rows: tuple[dict[str, Value], ...]) -> dict[str, Value]:
    return {"code": rows[0]["code"], "1": 0, "2": 0}


def _no_nanometres(forms: Forms) -> Content:
    cells = {
        code: {**row, "N": None} if "N" in row else row for code, row in forms["7"].cells.items()
    }
    return {**forms, "7": replace(forms["7"], cells=cells)}


def _plant(
    name: str,
    story: str,
    frequency: Frequency,
    rules: str,
    apply: Callable[[Forms], Content],
    suits: Callable[[Profile], bool] = lambda _: True,
    *,
    first_period: bool = True,
) -> Plant:
    return Plant(name, story, frequency, frozenset(rules.split()), apply, suits, first_period)


def _makes_chips(profile: Profile) -> bool:
    return profile.listed_form7 and profile.kind == "ic"


def _runs_platform(profile: Profile) -> bool:
    return profile.listed_form7 and profile.kind == "platform"


def _sells_software(profile: Profile) -> bool:
    return profile.kind == "software"


_M, _Y = Frequency.MONTHLY, Frequency.ANNUAL

PLANTS: tuple[Plant, ...] = (
    _plant("unit_slip", "工资总额按元填成了万元（扩大一万倍）", _M, "R6-16 R6-19 R6-29",
           _changed("6.2111.A", lambda _, value: value * 10_000)),
    _plant("thousand_yuan", "整张6表按千元填报（扩大十倍）", _M, "R6-28 R6-19",
           _in_thousand_yuan, lambda profile: not profile.embedded),
    _plant("part_above_total", "基础软件收入大于软件产品收入", _M, "R6-03",
           _changed("6.20211.A", lambda forms, _: number(forms, "6.2021.A") + 1_00),
           _sells_software),
    _plant("chips_above_services", "集成电路设计收入大于信息技术服务收入", _M, "R6-04",
           _changed("6.20225.A", lambda forms, _: number(forms, "6.2022.A") + 1_00),
           lambda profile: profile.kind == "ic"),
    _plant("copied_last_month", "整列照抄上月累计", _M, "R6-30", _column_copied("C"),
           lambda profile: not profile.embedded, first_period=False),
    _plant("copied_last_year", "整列照抄去年同期", _M, "R6-31", _column_copied("B"),
           lambda profile: not profile.embedded),
    _plant("decreasing_cumulative", "研发经费本期累计小于上期累计（填成了当月数）", _M, "R6-23",
           _changed("6.2110.A", lambda forms, _: number(forms, "6.2110.C") // 4),
           first_period=False),
    _plant("hardware_above_cost", "硬件成本大于主营业务成本", _M, "R6-12",
           _changed("6.2051.A", lambda forms, _: number(forms, "6.2050.A") + 1_00),
           lambda profile: not profile.embedded),
    _plant("main_below_software", "主营业务收入小于软件业务收入合计", _M, "R6-02",
           _changed("6.2010.A", lambda forms, _: number(forms, "6.2020.A") - 1_00),
           lambda profile: not profile.embedded),
    _plant("missing_figure", "研发经费漏填", _M, "R6-35",
           _changed("6.2110.A", lambda _forms, _value: None)),
    _plant("nobody_employed", "有收入而平均用工人数填0", _M, "R6-18",
           _changed("6.2112.A", lambda _forms, _value: 0)),
    _plant("year_ago_changed", "改动了带出的去年同期数", _M, "R6-25",
           _changed("6.2010.B", lambda _, value: value + value // 10)),
    _plant("research_above_costs", "研发经费大于成本与费用之和", _M, "R6-15",
           _changed("6.2110.A", lambda forms, _: 2 * number(forms, "6.2010.A"))),
    _plant("devices_off_by_one", "设备连接数量与分项之和差1", _M, "R7-01",
           _changed("7.3023.A", lambda _, value: value + 1), _runs_platform),
    _plant("no_nanometres", "填了销售量未填最先进纳米量级", _M, "R7-10", _no_nanometres,
           _makes_chips),
    _plant("form7_missing", "列入7表重点企业名单而未填7表", _M, "R7-07", _without_form("7"),
           lambda profile: profile.listed_form7),
    _plant("sum_off_by_one", "软件业务收入合计与四项之和差0.01", _Y, "R3-02",
           _changed("3.A0.A", lambda _, value: value + 1)),
    _plant("forms_3_4_disagree", "4表第一行多填1.00万元，与3表不一致", _Y, "R3-12",
           _lines(_first_line_more)),
    _plant("main_above_total", "主营业务收入大于营业收入", _Y, "R2-06",
           _changed("2.B00.A", lambda forms, _: number(forms, "2.B01.A") - 1)),
    _plant("annual_unit_slip", "应付职工薪酬按元填成了万元", _Y, "R2-15 R2-19",
           _changed("2.D01.A", lambda _, value: value * 10_000)),
    _plant("apart_from_december", "研发经费比12月月报多四成", _Y, "R3-20",
           _changed("2.C02.A", lambda _, value: value * 14 // 10)),
    _plant("people_above_total", "研发人员与其他技术人员之和大于从业人员", _Y, "R3-08",
           _changed("3.D11.A", lambda forms, _: number(forms, "3.D1.A") + 1)),
    _plant("exports_in_yuan", "外包服务出口按人民币万元填报", _Y, "R3-06 R3-13", _exports_in_yuan,
           lambda profile: profile.outsourcing_export > 0),
    _plant("line_twice", "4表同一分类填了两行", _Y, "R4-03", _lines(_first_line_again)),
    _plant("patents_reversed", "发明专利多于全部专利", _Y, "R3-14",
           _changed("3.W3.A", lambda forms, _: number(forms, "3.W2.A") + 1)),
    _plant("form5_missing", "有人工智能业务而未填5表", _Y, "R1-14", _without_form("5"),
           lambda profile: profile.ai),
    _plant("ai_sum_off", "人工智能业务收入合计与分项之和差1.00", _Y, "R5-01",
           _changed("5.5010.A", lambda _, value: value + 1_00), lambda profile: profile.ai),
)  # fmt: skip


def plants_for(profile: Profile, frequency: Frequency, *, first_period: bool) -> list[Plant]:
    """The errors this enterprise can make in such a return."""
    return [
        plant
        for plant in PLANTS
        if plant.frequency is frequency
        and plant.suits(profile)
        and (plant.first_period or not first_period)
    ]


# What a return looked like before the correction a reviewer asked for, by the cell of the reason.
_BEFORE: dict[str, Callable[[Forms, int], int | None]] = {
    "6.2113.A": lambda _, value: value + 15_00,
    "6.2080.A": lambda forms, value: value + number(forms, "6.2010.A") // 100,
    "6.2112.A": lambda _, value: value + value // 20 + 1,
    "3.W1.A": lambda _, value: value - value // 5 - 1,
    "2.C01.A": lambda _, value: value + value // 2,
}


def before_correction(forms: Forms, target: str) -> Content:
    """The content as first submitted, with the doubtful figure in ``target``."""
    return _changed(target, _BEFORE[target])(forms)
