"""All rules of one frequency, checked and compiled: what validation and the screens work with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from ruantong.core.applicability import forms_due
from ruantong.core.cellref import form_of
from ruantong.core.dossier import Dossier
from ruantong.core.periods import Frequency
from ruantong.core.regime import Regime, Rule, Source
from ruantong.core.rules.executors.python import (
    Automatic,
    Run,
    Verdict,
    compile_automatic,
    compile_function,
)
from ruantong.core.rules.formula import Formula, bounds_of, cases_of, compile_formulas
from ruantong.core.rules.instances import Instance, expand
from ruantong.core.rules.language.faults import RuleFault, RuleTextError
from ruantong.core.rules.language.statement import Statement
from ruantong.core.rules.language.tree import AutoValue, Node, to_json, walk
from ruantong.core.rules.lowering.folding import widest
from ruantong.core.rules.lowering.ops import Op
from ruantong.core.rules.words.sentences import Sentences, sentences_of

#: What a comparison may come to: 127 bits, far beyond any relation of the ministry.
WIDEST = 2**127 - 1
TOO_WIDE = "连乘的数据项过多，比较的数可能超过38位，请改写"


@dataclass(frozen=True, eq=False)
class RuleSet:
    """Compiled rules. ``hash`` names their meaning: equal hashes give equal verdicts. As a key it
    stands for itself: its content is too large to be compared.

    ``source`` is the generated function's text, for people; ``warnings`` are the linter's.
    """

    regime: Regime
    frequency: Frequency
    instances: tuple[Instance, ...]
    formulas: tuple[Formula, ...]
    warnings: tuple[RuleFault, ...]
    hash: str
    run: Run = field(repr=False)
    automatic: Automatic = field(repr=False)
    source: str = field(repr=False)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules of this frequency in file order; parts of a rule stand one after another."""
        return tuple({(i.rule.id, i.rule.part): i.rule for i in self.instances}.values())

    @property
    def trees(self) -> Iterator[Node]:
        """Every checked tree of the rules and of the automatic cells."""
        parts: tuple[Instance | Formula, ...] = (*self.instances, *self.formulas)
        return (tree for part in parts for tree in part.trees)

    @cached_property
    def sentences(self) -> Callable[[int], Sentences]:
        """What is said of an instance, by its number; made when it is first asked for."""
        return cache(lambda number: sentences_of(self.regime, self.instances[number]))

    @cached_property
    def formula(self) -> Mapping[str, Formula]:
        """Automatic cells by reference."""
        return {formula.ref: formula for formula in self.formulas}


def compile_rules(regime: Regime, frequency: Frequency) -> RuleSet:
    """Check every rule and computation of a frequency against the regime and compile them.

    Raises ``RuleTextError`` with all faults: unknown cells, columns, parameters or code lists,
    numbers beside texts, circular computed cells, anything that cannot be read.
    """
    instances, formulas, faults, warnings = _checked(regime, frequency)
    if faults:
        raise RuleTextError(faults)
    run, source = compile_function(regime, instances, formulas)
    return RuleSet(
        regime,
        frequency,
        tuple(instances),
        tuple(formulas),
        tuple(sorted(warnings)),
        _hash(regime, instances, formulas),
        run,
        compile_automatic(regime, formulas),
        source,
    )


def automatic_values(ruleset: RuleSet, dossier: Dossier) -> dict[str, int | None]:
    """What the platform computes for each automatic cell, from the other cells as they stand.

    An automatic cell that another one uses counts with its own value where the respondent may
    and did put one. None: nothing to compute it from (all blank, no case applies, divisor 0).
    """
    values = ruleset.automatic(
        dossier.forms,
        {form.code for form in ruleset.regime.forms},
        dossier.period.months,
        dossier.period.year,
    )
    return {f.ref: value for f, value in zip(ruleset.formulas, values, strict=True)}


def run_on(run: Run, regime: Regime, dossier: Dossier) -> tuple[int, int, list[Verdict]]:
    """A compiled function on one dossier: instances not applicable, extra lines, what failed."""
    unit, period = dossier.unit, dossier.period
    due = forms_due(regime, period, lists=unit.lists, forms=dossier.forms)
    return run(
        dossier.forms,
        dossier.previous,
        dossier.year_ago,
        dossier.december,
        {form.code for form in due},
        unit.lists,
        unit.uscc_unique,
        unit.district,
        period.months,
        period.year,
    )


def changed_rules(old: RuleSet, new: RuleSet) -> tuple[str, ...]:
    """Ids of rules that are new, gone or judge or count differently, in the order of the new set."""
    before, after = _meanings(old), _meanings(new)
    ids = dict.fromkeys([*after, *before])
    return tuple(rule_id for rule_id in ids if before.get(rule_id) != after.get(rule_id))


def _meanings(ruleset: RuleSet) -> dict[str, list[object]]:
    """What each rule means; an automatic value counts as part of the rules that name it."""
    meanings: dict[str, list[object]] = {}
    for one in ruleset.instances:
        automatic = [node for node in walk(one.check) if isinstance(node, AutoValue)]
        formulas = [ruleset.formula.get(node.ref) for node in automatic]
        named = [formula and formula.cases for formula in formulas]
        meanings.setdefault(one.rule.id, []).append(
            (one.label, one.rule.severity, one.rule.blank, one.check, one.condition, named)
        )
    return meanings


def check_rules(regime: Regime) -> list[RuleFault]:
    """Every fault of a regime's rules, for the pack loader; empty when all can be compiled."""
    return sorted(set().union(*(_checked(regime, frequency)[2] for frequency in Frequency)))


def _checked(
    regime: Regime, frequency: Frequency
) -> tuple[list[Instance], list[Formula], set[RuleFault], set[RuleFault]]:
    """Instances and formulas of a frequency, with the faults and warnings found in them."""
    formulas, faults, warnings = compile_formulas(regime, frequency)
    automatic = frozenset(formula.ref for formula in formulas)
    instances: list[Instance] = []
    for rule in regime.rules:
        form = regime.form.get(rule.form)
        if form is None or form.frequency is frequency:
            statement = Statement(regime, rule, rule.id, automatic)
            instances += expand(statement, rule)
            faults |= statement.faults
            warnings |= statement.warnings
    return instances, formulas, faults or set(_too_wide(instances, formulas)), warnings


def _too_wide(instances: list[Instance], formulas: list[Formula]) -> Iterator[RuleFault]:
    """Rules whose numbers may need more digits than columns of a whole city can hold."""
    bounds = bounds_of(cases_of(formulas))

    def fits(parts: Iterable[Op | None]) -> bool:
        return all(part is None or widest(part, bounds) <= WIDEST for part in parts)

    for instance in instances:
        if not fits(step.judgement for step in instance.steps):
            rule = instance.rule
            source = rule.source or Source(rule.form, 1)
            place = rule.positions.get("check", (source.line, 1))
            yield RuleFault(source.file, *place, f"{rule.id}：{TOO_WIDE}")
    for formula in formulas:
        if not fits(part for case in formula.lowered for part in case):
            file = f"rules/{form_of(formula.ref)}.rules"
            yield RuleFault(file, 1, 1, f"计算[{formula.ref}]：{TOO_WIDE}")


def _hash(regime: Regime, instances: list[Instance], formulas: list[Formula]) -> str:
    content = {
        "regime": regime.key,
        "rules": [[i.key, i.rule.severity, i.rule.blank, i.check, i.condition] for i in instances],
        "computations": [[f.ref, f.cases, f.places, f.floor_zero, f.overridable] for f in formulas],
    }
    text = json.dumps(content, default=to_json, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
