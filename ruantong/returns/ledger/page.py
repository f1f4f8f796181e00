"""The page of a mapping: for each cell what it is made of, what that comes to, and what stands there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ruantong.core.cells import spec_of
from ruantong.core.regime import Form
from ruantong.core.values import ValueFault, format_number
from ruantong.returns.errors import NotFound, Refused
from ruantong.returns.ledger.balance import Account, Balance, yuan
from ruantong.returns.ledger.expression import Calculated, Expression, calculate, fault_of
from ruantong.returns.ledger.posted import Chosen
from ruantong.returns.ledger.proposals import proposed, without_year
from ruantong.returns.ledger.reading import YUAN
from ruantong.returns.ledger.store import expressions_of, versions
from ruantong.returns.ledger.targets import Target, offered, targets_of
from ruantong.returns.ledger.waiting import balance_of, waiting_for
from ruantong.returns.models import LedgerMapping, PendingBalance
from ruantong.returns.pages.page import Filing
from ruantong.returns.workbook.reading import value_of
from ruantong.web.spreadsheets.cells import SentCell
from ruantong.web.spreadsheets.formats import NUMBER

_MOST_TOLD = 30
_MOST_OPEN = 10  # terms of a cell that are shown one by one at once


@dataclass(frozen=True)
class Line:
    """One cell. ``proposed``: nobody has confirmed it yet; ``notes``: what to look at before."""

    target: Target
    terms: Expression
    proposed: bool = False
    notes: tuple[str, ...] = ()
    calculated: Calculated | None = None
    value: str = ""
    converted: str = ""
    fault: str = ""

    @property
    def explained(self) -> bool:
        """Whether the sum alone does not tell how it was come to."""
        return bool(self.calculated and (self.calculated.amount is None or len(self.terms) > 1))

    @property
    def long(self) -> bool:
        """Whether its terms are folded up until somebody looks at them one by one."""
        return len(self.terms) > _MOST_OPEN

    @property
    def sum(self) -> str:
        amount = self.calculated.amount if self.calculated else None
        return "" if amount is None else yuan(amount)


class Mapped:
    """A form of a return with the balance that waits and the mapping that was confirmed."""

    def __init__(self, filing: Filing, code: str) -> None:
        self.filing = filing
        self.form: Form = filing.form(code)
        if not offered(filing.regime, self.form):
            raise NotFound("这张表不能从科目余额表取数。")
        self.versions: list[LedgerMapping] = list(versions(filing, self.form))
        self.mapping: LedgerMapping | None = self.versions[0] if self.versions else None
        self.waiting: PendingBalance | None = waiting_for(filing)
        self.balance: Balance | None = balance_of(self.waiting) if self.waiting else None

    def check_own(self) -> None:
        """``Refused`` where somebody else of the enterprise fills this form."""
        if by := self.filing.filled_by_others(self.form):
            raise Refused(f"{self.form.number}由{by}填报，您只能查看。")

    @property
    def version(self) -> int:
        return self.mapping.version if self.mapping else 0

    @cached_property
    def targets(self) -> list[Target]:
        return targets_of(self.filing.sheet(self.form, spare_lines=0))

    @cached_property
    def kept(self) -> dict[str, Expression]:
        return expressions_of(self.mapping)

    @cached_property
    def proposals(self) -> dict[str, Expression]:
        """What the pack proposes for cells that nothing is confirmed for."""
        if self.balance is None:
            return {}
        own = [each for each in self.filing.regime.ledger if each.form == self.form.code]
        return {
            target.ref: terms
            for target in self.targets
            if target.ref not in self.kept
            and (meant := [each for each in own if each.indicator == target.code])
            and (terms := proposed(meant, self.balance))
        }

    @cached_property
    def accounts(self) -> dict[str, str]:
        """Accounts that may be chosen: of the balance, and those that the mapping already names."""
        named = {term.code: term.name for terms in self.kept.values() for term in terms}
        remembered = {**named, **(self.mapping.accounts if self.mapping else {})}
        if self.balance is None:
            return remembered
        return {**named, **{account.code: account.name for account in self.balance.accounts}}

    def lines(self, chosen: Chosen | None = None) -> list[Line]:
        """Every cell; ``chosen``: what was sent and could not be kept."""
        return [self._line(target, chosen) for target in self.targets]

    def _line(self, target: Target, chosen: Chosen | None) -> Line:
        terms = self.kept.get(target.ref) or self.proposals.get(target.ref, ())
        fault = ""
        if chosen:
            terms, fault = chosen.expressions[target.ref], chosen.faults.get(target.ref, "")
        told = Calculated(None, "") if not self.balance or not terms else self.result(terms)
        value, converted = self._value(target, told)
        notes = [
            each.note
            for each in self.filing.regime.ledger
            if (each.form, each.indicator) == (self.form.code, target.code) and each.note
        ]
        return Line(
            target,
            terms,
            proposed=target.ref in self.proposals,
            notes=tuple(dict.fromkeys(notes)) if target.ref in self.proposals else (),
            calculated=told,
            value=value,
            converted=converted,
            fault=fault,
        )

    def result(self, terms: Expression, *, absent_is_nil: bool = False) -> Calculated:
        """What an expression comes to; nothing where the balance makes it count something twice."""
        balance = self.balance
        if balance is None:
            raise Refused("没有待用的科目余额表，可能已经清除或超过一天，请重新上传。")
        if fault := fault_of(terms, balance.parents):
            return Calculated(None, fault)
        return calculate(terms, balance, absent_is_nil=absent_is_nil)

    def _value(self, target: Target, told: Calculated) -> tuple[str, str]:
        if told.amount is None:
            return "", ""
        spec = spec_of(self.filing.regime, target.ref)
        try:
            return value_of(spec, cell_of(told.amount), YUAN, target.unit)
        except ValueFault as fault:
            return "", fault.message

    # ---- what has changed since ---------------------------------------------------------------

    @property
    def changes(self) -> list[str]:
        """Accounts that are new, gone or called otherwise since the mapping was confirmed."""
        if self.balance is None or self.mapping is None:
            return []
        before, now = self.mapping.accounts, self.balance.account
        used = {term.code for terms in self.kept.values() for term in terms}
        renamed = [
            f"{code} {name}→{now[code].name}"
            for code, name in before.items()
            if code in now and code in used and now[code].name != name
        ]
        told = (
            ("本次新出现的科目", [now[code].label for code in now if code not in before]),
            ("上次有、本次没有的科目", [f"{c} {before[c]}" for c in before if c not in now]),
            ("已对应而名称不同的科目", renamed),
        )
        return [f"{what}{len(found)}个：{_some(found)}" for what, found in told if found]

    @property
    def remarks(self) -> list[str]:
        """What is to be known of the balance before anything is taken from it."""
        if self.balance is None or self.waiting is None:
            return []
        notes = [*self.waiting.notes, *self.balance.faults()]
        if self.proposals and without_year(self.balance):
            notes.append(
                "余额表没有本年累计发生额两栏，建议改取本期发生额；"
                f"请确认导出的期间是年初至报告期末（{self.filing.period.label}）。"
            )
        return notes

    def uses(self) -> list[tuple[Account, str]]:
        """Every account with the cells it is used for; "" for what is not mapped."""
        if self.balance is None:
            return []
        used: Mapping[str, list[str]] = {account.code: [] for account in self.balance.accounts}
        for target in self.targets:
            for term in self.kept.get(target.ref, ()):
                if term.code in used and target.code not in used[term.code]:
                    used[term.code].append(target.code)
        return [(account, "、".join(used[account.code])) for account in self.balance.accounts]


def cell_of(amount: int) -> SentCell:
    """A sum as what a preview compares; it stands in no cell of a file."""
    return SentCell(0, 0, NUMBER, format_number(amount, 2))


def _some(found: list[str]) -> str:
    return "、".join(found[:_MOST_TOLD]) + ("……" if len(found) > _MOST_TOLD else "")
