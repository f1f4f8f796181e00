"""What each figure means in time: cumulated, averaged, standing at the period's end, or a ratio."""

from __future__ import annotations

from ruantong.core.periods import Frequency
from ruantong.core.regime import Nature, Regime
from ruantong.core.rules.ruleset import compile_rules

NOT_FLOWS = {
    "2": "A01 A13 A031 A07 A09 A02",
    "3": "D1 D11 D12 D15 D16 D17 W1 W2 W3 W4",
    "5": "5080 5081 5082 5090 5091",
    "7": "3021 3022 3023 " + " ".join(str(code) for code in range(202301, 202311)),
}


def test_what_does_not_accumulate(old: Regime) -> None:
    found = {
        nature: {
            (form.code, row.code)
            for form in old.forms
            for row in form.indicators
            if row.nature is nature
        }
        for nature in Nature
    }
    assert found[Nature.STOCK] == {
        (form, code) for form, codes in NOT_FLOWS.items() for code in codes.split()
    }
    assert found[Nature.AVERAGE] == {("3", "D2"), ("6", "2112")}
    assert found[Nature.RATE] == {("6", "2113")}


def test_period_on_period_is_judged_as_it_is_computed(old: Regime) -> None:
    rules = compile_rules(old, Frequency.MONTHLY)
    judged = {
        part: {i.label.split(".")[1] for i in rules.instances if i.key.startswith(f"R6-27:{part}.")}
        for part in "12"
    }
    rows = [row for row in old.form["6"].indicators if "E" in row.columns and row.nature]
    assert judged["1"] == {row.code for row in rows if row.nature is Nature.FLOW}
    assert judged["2"] == {row.code for row in rows if row.nature in {Nature.AVERAGE, Nature.STOCK}}
