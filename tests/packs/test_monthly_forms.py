"""Forms 6 and 7 of the 2021 edition are the ministry's, row by row (regime §7, §8)."""

from __future__ import annotations

from ruantong.core.certainty import Certainty
from ruantong.core.periods import Frequency
from ruantong.core.regime import ColumnRole, Form, Regime

# code | printed label | unit; "——": a title row
FORM_6 = """
2010 | 主营业务收入 | 万元
2020 | 软件业务收入合计（自动计算） | 万元
2020a | （一）按业务类型分列 | ——
2021 | 其中 1. 软件产品收入 | 万元
20211 | 其中基础软件收入 | 万元
20212 | 工业软件收入 | 万元
2022 | 2. 信息技术服务收入 | 万元
20221 | 其中云服务收入 | 万元
20222 | 大数据服务收入 | 万元
20223 | 工业互联网平台服务收入 | 万元
20224 | 电子商务平台技术服务收入 | 万元
20225 | 集成电路设计收入 | 万元
2023 | 3. 信息安全收入 | 万元
20231 | 其中工控安全收入 | 万元
2024 | *4. 嵌入式系统软件收入（自动计算） | 万元
2020b | （二）按出口方式分列 | ——
2041 | 其中 1. 软件外包服务出口 | 万美元
20421 | *2. 应用嵌入式系统软件的产品出口额 | 万美元
2042 | 2-1 嵌入式系统软件出口（自动计算） | 万美元
2043 | 3. 其他软件业务出口 | 万美元
2050 | 主营业务成本 | 万元
2051 | 其中硬件成本 | 万元
2080 | 费用总额 | 万元
2090 | 利润总额 | 万元
2110 | 研发经费 | 万元
2111 | 从业人员工资总额 | 万元
2112 | 平均用工人数 | 人
2113 | 订单同比增长 | %
"""

FORM_7 = """
3010 | 集成电路设计 | ——
3011 | 微控器件销售量 | 万片
3012 | 逻辑电路销售量 | 万片
3013 | 存储器销售量 | 万片
3014 | 模拟电路销售量 | 万片
3015 | 其他电路销售量 | 万片
3016 | 智能卡芯片及电子标签芯片销售量 | 万片
3017 | 微波单片集成电路销售量 | 万片
3018 | 物联网模组销售量 | 万片
3019 | 其他集成电路产品销售量 | 万片
3020 | 工业互联网平台 | ——
3021 | 服务企业数量 | 个
3022 | 工业APP数量 | 个
3023 | 设备连接数量 | 台（套）
202301 | 其中：轻工设备 | 台（套）
202302 | 建材设备 | 台（套）
202303 | 仪器仪表 | 台（套）
202304 | 化工设备 | 台（套）
202305 | 冶炼设备 | 台（套）
202306 | 电工及电子设备 | 台（套）
202307 | 工程机械 | 台（套）
202308 | 机床 | 台（套）
202309 | 机器人 | 台（套）
202310 | 其他设备 | 台（套）
"""


def printed(form: Form) -> str:
    rows = (
        f"{row.code} | {row.label} | {'——' if row.title else row.unit_of_measure}"
        for row in form.indicators
    )
    return "\n" + "\n".join(rows) + "\n"


def test_form_6_is_printed_row_by_row(old: Regime) -> None:
    form = old.form["6"]
    assert printed(form) == FORM_6
    assert sum(not row.title for row in form.indicators) == 26
    assert sum(row.title for row in form.indicators) == 2
    assert (form.number, form.ministry_code) == ("软统企6表", "SE305")
    assert form.name == "软件和信息技术服务业企业月报表"
    assert form.frequency is Frequency.MONTHLY
    assert form.certainty is Certainty.SEEN


def test_form_6_has_the_five_printed_columns(old: Regime) -> None:
    columns = [(c.key, c.name, c.role, c.computed) for c in old.form["6"].columns]
    assert columns == [
        ("A", "本年本期累计", ColumnRole.CURRENT, False),
        ("B", "去年同期累计", ColumnRole.YEAR_AGO, False),
        ("C", "本年上期累计", ColumnRole.PREVIOUS, False),
        ("D", "同比（%）", ColumnRole.YOY, True),
        ("E", "环比（%）", ColumnRole.POP, True),
    ]


def test_order_growth_is_a_single_value_and_every_other_row_has_all_columns(old: Regime) -> None:
    for row in old.form["6"].indicators:
        expected: tuple[str, ...] = tuple("ABCDE")
        if row.title:
            expected = ()
        elif row.code == "2113":
            expected = ("A",)
        assert row.columns == expected, row.code


def test_form_6_asks_for_embedded_software_in_its_head(old: Regime) -> None:
    [field] = old.form["6"].head_fields
    assert (field.key, field.name) == ("embedded", "是否有嵌入式系统软件业务")
    names = {item.code: item.name for item in old.code_lists[field.code_list].items}
    assert names == {"1": "是", "2": "否"}


def test_form_6_computes_three_rows_and_two_may_be_overridden(old: Regime) -> None:
    automatic = {
        row.code: (row.automatic, row.overridable)
        for row in old.form["6"].indicators
        if row.automatic
    }
    assert automatic == {
        "2020": (("A", "B", "C"), False),
        "2024": (("A",), True),
        "2042": (("A",), True),
    }


def test_form_6_says_what_adds_up_and_what_is_part_of_what(old: Regime) -> None:
    related = {
        row.code: (row.relation, row.parent) for row in old.form["6"].indicators if row.parent
    }
    assert related == {
        **dict.fromkeys(("2021", "2022", "2023", "2024"), ("component", "2020")),
        **dict.fromkeys(("20211", "20212"), ("of_which", "2021")),
        **dict.fromkeys(("20221", "20222", "20223", "20224", "20225"), ("of_which", "2022")),
        "20231": ("of_which", "2023"),
        "2051": ("of_which", "2050"),
    }


def test_form_6_has_two_decimals_but_for_people(old: Regime) -> None:
    form = old.form["6"]
    decimals = {row.code: row.decimals for row in form.indicators if not row.title}
    assert {code for code, places in decimals.items() if places != 2} == {"2112"}
    assert decimals["2112"] == 0
    assert form.decimals_of(form.by_code["2112"], "D") == 2
    negative = {row.code for row in form.indicators if row.negative}
    assert negative == {"2080", "2090", "2113"}


def test_form_7_is_printed_row_by_row(old: Regime) -> None:
    form = old.form["7"]
    assert printed(form) == FORM_7
    assert sum(not row.title for row in form.indicators) == 22
    assert (form.number, form.ministry_code) == ("软统企7表", "SE308")
    assert form.name == "集成电路设计和工业互联网平台业务量月报表"
    assert form.applies == "listed form7"


def test_form_7_asks_for_nanometres_only_of_chips(old: Regime) -> None:
    form = old.form["7"]
    assert [(c.key, c.name) for c in form.columns] == [
        ("A", "本年本期累计"),
        ("B", "去年同期累计"),
        ("N", "最先进纳米量级"),
    ]
    for row in form.indicators:
        chips = row.code.startswith("301") and not row.title
        assert ("N" in row.columns) == chips, row.code
        assert row.decimals == (2 if chips else 0), row.code
    assert form.decimals_of(form.by_code["3011"], "N") == 0


def test_the_ten_kinds_of_devices_add_up_to_the_connected_devices(old: Regime) -> None:
    parts = [row.code for row in old.form["7"].indicators if row.parent == "3023"]
    assert parts == [str(code) for code in range(202301, 202311)]
    assert all(old.form["7"].by_code[code].relation == "component" for code in parts)
