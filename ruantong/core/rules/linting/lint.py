"""What can be proved against a rule set before anyone files by it: the linter of the laboratory.

Every finding is proved (已证明) by exact arithmetic. No finding means 未发现: what is not linear is
taken as free, and questions beyond the limits are listed as undecided, never passed in silence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from ruantong.core.regime import Severity
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.linear.conditions import Condition, LimitReached
from ruantong.core.rules.linting.system import Group, firm, impossible, subjects, wants_blank, when
from ruantong.core.rules.ruleset import RuleSet

KINDS = {
    "measure": "计量单位不一致",
    "dead_condition": "条件永不成立",
    "always_fails": "必然不符",
    "tautology": "恒成立",
    "never_fires": "不会不符",
    "contradiction": "互相矛盾",
    "redundant": "多余",
}
_RANK = {Severity.COMPUTED: 0, Severity.QUERY: 1, Severity.ERROR: 2}
#: Rules that may be taken together to imply another one.
MAX_NEIGHBOURS = 40
#: Pairs of rules that are held against each other; an edition has a few hundred.
MOST_PAIRS = 2000
_MOST_CORES = 20


@dataclass(frozen=True)
class LintFinding:
    """``rules`` are ids, the one complained of first; ``keys`` the instances of that rule.

    ``blocking``: a return it concerns could not be filed, whatever its figures are.
    """

    kind: str
    rules: tuple[str, ...]
    keys: tuple[str, ...]
    message: str
    blocking: bool = False

    @property
    def label(self) -> str:
        """The kind in words."""
        return KINDS[self.kind]


@dataclass(frozen=True)
class LintReport:
    """``undecided`` names the instances for which a question exceeded the stated limits."""

    findings: tuple[LintFinding, ...]
    instances: int
    pairs: int
    undecided: tuple[str, ...]

    @property
    def blocking(self) -> tuple[LintFinding, ...]:
        """What keeps such rules from being put in force."""
        return tuple(each for each in self.findings if each.blocking)

    def of(self, kind: str) -> tuple[LintFinding, ...]:
        return tuple(each for each in self.findings if each.kind == kind)


def lint(ruleset: RuleSet, only: Collection[str] | None = None) -> LintReport:
    """Examine all rules, or those with the ids ``only`` (against all others)."""
    return _Linter(ruleset, only).report()


@dataclass
class _Studied:
    """When an instance applies, holds and fails."""

    instance: Instance
    applying: Condition
    holding: Condition
    failing: Condition

    @cached_property
    def key(self) -> str:
        return self.instance.key

    @property
    def rule_id(self) -> str:
        return self.instance.rule.id

    @cached_property
    def subjects(self) -> set[object]:
        return {*subjects(self.holding), *subjects(self.failing)}

    @cached_property
    def firm(self) -> bool:
        return firm(self.holding)

    @property
    def asked(self) -> Group:
        return self.key, self.applying

    @property
    def holds(self) -> Group:
        return self.key, self.holding

    @property
    def fails(self) -> Group:
        return self.key, self.failing


@dataclass
class _Linter:
    ruleset: RuleSet
    only: Collection[str] | None
    found: dict[tuple[str, tuple[str, ...], str, bool], list[str]] = field(default_factory=dict)
    undecided: set[str] = field(default_factory=set)
    pairs: int = 0

    def report(self) -> LintReport:
        self._measures()
        studied = [item for item in map(self._study, self.ruleset.instances) if item]
        sound = [item for item in studied if self._alone(item)]
        self._contradictions(sound)
        self._redundant(sound)
        findings = tuple(
            LintFinding(kind, rules, tuple(reversed(keys)), message, blocking)
            for (kind, rules, message, blocking), keys in self.found.items()
        )
        order = {kind: at for at, kind in enumerate(KINDS)}
        return LintReport(
            tuple(sorted(findings, key=lambda f: (order[f.kind], f.rules))),
            len(self.ruleset.instances),
            self.pairs,
            tuple(sorted(self.undecided)),
        )

    def _wanted(self, *rule_ids: str) -> bool:
        return self.only is None or any(rule_id in self.only for rule_id in rule_ids)

    def _tell(
        self, kind: str, rules: tuple[str, ...], key: str, message: str, *, blocking: bool = False
    ) -> None:
        self.found.setdefault((kind, rules, message, blocking), []).append(key)

    def _study(self, instance: Instance) -> _Studied | None:
        condition, check = instance.condition, instance.check
        try:
            return _Studied(
                instance,
                condition is None or when(condition, True),
                when(check, True),
                when(check, False),
            )
        except LimitReached:
            self.undecided.add(instance.key)
            return None

    def _measures(self) -> None:
        for warning in self.ruleset.warnings:
            rule_id, _, text = warning.message.partition("：")
            if self._wanted(rule_id):
                place = f"第{warning.line}行第{warning.column}列：{text}"
                self._tell("measure", (rule_id,), rule_id, place)

    # one rule by itself ------------------------------------------------------------------------

    def _alone(self, item: _Studied) -> bool:
        """False when something was found that makes the other questions pointless."""
        try:
            told = self._verdict(item)
        except LimitReached:
            self.undecided.add(item.key)
            return True
        if told is None:
            return True
        kind, message = told
        if self._wanted(item.rule_id):
            error = item.instance.rule.severity is Severity.ERROR
            blocking = error and kind == "always_fails"
            more = "，报表将无法上报" if blocking else ""
            self._tell(kind, (item.rule_id,), item.key, message + more, blocking=blocking)
        return False

    def _verdict(self, item: _Studied) -> tuple[str, str] | None:
        if impossible([item.asked]) is not None:
            return "dead_condition", "条件不可能成立，规则永远不适用"
        if impossible([item.fails]) is not None:
            return "tautology", "公式对任何填报都成立，查不出错误"
        if impossible([item.asked, item.fails]) is not None:
            return "never_fires", "条件成立时公式必然成立，规则不可能不符"
        if impossible([item.asked, item.holds]) is not None:
            return "always_fails", "条件成立时公式不可能成立，规则只要适用就不符"
        return None

    # rules against each other ------------------------------------------------------------------

    def _contradictions(self, studied: Sequence[_Studied]) -> None:
        errors = [item for item in studied if item.instance.rule.severity is Severity.ERROR]
        known: set[frozenset[str]] = set()
        for one, other in self._related(errors):
            if not self._wanted(one.rule_id, other.rule_id):
                continue
            if self.pairs == MOST_PAIRS:
                self.undecided |= {one.key, other.key}
                continue
            self.pairs += 1
            try:
                if self._at_odds(one, other):
                    known.add(frozenset((one.key, other.key)))
                    self._tell(
                        "contradiction",
                        (one.rule_id, other.rule_id),
                        one.key,
                        "两条强制性规则不能同时成立：满足一条必然不符另一条，报表将无法上报",
                        blocking=True,
                    )
            except LimitReached:
                self.undecided |= {one.key, other.key}
        self._joint(errors, known)

    @staticmethod
    def _related(items: Sequence[_Studied]) -> Iterator[tuple[_Studied, _Studied]]:
        by_subject: dict[object, list[int]] = {}
        for at, item in enumerate(items):
            for subject in item.subjects:
                by_subject.setdefault(subject, []).append(at)
        pairs = {pair for places in by_subject.values() for pair in combinations(places, 2)}
        for one, other in sorted(pairs):
            yield items[one], items[other]

    @staticmethod
    def _at_odds(one: _Studied, other: _Studied) -> bool:
        asked = [one.asked, other.asked]
        if impossible([*asked, one.holds, other.holds]) is None:
            return False
        return impossible(asked) is None

    def _joint(self, errors: Iterable[_Studied], known: set[frozenset[str]]) -> None:
        """Three and more rules that always apply and cannot all hold (a > b, b > c, c > a)."""
        firm = {e.key: e for e in errors if e.firm and e.instance.condition is None}
        for _ in range(_MOST_CORES):
            try:
                core = impossible([item.holds for item in firm.values()])
            except LimitReached:
                self.undecided.add("全部强制性规则")
                return
            if core is None:
                return
            ids = tuple(dict.fromkeys(firm[key].rule_id for key in sorted(core)))
            if self._wanted(*ids) and not any(pair <= core for pair in known):
                message = f"这{len(core)}条强制性规则不能同时成立，报表将无法上报"
                self._tell("contradiction", ids, min(core), message, blocking=True)
            del firm[max(core)]

    def _redundant(self, studied: Sequence[_Studied]) -> None:
        """From the last rule on, so that of two equal rules the later one is called redundant."""
        left = {item.key: item for item in studied}
        for item in reversed(studied):
            # An implication between filled cells says nothing of a rule that fails on a blank.
            if not self._wanted(item.rule_id) or wants_blank(item.failing):
                continue
            near = self._neighbours(item, left.values())
            known = [other.holds for other in near]
            try:
                reasons = impossible([item.asked, item.fails, *known]) if near else None
            except LimitReached:
                self.undecided.add(item.key)
                continue
            if reasons is None:
                continue
            # what is known of every return (a month is at least 1) has no rule to its name
            using = sorted({left[key].rule_id for key in reasons & left.keys() - {item.key}})
            left.pop(item.key, None)
            ids = tuple(rule_id for rule_id in using if rule_id != item.rule_id)
            implied = [*ids, *(["本条对其他数据项的要求"] if item.rule_id in using else [])]
            self._tell(
                "redundant",
                (item.rule_id, *ids),
                item.key,
                f"所涉数据项都已填时，满足{'、'.join(implied)}就必然满足本条",
            )

    @staticmethod
    def _neighbours(item: _Studied, left: Iterable[_Studied]) -> list[_Studied]:
        """Rules at least as strict that apply whenever ``item`` does, near to it by their cells."""
        rule, condition = item.instance.rule, item.instance.condition
        able = [
            other
            for other in left
            if other.key != item.key
            and _RANK[other.instance.rule.severity] >= _RANK[rule.severity]
            and other.instance.condition in (None, condition)
            and other.instance.rule.row_group in ("", rule.row_group)
            and other.instance.needs <= item.instance.needs
        ]
        near: list[_Studied] = []
        reached = set(item.subjects)
        for _ in range(2):
            more = [o for o in able if o not in near and o.subjects & reached]
            near += more
            reached.update(*(o.subjects for o in more))
        return near[:MAX_NEIGHBOURS]
