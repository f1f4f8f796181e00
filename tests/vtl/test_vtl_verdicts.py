"""The exported text, run by another VTL engine, gives our verdicts: both editions, both frequencies.

Random returns of every kind (valid, slips, blanks, extremes, nonsense) and, for every rule, a return
that passes and one that fails it. A verdict of ours is compared for every rule instance and line.
"""

from __future__ import annotations

import json

import pytest

from ruantong.core.periods import Frequency
from ruantong.core.rules.edits import edited
from ruantong.core.values import MAX_SCALED
from ruantong.exchange.vtl.rules import VtlExport, export_vtl
from ruantong.rulelab.cases import find_cases
from tests.differential.disturb import KINDS
from tests.differential.returns import EDITIONS, VECTORS, _base, ruleset, sample, samples_of
from tests.vtl.engine import (
    FAILS,
    PASS,
    UNKNOWN,
    Returns,
    engine_says,
    need_engine,
    platform_says,
    run_vtl,
    within,
)

RANDOM = 30
EXTREME = 40


def compared(export: VtlExport, text: str, returns: Returns) -> dict[str, set[str]]:
    """Verdicts of each rule part seen; fails where the two differ in anything."""
    said = engine_says(export, run_vtl(export, text, returns))
    expected = platform_says(export, returns)
    instances = export.ruleset.instances
    different = {
        (name, instances[number].key, line): (expected.get((name, line, number), PASS), told)
        for (name, line, number), told in said.items()
        if told != expected.get((name, line, number), PASS)
    }
    assert not different, dict(list(different.items())[:5])
    seen: dict[str, set[str]] = {}
    for (_name, _line, number), told in said.items():
        rule = instances[number].rule
        seen.setdefault(f"{rule.id}/{rule.part}", set()).add(told)
    judged = {number for _name, _line, number in said}
    missing = {key for key in expected if key[2] in judged} - said.keys()
    assert not missing
    return seen


@pytest.mark.parametrize(("regime", "frequency"), EDITIONS)
def test_verdicts_agree(regime: str, frequency: Frequency) -> None:
    need_engine()
    rules = ruleset(regime, frequency)
    export = export_vtl(rules)
    base = _base(regime, frequency)
    cases = find_cases(rules, base)
    drawn = [(str(s.number), s.dossier) for s in samples_of(regime, frequency, RANDOM, seed="vtl")]
    made = [(f"case{n}", edited(base, case.edits)) for n, case in enumerate(cases)]
    returns = within(export, [("base", base), *drawn, *made], export.limit)
    assert len(returns) > 0.7 * (len(drawn) + len(made))

    seen = compared(export, export.text(balances=False), returns)

    written = json.loads((VECTORS / "rule_cases.json").read_text(encoding="utf-8"))["cases"]
    by_hand = {f"{case['rule']}/{case['part']}" for case in written}
    assert {rule for rule, told in seen.items() if FAILS not in told} <= by_hand
    assert {rule for rule, told in seen.items() if PASS not in told} <= by_hand
    assert any(UNKNOWN in told for told in seen.values())


@pytest.mark.parametrize("frequency", [Frequency.MONTHLY, Frequency.ANNUAL])
def test_verdicts_agree_on_the_largest_numbers(frequency: Frequency) -> None:
    """Rules whose integers stay within 64 bits are exact to the last unit of 10^15."""
    export = export_vtl(ruleset("miit_software_2024", frequency))
    place = EDITIONS.index(("miit_software_2024", frequency))
    turns = range(KINDS.index("extremes"), EXTREME * len(KINDS), len(KINDS))
    drawn = [sample(place + len(EDITIONS) * turn, seed="large") for turn in turns]
    returns = within(export, [(str(s.number), s.dossier) for s in drawn], MAX_SCALED)
    assert len(returns) > EXTREME / 5
    assert len(within(export, returns, export.limit)) < len(returns) / 2

    seen = compared(export, export.text(largest=MAX_SCALED, balances=False), returns)

    assert len(seen) > 0.6 * len(export.ruleset.rules)


def test_imbalance_is_left_less_right() -> None:
    """Plain equations come once more with the difference of their sides."""
    export = export_vtl(ruleset("miit_software_2021", Frequency.ANNUAL))
    base = _base("miit_software_2021", Frequency.ANNUAL)
    total = base.forms["3"].value("A0", "A")
    assert isinstance(total, int)
    wrong = edited(base, {"3.A0.A": total + 7})
    blank = edited(base, {"3.A61.A": None, "3.A62.A": None, "3.A63.A": None, "3.A6.A": None})
    results = run_vtl(export, export.text(), [("right", base), ("wrong", wrong), ("blank", blank)])
    found = {(row["ruleid"], row["return_id"]): row for row in results["RT_ANNUAL_IMBALANCE"]}

    assert found["R3_02", "right"]["bool_var"] == "true"
    assert found["R3_02", "right"]["imbalance"] == "0"
    row = found["R3_02", "wrong"]
    assert (row["bool_var"], row["imbalance"]) == ("false", "7")
    assert (row["errorcode"], float(row["errorlevel"])) == ("R3-02", 3.0)
    assert ("R3_05", "blank") not in found
    assert set(row) == {
        "return_id", "ruleid", "bool_var", "imbalance", "errorcode", "errorlevel",
    }  # fmt: skip
