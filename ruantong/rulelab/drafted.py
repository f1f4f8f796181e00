"""What a draft of rules may state: checked against the edition that it is laid over."""

from __future__ import annotations

from collections.abc import Iterator

from ruantong.core.regime import Computation, Regime, Rule
from ruantong.core.rules.language.faults import RuleFault, RuleTextError
from ruantong.core.rules.language.text import ParsedRules
from ruantong.core.rules.overlay import DRAFT_FILE, changed, read_draft
from ruantong.core.rules.ruleset import check_rules

#: Rules (parts counted) of one draft; the longest form of the editions has fewer than 50.
MOST_RULES = 200


def check_draft(regime: Regime, text: str, form: str) -> Regime:
    """The edition with the draft laid over it, everything checked.

    Raises ``RuleTextError`` with line, column and reason of every fault: syntax, unknown names,
    kinds that do not go together, computed cells in a circle, a rule number that is reserved.
    """
    parsed = read_draft(text, form)
    if faults := list(_misplaced(regime, parsed, form)):
        raise RuleTextError(faults)
    found = changed(regime, parsed.rules, parsed.computations)
    if faults := check_rules(found):
        raise RuleTextError(faults)
    return found


def _misplaced(regime: Regime, parsed: ParsedRules, form: str) -> Iterator[RuleFault]:
    def fault(stated: Rule | Computation | None, message: str) -> RuleFault:
        line = stated.source.line if stated and stated.source else 1
        return RuleFault(DRAFT_FILE.format(form=form), line, 1, message)

    if not parsed.rules and not parsed.computations:
        yield fault(None, "没有规则，应以“[规则编号] 名称”开头")
    for rule in parsed.rules[MOST_RULES : MOST_RULES + 1]:
        many = f"草案至多{MOST_RULES}款规则，现有{len(parsed.rules)}款，请分次发布"
        yield fault(rule, many)
    elsewhere = {rule.id: rule.form for rule in regime.rules if rule.form != form}
    for rule in parsed.rules:
        if rule.id in regime.reserved_rules:
            why = regime.reserved_rules[rule.id]
            yield fault(rule, f"规则编号{rule.id}已保留：{why}")
        if rule.id in elsewhere:
            there = elsewhere[rule.id]
            yield fault(rule, f"规则{rule.id}属于{there}表，应在该表的草案中修改")
    known = {(step.form, step.indicator) for step in regime.computations}
    for step in parsed.computations:
        if (form, step.indicator) not in known:
            only = "草案只能修改已有的自动计算"
            yield fault(step, f"指标“{step.indicator}”不是自动计算项，{only}")
