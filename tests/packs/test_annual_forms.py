"""Forms 1–5: the rows of the ministry's 2024 blanks in printed order (regime §2–§6)."""

from __future__ import annotations

import pytest

from ruantong.core.certainty import Certainty
from ruantong.core.help_texts import Standing
from ruantong.core.periods import Frequency
from ruantong.core.regime import Kind, Regime

FORM_2_LEFT = """B00 营业收入；B01 其中：主营业务收入；B06 主营业务成本；B061 其中：硬件成本；
B09 税金及附加；B11 其他业务利润；B12 销售费用；B13 管理费用；B14 财务费用；B16 资产减值损失；
B17 公允价值变动收益；B18 投资收益；B19 资产处置收益；B20 其他收益；B21 营业利润；B24 利润总额；
B25 所得税费用"""
FORM_2_RIGHT = """D01 本年应付职工薪酬；B26 应交增值税；A01 流动资产合计；A13 负债合计；
A031 固定资产原价；A07 累计折旧；A08 其中：本年折旧；A09 资产总计；A091 其中：数据资源存货；
A092 数据资源无形资产；A093 数据资源开发支出；C01 固定资产投资额；C02 研发经费；
C03 投资活动现金流出总额；C04 筹资活动现金流入总额；C06 享受优惠政策已退税额；A02 应收账款"""
FORM_3 = """A0 软件业务收入合计 万元；—— （一）按业务类型分列；A1 合计中：1. 软件产品收入 万元；
A2 2. 信息技术服务收入 万元；A3 3. 信息安全收入 万元；
A4 *4. 嵌入式系统软件收入（系统自动测算） 万元；—— （二）按服务模式分列；
A5 其中：软件外包服务收入 万元；—— （三）按出口方式分列；A6 软件业务出口合计 万美元；
A61 合计中：1. 软件外包服务出口 万美元；A62 *2. 嵌入式系统软件出口（系统自动测算） 万美元；
A63 3. 其他软件业务出口 万美元；D1 从业人员期末人数 人；D11 其中：软件研发人员 人；
D12 其他软件技术人员 人；D15 其中：硕士及以上 人；D16 大专及大本 人；
D17 其中：国家级科技创新领军人才数量 人；D2 平均用工人数 人；W1 年末拥有有效软件著作权量 件；
W2 年末拥有有效专利量 件；W3 其中：年末拥有有效发明专利量 件；W4 参与制修订国家及国际标准总量 项"""
FORM_1_ITEMS = """109 102 101 103 105 106 191 201 202 203 205 206 220 213 221 222
R01 R02 R03 R04 R05 R06 R07 R08 R09"""
AI_CLASSES = """计算机视觉软件 智能语音处理软件 自然语言理解软件 生物特征识别软件 虚拟现实/增强现实软件
机器学习服务 计算机视觉服务 智能语音处理服务 自然语言理解服务 生物特征识别服务 人工智能集成解决方案
人工智能芯片 人工智能传感器 智能机器人 智能运载工具 虚拟现实/增强现实设备 智能可穿戴设备"""
NEW_IN_2024 = {"A091", "A092", "A093"}


def entries(text: str) -> list[str]:
    return text.replace("\n", "").split("；")


def form_2_rows(regime: Regime) -> list[str]:
    return [f"{row.code} {row.label}" for row in regime.form["2"].indicators]


def test_form_2_has_31_rows_in_2021_and_34_in_2024(old: Regime, new: Regime) -> None:
    printed = entries(FORM_2_LEFT) + entries(FORM_2_RIGHT)
    assert form_2_rows(new) == printed
    assert form_2_rows(old) == [text for text in printed if text.split()[0] not in NEW_IN_2024]
    assert (len(form_2_rows(old)), len(form_2_rows(new))) == (31, 34)


def test_form_2_allows_negative_values_in_eleven_rows(old: Regime) -> None:
    negative = {row.code for row in old.form["2"].indicators if row.negative}
    assert negative == {"B11", "B14", "B16", "B17", "B18", "B19", "B21", "B24", "B25", "B26", "A02"}


def test_form_2_is_in_wan_yuan_with_two_decimals_and_one_column(new: Regime) -> None:
    form = new.form["2"]
    assert {(row.unit_of_measure, row.decimals) for row in form.indicators} == {("万元", 2)}
    assert [(column.key, column.name) for column in form.columns] == [("A", "本年完成")]
    parents = {row.code: row.parent for row in form.indicators if row.parent}
    assert parents == {
        "B01": "B00", "B061": "B06", "A08": "A07", "A091": "A09", "A092": "A09", "A093": "A09",
    }  # fmt: skip


def test_form_3_is_printed_row_by_row(old: Regime, new: Regime) -> None:
    rows = [
        f"{'——' if row.title else row.code} {row.label} {row.unit_of_measure}".strip()
        for row in old.form["3"].indicators
    ]
    assert rows == entries(FORM_3)
    assert new.form["3"].indicators == old.form["3"].indicators


