"""What a cell of a form is made of: accounts with a sign and one of their figures, added up exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ruantong.core.ledger import Measure
from ruantong.returns.ledger.balance import Balance, within, yuan

SIGNS = {1: "＋", -1: "－"}


@dataclass(frozen=True)
class Term:
    """One account of the sum. ``name``: how the account was called when it was chosen."""

    sign: int
    code: str
    name: str
    measure: Measure

    @property
    def account(self) -> str:
        return f"{self.code} {self.name}".strip()


Expression = tuple[Term, ...]


@dataclass(frozen=True)
class Calculated:
    """``amount`` in 分, None where it cannot be told; then ``told`` says why, else how."""

    amount: int | None
    told: str
    absent: tuple[str, ...] = ()


def fault_of(expression: Expression, parents: Mapping[str, str]) -> str:
    """Why the sum would count something twice; "" when it does not.

    A detail may be taken off its account (－), which leaves the others; it may not be added once more.
    """
    for place, one in enumerate(expression):
        for other in expression[place + 1 :]:
            if one.measure is not other.measure:
                continue
            if one.code == other.code:
                return f"“{one.account}”的{one.measure.label}出现了两次，请只留一处"
            detail, whole = (one, other) if within(one.code, other.code, parents) else (other, one)
            if one.sign == other.sign and within(detail.code, whole.code, parents):
                return (
                    f"“{detail.account}”是“{whole.account}”的明细科目，"
                    f"{one.measure.label}会重复计算，请只留一处"
                )
    return ""


def calculate(expression: Expression, balance: Balance, *, absent_is_nil: bool) -> Calculated:
    """The sum over a balance; accounts that it does not have are nil only where that was confirmed."""
    if lacking := [m.label for m in {t.measure for t in expression} - set(balance.measures)]:
        return Calculated(None, f"余额表没有“{'”“'.join(sorted(lacking))}”栏，没有计算")
    absent = tuple(dict.fromkeys(t.account for t in expression if t.code not in balance.account))
    if absent and not absent_is_nil:
        return Calculated(None, f"余额表没有科目“{'”“'.join(absent)}”，没有计算", absent)
    amount = 0
    parts = []
    for place, term in enumerate(expression):
        account = balance.account.get(term.code)
        figure = account.amounts.get(term.measure, 0) if account else 0
        amount += term.sign * figure
        sign = SIGNS[term.sign] if place or term.sign < 0 else ""
        parts.append(f"{sign}{term.account} {term.measure.label}{yuan(figure)}")
    return Calculated(amount, "".join(parts), absent)


def stored(expression: Expression) -> list[list[object]]:
    return [[term.sign, term.code, term.name, term.measure.value] for term in expression]


def restored(terms: Iterable[Sequence[object]]) -> Expression:
    return tuple(
        Term(-1 if sign == -1 else 1, str(code), str(name), Measure(str(measure)))
        for sign, code, name, measure in terms
    )
