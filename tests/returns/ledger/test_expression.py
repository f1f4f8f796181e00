"""The sum a cell is made of: exact to the 分, with its signs, and nothing in it twice."""

from __future__ import annotations

import random

from ruantong.core.ledger import Measure
from ruantong.core.regime import Regime
from ruantong.core.values import format_number
from ruantong.registry.survey.packs import regimes
from ruantong.returns.ledger.balance import parents_of
from ruantong.returns.ledger.expression import Term, calculate, fault_of, restored, stored
from ruantong.returns.ledger.proposals import proposed
from tests.returns.ledger.balances import ACCOUNTS, sample

MEASURES = list(Measure)
CREDIT = Measure.YEAR_CREDIT


def term(code: str, sign: int = 1, measure: Measure = CREDIT) -> Term:
    return Term(sign, code, "甲", measure)


def test_random_sums_are_exact_and_keep_their_signs() -> None:
    rng = random.Random(3)
    for _ in range(60):
        amounts = {
            f"60{n:02}": [rng.randint(-(10**13), 10**13) for _ in MEASURES] for n in range(8)
        }
        balance = sample(
            [[code, "甲", *(format_number(a, 2) for a in row)] for code, row in amounts.items()]
        )
        chosen = rng.sample([(code, n) for code in amounts for n in range(8)], rng.randint(1, 12))
        terms = tuple(term(code, rng.choice((1, -1)), MEASURES[n]) for code, n in chosen)
        expected = sum(t.sign * amounts[t.code][MEASURES.index(t.measure)] for t in terms)
        assert calculate(terms, balance, absent_is_nil=False).amount == expected
        assert restored(stored(terms)) == terms


def test_an_account_and_its_detail_are_not_both_counted() -> None:
    parents = parents_of(["6001", "600101", "60010101", "6602"])
    assert "“60010101 甲”是“6001 甲”的明细科目" in fault_of(
        (term("6001"), term("60010101")), parents
    )
    assert "会重复计算" in fault_of((term("600101"), term("6602"), term("6001")), parents)
    assert "出现了两次" in fault_of((term("6602"), term("6602", -1)), parents)
    assert fault_of((term("6602"), term("6001")), parents) == ""
    assert fault_of((term("6001"), term("600101", -1)), parents) == "", "the others of an account"
    assert fault_of((term("6001"), term("600101", 1, Measure.CLOSING_DEBIT)), parents) == ""


def test_numbers_with_points_have_the_parents_that_their_points_say() -> None:
    parents = parents_of(["6001", "6001.1", "6001.10", "6001.10.2"])
    assert parents == {"6001": "", "6001.1": "6001", "6001.10": "6001", "6001.10.2": "6001.10"}


def test_what_the_balance_lacks_is_not_taken_for_nil_unless_that_is_confirmed() -> None:
    terms = (term("6001"), term("6051"))
    told = calculate(terms, sample(), absent_is_nil=False)
    assert (told.amount, told.absent) == (None, ("6051 甲",))
    assert "余额表没有科目“6051 甲”" in told.told
    assert calculate(terms, sample(), absent_is_nil=True).amount == 1234567890


def proposal(regime: Regime, about: str) -> list[tuple[int, str, Measure]]:
    form, _, indicator = about.partition("/")
    meant = [p for p in regime.ledger if (p.form, p.indicator) == (form, indicator)]
    return [(t.sign, t.code, t.measure) for t in proposed(meant, sample())]


def test_the_pack_proposes_the_accounts_of_the_standards() -> None:
    regime = regimes()["miit_software_2024"]
    debit = Measure.YEAR_DEBIT
    assert proposal(regime, "6/2010") == [(1, "6001", CREDIT)]
    assert proposal(regime, "6/2090") == [(1, "6001", CREDIT), (-1, "6602", debit)]
    assert proposal(regime, "6/2111") == [(1, "221101", CREDIT)], (
        "pay, not what is paid for insurance"
    )
    assert proposal(regime, "2/A13") == [
        (1, "2211", Measure.CLOSING_CREDIT), (-1, "2211", Measure.CLOSING_DEBIT),
    ]  # fmt: skip


def test_no_proposal_counts_anything_twice() -> None:
    balance = sample([*ACCOUNTS, ["1601", "固定资产", *[1] * 8], ["1602", "累计折旧", *[1] * 8]])
    for regime in regimes().values():
        for about in {(p.form, p.indicator) for p in regime.ledger}:
            meant = [p for p in regime.ledger if (p.form, p.indicator) == about]
            assert fault_of(proposed(meant, balance), balance.parents) == "", about