def test_form_3_computes_the_two_starred_rows_and_nothing_else(old: Regime) -> None:
    form = old.form["3"]
    automatic = {r.code: (r.automatic, r.overridable) for r in form.indicators if r.automatic}
    assert automatic == {"A4": (("A",), True), "A62": (("A",), True)}
    components = {
        parent: [
            r.code for r in form.indicators if r.parent == parent and r.relation == "component"
        ]
        for parent in ("A0", "A6")
    }
    assert components == {"A0": ["A1", "A2", "A3", "A4"], "A6": ["A61", "A62", "A63"]}
    whole = {r.code for r in form.indicators if not r.title and r.decimals == 0}
    assert whole == {"D1", "D11", "D12", "D15", "D16", "D17", "D2", "W1", "W2", "W3", "W4"}


def test_form_1_has_every_item_and_the_two_of_2024_only_there(old: Regime, new: Regime) -> None:
    def items(regime: Regime) -> list[str]:
        return list(dict.fromkeys(row.code.split(".")[0] for row in regime.form["1"].indicators))

    assert items(old) == FORM_1_ITEMS.split()
    assert items(new) == [*FORM_1_ITEMS.split(), "R10", "R11"]


def test_form_1_parts_carry_the_codes_of_the_interchange_format(old: Regime) -> None:
    form = old.form["1"]
    parts: dict[str, list[str]] = {}
    for row in form.indicators:
        if row.group:
            parts.setdefault(row.group, []).append(row.code.removeprefix(f"{row.group}."))
    assert parts == {
        "103": ["industry", "software_industry"],
        "105": ["division", "urban_rural", "town", "village"],
        "106": ["division", "urban_rural", "town", "village"],
        "202": ["year", "month"],
        "203": ["area_code", "phone", "mobile", "email", "url"],
        "213": ["role", "parent_uscc"],
        "221": ["listed", "year", "place"],
        "222": ["merged", "way"],
        "R02": ["level", "agency"],
        "R03": ["number", "agency"],
    }
    [products] = form.row_groups
    assert (products.key, products.group) == ("products", "103")
    assert (products.minimum, products.maximum) == (1, 3)
    assert [column.key for column in products.columns] == ["name", "field"]
    assert form.issued_by_label == "制表机关"


@pytest.mark.parametrize("code", ["R01", "R04", "R05", "R06", "R07", "R08", "R09"])
def test_questions_of_form_1_are_answered_yes_or_no(old: Regime, code: str) -> None:
    row = old.form["1"].by_code[code]
    assert (row.kind, row.code_list) == (Kind.CODE, "yes_no")


def test_form_4_is_a_list_of_lines_with_the_printed_columns(old: Regime) -> None:
    form = old.form["4"]
    [lines] = form.row_groups
    assert form.indicators == ()
    assert lines.key == "lines"
    assert [(c.key, c.name, c.kind.value, c.code_list) for c in lines.columns] == [
        ("code", "软件代码", "code", "directory"),
        ("1", "本年收入", "number", None),
        ("2", "其中：本年出口", "number", None),
        ("3", "出口主要国别和地区：国别1", "code", "countries"),
        ("4", "出口1", "number", None),
        ("5", "出口主要国别和地区：国别2", "code", "countries"),
        ("6", "出口2", "number", None),
        ("7", "备注", "text", None),
    ]
    assert lines.decimals == 2


def test_form_5_is_marked_as_reconstructed_and_follows_the_question_r07(old: Regime) -> None:
    form = old.form["5"]
    assert not form.official
    assert form.note == "依据公开资料还原，待以官方表式校准"
    assert form.applies == "cell 1.R07.A = 1"
    assert len(form.indicators) == 33
    assert {row.code_certainty for row in form.indicators} == {Certainty.GUESSED}
    sums = {
        parent: [
            r.code for r in form.indicators if r.parent == parent and r.relation == "component"
        ]
        for parent in ("5010", "5020", "5030", "5040")
    }
    assert sums == {
        "5010": ["5020", "5030", "5040"],
        "5020": ["5022", "5023", "5024", "5025", "5026", "5029"],
        "5030": ["5031", "5035", "5036", "5037", "5038", "5034", "5039"],
        "5040": ["5041", "5045", "5042", "5043", "5046", "5047", "5049"],
    }
    classes = [
        form.by_code[code].name for parent in ("5020", "5030", "5040") for code in sums[parent][:-1]
    ]
    assert classes == AI_CLASSES.split()
    assert not {"5021", "5032", "5033", "5044"} & form.by_code.keys()  # never used again


def test_ministry_codes_and_frequencies(old: Regime) -> None:
    annual = {form.code: form.ministry_code for form in old.forms_for(Frequency.ANNUAL)}
    assert annual == {"1": "SE101", "2": "SE401", "3": "SE402", "4": "SE403", "5": ""}
    assert [form.code for form in old.forms_for(Frequency.MONTHLY)] == ["6", "7"]


def test_every_row_to_fill_has_a_definition_or_explains_itself(old: Regime) -> None:
    """No official text is known: every definition says whose words it is in."""
    for form in old.forms:
        for row in form.indicators:
            if row.kind is Kind.NUMBER and not row.title:
                assert row.definition_standing not in {None, Standing.OFFICIAL}, (
                    form.code,
                    row.code,
                )
