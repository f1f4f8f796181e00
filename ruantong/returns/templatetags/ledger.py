"""Tags of the page that maps a trial balance."""

from __future__ import annotations

from django import template

from ruantong.core.ledger import Measure
from ruantong.core.regime import Form, Regime
from ruantong.returns.ledger.balance import Account, yuan
from ruantong.returns.ledger.expression import Term
from ruantong.returns.ledger.page import Line
from ruantong.returns.ledger.targets import offered

register = template.Library()


@register.simple_tag
def fen(account: Account, measure: Measure) -> str:
    """A figure of an account in 元; blank for nothing."""
    amount = account.amounts.get(measure, 0)
    return yuan(amount) if amount else ""


@register.filter
def feeds(regime: Regime, form: Form) -> bool:
    """Whether a form can be fed from a trial balance."""
    return offered(regime, form)


@register.filter
def rows(line: Line) -> list[Term]:
    """The terms of a line and an empty one, which takes the column of the last."""
    last = line.terms[-1].measure if line.terms else Measure.YEAR_CREDIT
    return [*line.terms, Term(1, "", "", last)]
