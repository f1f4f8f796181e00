"""The mapping as somebody has chosen it on the page: accounts by number or name, sign and column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count

from django.http import QueryDict

from ruantong.core.ledger import Measure
from ruantong.core.text import fold, one_line
from ruantong.core.values import shown
from ruantong.returns.ledger.balance import parents_of
from ruantong.returns.ledger.expression import Expression, Term, fault_of

_CONFIRM = "confirm"


@dataclass
class Chosen:
    """``expressions`` by cell; ``faults``: why one of them cannot be kept; ``ticked``: proposals taken."""

    expressions: dict[str, Expression] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    ticked: frozenset[str] = frozenset()


def chosen_in(sent: QueryDict, refs: Iterable[str], accounts: Mapping[str, str]) -> Chosen:
    """What was chosen for each cell; an emptied account takes its term away."""
    chosen = Chosen(ticked=frozenset(sent.getlist(_CONFIRM)))
    by_name: dict[str, list[str]] = {}
    for code, name in accounts.items():
        by_name.setdefault(fold(name), []).append(code)
    parents = parents_of(accounts)
    for ref in refs:
        terms: list[Term] = []
        for number in count():
            typed = sent.get(f"{ref}:{number}:account")
            if typed is None:
                break
            if not (text := one_line(typed)):
                continue
            code = _account(text, accounts, by_name)
            if not code:
                chosen.faults[ref] = f"没有科目“{shown(text)}”，应从余额表的科目中选择"
            sign = -1 if sent.get(f"{ref}:{number}:sign") == "-1" else 1
            measure = sent.get(f"{ref}:{number}:measure", "")
            known = measure in list(Measure)
            if not known:
                chosen.faults[ref] = f"科目“{shown(text)}”没有选取数栏"
            kept = Measure(measure) if known else Measure.YEAR_CREDIT
            terms.append(Term(sign, code or text[:40], accounts.get(code, ""), kept))
        chosen.expressions[ref] = tuple(terms)
        if ref not in chosen.faults and (fault := fault_of(tuple(terms), parents)):
            chosen.faults[ref] = fault
    return chosen


def _account(text: str, accounts: Mapping[str, str], by_name: Mapping[str, list[str]]) -> str:
    """The number of the account that is meant; "" for none, and for a name that several have."""
    code = text.partition(" ")[0]
    if code in accounts:
        return code
    named = by_name.get(fold(text), [])
    return named[0] if len(named) == 1 else ""
