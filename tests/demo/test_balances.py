"""The invented trial balance: books that balance, in both kinds of file, and good for a month's form."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ruantong.core.ledger import Measure
from ruantong.demo.balances import balance_file
from ruantong.registry.survey.packs import regimes
from ruantong.returns.ledger.expression import calculate
from ruantong.returns.ledger.proposals import proposed
from ruantong.returns.ledger.reading import balance_in


@pytest.mark.parametrize("name", ["余额表.xlsx", "余额表.csv"])
def test_the_invented_balance_balances_and_feeds_the_month(name: str) -> None:
    balance = balance_in(SimpleUploadedFile(name, balance_file(name)))
    assert balance.faults() == []
    regime = regimes()["miit_software_2024"]
    found: dict[str, int] = {}
    for code in ("2010", "2050", "2080", "2090", "2110", "2111"):
        meant = [each for each in regime.ledger if (each.form, each.indicator) == ("6", code)]
        terms = proposed(meant, balance)
        found[code] = calculate(terms, balance, absent_is_nil=False).amount or 0
    assert all(found.values()), found
    profit, tax = balance.account["4103"].amounts, balance.account["6801"].amounts
    net = profit[Measure.YEAR_CREDIT] - profit[Measure.YEAR_DEBIT]
    assert found["2090"] - tax[Measure.YEAR_DEBIT] == net, "as the books themselves have it"
