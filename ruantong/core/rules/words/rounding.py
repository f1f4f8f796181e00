"""Whether a relation fails by no more than rounding each item from yuan can bring about.

An honest ledger in yuan may have items that add up, while the items rounded to 0.01 万元 do not: each
is off by up to half a last place. The official relations have no tolerance, so such a return is
blocked all the same; what can be said is where the difference may come from, and what the
relation allows. Mirrored by ``site/static/js/rules/rounding.js``.
"""

from __future__ import annotations

from ruantong.core.regime import Severity
from ruantong.core.rules.executors.evaluate import Situation
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.language.runtime import values_added
from ruantong.core.rules.language.tree import (
    CURRENT,
    Add,
    And,
    Cell,
    Compare,
    Node,
    RowCell,
    RowSum,
)

#: What is added to the sentence. It names no figure and no cell to change.
REMARK = (
    "相差没有超出各项取整到最后一位小数可能产生的尾差；本审核关系不设容差，请对照原始资料，"
    "确属尾差的，将尾差并入分项中最大的一项。"
)
#: Units of amounts, which are rounded from a ledger; heads and pieces are counted.
AMOUNTS = frozenset({"万元", "万美元"})
#: Of two figures the larger one stays at least as large when both are rounded.
FEWEST = 3

Item = Cell | RowCell | RowSum


def rounding_remark(instance: Instance, situation: Situation) -> str:
    """The remark for a failed relation whose gap rounding can explain; else nothing."""
    check = instance.check
    if isinstance(check, And):
        check = next((one for one in check.operands if situation.judge(one) is False), check)
    if instance.rule.severity is not Severity.ERROR or not isinstance(check, Compare):
        return ""
    if check.tolerance[0] or check.operator not in {"=", ">=", "<="}:
        return ""
    if check.measure not in AMOUNTS:
        return ""
    left, right = items_of(check.left), items_of(check.right)
    if left is None or right is None:
        return ""
    items = [*left, *right]
    count = sum(_rounded(item, situation) for item in items)
    a, b = situation.number(check.left), situation.number(check.right)
    if count < FEWEST or a is None or b is None:
        return ""
    places = max(item.scale for item in items)
    return REMARK if 2 * abs(a - b) * 10**places <= count else ""


def items_of(side: Node) -> list[Item] | None:
    """The amounts a side adds up; None when it is anything else than a sum of them."""
    terms = side.terms if isinstance(side, Add) else ((1, side),)
    found: list[Item] = []
    for _, term in terms:
        if not isinstance(term, Item) or not term.scale:
            return None
        if not isinstance(term, RowSum) and term.when != CURRENT:
            return None
        found.append(term)
    return found


def _rounded(item: Item, situation: Situation) -> int:
    """How many figures an item stands for: those that were filled in."""
    if isinstance(item, RowSum):
        return values_added(situation.rows(item.form, item.group), item.column, item.prefixes)
    return 0 if situation.is_blank(item) else 1
