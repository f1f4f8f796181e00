"""Rule text of a pack: ``rules/FORM.rules``, and how an edition changes what it extends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ruantong.core.pack_format.faults import Faults
from ruantong.core.pack_format.files import label_of, read_text
from ruantong.core.pack_format.head import PackHead
from ruantong.core.regime import Computation, Regime, Rule
from ruantong.core.rules.language.faults import RuleTextError
from ruantong.core.rules.language.text import parse_rules
from ruantong.core.values import shown


@dataclass(frozen=True)
class RuleTexts:
    """Rules, computations and reserved numbers, of one folder or of a chain of editions."""

    rules: tuple[Rule, ...] = ()
    computations: tuple[Computation, ...] = ()
    reserved: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, regime: Regime | None) -> RuleTexts:
        """The rules of the edition that is extended; none when there is no such edition."""
        if regime is None:
            return cls()
        return cls(regime.rules, regime.computations, regime.reserved_rules)

    def updated(self, texts: RuleTexts, head: PackHead, faults: Faults) -> RuleTexts:
        """These rules with those of a later edition: the same id replaces, new ids follow."""
        known = {rule.id for rule in self.rules}
        for rule_id in head.removes_rules:
            if rule_id not in known:
                message = f"要删去的审核关系“{shown(rule_id)}”原版没有"
                faults.add(head.file, head.lines["removes"], message)
        steps = {(step.form, step.indicator): step for step in self.computations}
        steps.update({(step.form, step.indicator): step for step in texts.computations})
        rules = _replaced(self.rules, texts.rules, head.removes_rules)
        used = {rule.id for rule in rules}
        reserved = {**self.reserved, **texts.reserved}
        return RuleTexts(
            rules, tuple(steps.values()), {k: why for k, why in reserved.items() if k not in used}
        )


def _replaced(old: Iterable[Rule], new: Iterable[Rule], removed: Iterable[str]) -> tuple[Rule, ...]:
    """Rules by id (one id may have several parts), in the place of the id they replace."""
    parts: dict[str, list[Rule]] = {}
    for rule in new:
        parts.setdefault(rule.id, []).append(rule)
    gone = set(removed)
    merged: list[Rule] = []
    for rule in old:
        if rule.id in parts:
            merged.extend(parts.pop(rule.id))
            gone.add(rule.id)
        elif rule.id not in gone:
            merged.append(rule)
    return (*merged, *(rule for rules in parts.values() for rule in rules))


def read_rule_texts(folder: Path, forms: set[str], faults: Faults) -> RuleTexts:
    """Every rule file of the folder; a faulty file is reported and left out."""
    rules: list[Rule] = []
    computations: list[Computation] = []
    reserved: dict[str, str] = {}
    for path in sorted((folder / "rules").glob("*")):
        file = label_of(folder, path)
        if path.suffix != ".rules" or path.stem not in forms:
            known = "、".join(sorted(forms))
            faults.add(file, 1, f"文件名不对，应为 表码.rules，表码为：{known}")
            continue
        text = read_text(folder, path, faults)
        if text is None:
            continue
        try:
            parsed = parse_rules(text, file=file, form=path.stem)
        except RuleTextError as error:
            for fault in error.faults:
                faults.add(fault.file, fault.line, f"第{fault.column}列：{fault.message}")
            continue
        rules.extend(parsed.rules)
        computations.extend(parsed.computations)
        reserved.update(parsed.reserved)
    return RuleTexts(tuple(rules), tuple(computations), reserved)
