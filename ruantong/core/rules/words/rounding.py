"""Which relations may fail by no more than rounding each item from yuan can bring about.

An honest ledger in yuan may have items that add up, while the items rounded to a last place do not: each
is off by up to half a last place. The official relations have no tolerance, so such a return is
blocked all the same; what can be said is where the difference may come from, and what the
relation allows.
"""

from __future__ import annotations

from ruantong.core.rules.language import tree as t

#: Of two figures the larger one stays at least as large when both are rounded.
FEWEST = 3

Item = t.Cell | t.RowCell | t.RowSum


def rounded_items(check: t.Node, money: frozenset[str]) -> tuple[Item, ...]:
    """The amounts that a relation without a tolerance adds up; none for any other. Amounts are in
    a unit of ``money``, rounded from a ledger; heads and pieces are counted.
    """
    if not isinstance(check, t.Compare) or check.measure not in money:
        return ()
    if check.tolerance[0] or check.operator not in {"=", ">=", "<="}:
        return ()
    left, right = items_of(check.left), items_of(check.right)
    return () if left is None or right is None else (*left, *right)


def items_of(side: t.Node) -> list[Item] | None:
    """The amounts a side adds up; None when it is anything else than a sum of them."""
    terms = side.terms if isinstance(side, t.Add) else ((1, side),)
    found: list[Item] = []
    for _, term in terms:
        if not isinstance(term, Item) or not term.scale:
            return None
        if not isinstance(term, t.RowSum) and term.when != t.CURRENT:
            return None
        found.append(term)
    return found
