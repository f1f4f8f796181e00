"""A trial balance: accounts with their figures in 分, which account is a detail of which, and what
does not add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ruantong.core.ledger import Measure
from ruantong.core.values import format_number

_SEPARATORS = (".", "-", "_", "/", "\\")
_MOST_TOLD = 20
_PAIRS = (
    (Measure.OPENING_DEBIT, Measure.OPENING_CREDIT, "期初余额"),
    (Measure.PERIOD_DEBIT, Measure.PERIOD_CREDIT, "本期发生额"),
    (Measure.YEAR_DEBIT, Measure.YEAR_CREDIT, "本年累计发生额"),
    (Measure.CLOSING_DEBIT, Measure.CLOSING_CREDIT, "期末余额"),
)
_BALANCES = frozenset({"期初余额", "期末余额"})


@dataclass(frozen=True)
class Account:
    """``amounts`` in 分; a column that the balance has and the account leaves empty is 0."""

    code: str
    name: str
    amounts: Mapping[Measure, int] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return f"{self.code} {self.name}"


@dataclass(frozen=True)
class Balance:
    """``measures``: the columns it has; ``notes``: what in the file was left aside."""

    measures: tuple[Measure, ...]
    accounts: tuple[Account, ...]
    notes: tuple[str, ...] = ()

    @cached_property
    def account(self) -> Mapping[str, Account]:
        return {account.code: account for account in self.accounts}

    @cached_property
    def parents(self) -> Mapping[str, str]:
        return parents_of(self.account)

    def faults(self) -> list[str]:
        """Where debit is not credit, and where an account is not the sum of its details."""
        found = [*self._unequal(), *self._not_summed()]
        if len(found) > _MOST_TOLD:
            found = [*found[:_MOST_TOLD], f"还有{len(found) - _MOST_TOLD}处不平，没有列出。"]
        return found

    def _unequal(self) -> Iterable[str]:
        top = [account for account in self.accounts if not self.parents[account.code]]
        for debit, credit, name in _PAIRS:
            if debit not in self.measures or credit not in self.measures:
                continue
            one, other = (sum(a.amounts.get(m, 0) for a in top) for m in (debit, credit))
            if one != other:
                yield (
                    f"{name}借贷不平：一级科目借方合计{yuan(one)}元，贷方合计{yuan(other)}元，"
                    f"相差{yuan(abs(one - other))}元。"
                )

    def _not_summed(self) -> Iterable[str]:
        details: dict[str, list[Account]] = {}
        for account in self.accounts:
            if parent := self.parents[account.code]:
                details.setdefault(parent, []).append(account)
        for code, parts in details.items():
            whole = self.account[code]
            for debit, credit, name in _PAIRS:
                sides = [each for each in (debit, credit) if each in self.measures]
                if name in _BALANCES and len(sides) == 2:
                    # a balance stands on one side once it is summed up
                    compared = [(name, _net(whole, sides), sum(_net(p, sides) for p in parts))]
                else:
                    compared = [
                        (each.label, whole.amounts.get(each, 0), _sum(parts, each))
                        for each in sides
                    ]
                for told, stated, summed in compared:
                    if stated != summed:
                        yield (
                            f"“{whole.label}”{told}{yuan(stated)}元，"
                            f"不等于明细科目之和{yuan(summed)}元。"
                        )


def _net(account: Account, sides: Sequence[Measure]) -> int:
    debit, credit = sides
    return account.amounts.get(debit, 0) - account.amounts.get(credit, 0)


def _sum(accounts: Iterable[Account], measure: Measure) -> int:
    return sum(account.amounts.get(measure, 0) for account in accounts)


def yuan(amount: int) -> str:
    """分 as 元 with two decimals and thousands separators."""
    return format_number(amount, 2, grouping=True)


def parents_of(codes: Iterable[str]) -> dict[str, str]:
    """The account that each one is a detail of, by their numbers; "" for those on the first level."""
    known = set(codes)
    return {code: _parent(code, known) for code in known}


def _parent(code: str, known: set[str]) -> str:
    divided = any(mark in code for mark in _SEPARATORS)
    for end in range(len(code) - 1, 0, -1):
        if code[:end] in known and (not divided or code[end] in _SEPARATORS):
            return code[:end]
    return ""


def within(code: str, other: str, parents: Mapping[str, str]) -> bool:
    """Whether an account is a detail of another, on whatever level."""
    while code := parents.get(code, ""):
        if code == other:
            return True
    return False
