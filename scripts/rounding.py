"""How often an honest return fails a relation because each item was rounded from yuan by itself.

    .venv/bin/python scripts/rounding.py [--ledgers 100000] [--seed 2024]

Draws ledgers in yuan whose items add up exactly, rounds every figure half up to the form's last
place (0.01 万元) and judges the relations of the pack that compare sums of amounts without a
tolerance. Prints the table of docs/rounding.md: the same seed gives the same figures.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ruantong.core.pack import load_packs
from ruantong.core.periods import Frequency
from ruantong.core.regime import Regime, Severity
from ruantong.core.rules.language.tree import And, Cell, Compare, Node, RowSum
from ruantong.core.rules.ruleset import compile_rules
from ruantong.core.rules.words.printing import FEWEST
from ruantong.core.rules.words.sentences import Item, amounts_compared
from ruantong.core.values import round_half_up

PACKS = Path(__file__).resolve().parent.parent / "packs"
EDITION = "miit_software_2021"
#: Hundredths of a yuan in the last place of an amount in 万元.
LAST_PLACE = 10_000
#: Shares of ledgers: an item that is not there; a total with nothing beside its items.
ABSENT, NOTHING_ELSE = 0.3, 0.5
MOST_LINES = 12


@dataclass(frozen=True)
class Relation:
    """One judgement: a total and the items that add up to it, or are part of it."""

    name: str
    items: tuple[Item, ...]
    exact: bool


def relations() -> Iterator[Relation]:
    """Relations that block, have no tolerance and compare sums of amounts, once for each rule."""
    regime = load_packs(PACKS)[EDITION]
    seen: set[tuple[str, int]] = set()
    for frequency in (Frequency.MONTHLY, Frequency.ANNUAL):
        for instance in compile_rules(regime, frequency).instances:
            rule = instance.rule
            if rule.severity is not Severity.ERROR:
                continue
            parts = instance.check.operands if isinstance(instance.check, And) else [instance.check]
            for part in parts:
                found = _relation(regime, f"{rule.id} {rule.title}", part)
                if found and (rule.id, len(found.items)) not in seen:
                    seen.add((rule.id, len(found.items)))
                    yield found


def _relation(regime: Regime, name: str, check: Node) -> Relation | None:
    if not isinstance(check, Compare) or (sides := amounts_compared(regime, check)) is None:
        return None
    left, right = sides
    turned = check.operator == "<=" or (check.operator == "=" and len(left) > len(right))
    totals, parts = (right, left) if turned else (left, right)
    if all(_computed(regime, total) for total in totals):
        return None  # the platform adds up what was filed
    many = any(isinstance(item, RowSum) for item in parts)
    if len(left) + len(right) < FEWEST and not many:
        return None
    return Relation(name, tuple(parts), check.operator == "=")


def _computed(regime: Regime, item: Item) -> bool:
    if not isinstance(item, Cell):
        return False
    row = regime.form[item.form].by_code[item.indicator]
    return item.column in row.automatic and not row.overridable


def fails(relation: Relation, draw: random.Random) -> tuple[bool, bool]:
    """Whether one ledger fails; and whether carrying the odd cents to the largest item mends it."""
    items: list[int] = []
    for item in relation.items:
        lines = draw.randint(1, MOST_LINES) if isinstance(item, RowSum) else 1
        items += [_amount(draw) for _ in range(lines) if draw.random() >= ABSENT]
    total = sum(items)
    if not relation.exact and draw.random() >= NOTHING_ELSE:
        total += _amount(draw)
    filed = [round_half_up(item, LAST_PLACE) for item in items]
    gap = sum(filed) - round_half_up(total, LAST_PLACE)
    failed = gap != 0 if relation.exact else gap > 0
    return failed, failed and max(filed) >= gap and abs(gap) <= (len(items) + 1) / 2


def _amount(draw: random.Random) -> int:
    """An amount in hundredths of a yuan: half of them below 100万元, some of a thousand times that."""
    return round(100 * 10 ** draw.gauss(6, 0.8))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ledgers", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=2024)
    args = parser.parse_args()
    say = sys.stdout.write
    say(
        "| 审核关系 | 分项数 | 关系 | 如实填报而不符 | 并入最大分项后成立 |\n|---|---:|---|---:|---:|\n"
    )
    for relation in relations():
        draw = random.Random(f"{args.seed}/{relation.name}/{len(relation.items)}")  # noqa: S311
        found = [fails(relation, draw) for _ in range(args.ledgers)]
        failed = sum(one for one, _ in found)
        mended = sum(two for _, two in found)
        many = any(isinstance(item, RowSum) for item in relation.items)
        count = f"{len(relation.items)}" + (f"（各1至{MOST_LINES}行）" if many else "")
        sign = "合计 = 分项之和" if relation.exact else "合计 ≥ 分项之和"
        share = f"{100 * failed / args.ledgers:.1f}%"
        done = "—" if not failed else f"{100 * mended / failed:.1f}%"
        say(f"| {relation.name} | {count} | {sign} | {share} | {done} |\n")


if __name__ == "__main__":
    main()
