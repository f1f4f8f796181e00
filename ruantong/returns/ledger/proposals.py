"""What the pack proposes for a balance that no mapping is known for yet."""

from __future__ import annotations

from collections.abc import Iterable

from ruantong.core.ledger import LedgerProposal, Measure
from ruantong.returns.ledger.balance import Balance, within
from ruantong.returns.ledger.expression import Expression, Term

# A balance of the whole year to date has no column of its own for what has accumulated.
_WITHOUT_YEAR = {
    Measure.YEAR_DEBIT: Measure.PERIOD_DEBIT,
    Measure.YEAR_CREDIT: Measure.PERIOD_CREDIT,
}


def proposed(proposals: Iterable[LedgerProposal], balance: Balance) -> Expression:
    """The accounts that fit, each without its details; empty when none does."""
    terms: list[Term] = []
    for proposal in proposals:
        measure = proposal.measure
        if measure not in balance.measures:
            measure = _WITHOUT_YEAR.get(measure, measure)
        if measure not in balance.measures:
            continue
        fitting = [a for a in balance.accounts if proposal.fits(a.code, a.name)]
        terms += [
            Term(proposal.sign, account.code, account.name, measure)
            for account in fitting
            if not any(within(account.code, other.code, balance.parents) for other in fitting)
        ]
    return tuple(terms)


def without_year(balance: Balance) -> bool:
    """Whether proposals fall back on 本期发生额."""
    return not set(_WITHOUT_YEAR) & set(balance.measures)
