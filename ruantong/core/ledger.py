"""What a trial balance (科目余额表) says of an account, and what a pack proposes to take from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from ruantong.core.text import fold


class Measure(StrEnum):
    """One figure of an account: a column of the balance."""

    OPENING_DEBIT = "opening_debit"
    OPENING_CREDIT = "opening_credit"
    PERIOD_DEBIT = "period_debit"
    PERIOD_CREDIT = "period_credit"
    YEAR_DEBIT = "year_debit"
    YEAR_CREDIT = "year_credit"
    CLOSING_DEBIT = "closing_debit"
    CLOSING_CREDIT = "closing_credit"

    @property
    def label(self) -> str:
        return MEASURE_LABELS[self]


MEASURE_LABELS = {
    Measure.OPENING_DEBIT: "期初借方余额",
    Measure.OPENING_CREDIT: "期初贷方余额",
    Measure.PERIOD_DEBIT: "本期借方发生额",
    Measure.PERIOD_CREDIT: "本期贷方发生额",
    Measure.YEAR_DEBIT: "本年累计借方发生额",
    Measure.YEAR_CREDIT: "本年累计贷方发生额",
    Measure.CLOSING_DEBIT: "期末借方余额",
    Measure.CLOSING_CREDIT: "期末贷方余额",
}
MEASURES = {label: measure for measure, label in MEASURE_LABELS.items()}


@dataclass(frozen=True)
class LedgerProposal:
    """Accounts that an indicator is usually the sum of, with what sign and which of their figures.

    ``names`` are names of accounts, ``codes`` patterns of their numbers (“6*”); where both stand,
    both must fit. ``note``: what the enterprise has to look at before it takes the proposal.
    """

    form: str
    indicator: str
    sign: int
    measure: Measure
    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    source: str = ""
    note: str = ""

    def fits(self, code: str, name: str) -> bool:
        """Whether an account is one of those meant."""
        named = not self.names or fold(name) in {fold(each) for each in self.names}
        return named and (not self.codes or _any_fits(self.codes, code))


def _any_fits(patterns: Iterable[str], code: str) -> bool:
    return any(fnmatchcase(code, pattern) for pattern in patterns)
