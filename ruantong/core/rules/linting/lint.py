"""What can be proved against a rule set before anyone files by it: the linter of the laboratory.

Every finding is proved (已证明) by exact arithmetic. No finding means 未发现: what is not linear is
taken as free, and questions beyond the limits are listed as undecided, never passed in silence.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from ruantong.core.regime import Severity
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.linear.conditions import LimitReached
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
    return _Linter(ruleset, None if only is None else frozenset(only)).report()


@dataclass(frozen=True)
class _Studied:
    """When an instance applies, holds and fails."""

    instance: Instance
    asked: Group
    holds: Group
    fails: Group

    @property
    def key(self) -> str:
        return self.instance.key

    @property
    def rule_id(self) -> str:
        return self.instance.rule.id

    @cached_property
    def subjects(self) -> set[Hashable]:
        return subjects(self.holds[1]) | subjects(self.fails[1])


@dataclass
class _Linter:
    ruleset: RuleSet
    only: frozenset[str] | None
    found: dict[tuple[str, tuple[str, ...], str, bool], list[str]] = field(default_factory=dict)
    undecided: set[str] = field(default_factory=set)
    pairs: int = 0

    def report(self) -> LintReport:
        self._measures()
        studied = list(filter(None, map(self._study, self.ruleset.instances)))
        sound = [item for item in studied if self._alone(item)]
        errors = [item for item in sound if item.instance.rule.severity is Severity.ERROR]
        self._joint(errors, self._contradictions(errors))
        self._redundant(sound)
        order = list(KINDS)
        findings = (
            LintFinding(kind, rules, tuple(reversed(keys)), message, blocking)
            for (kind, rules, message, blocking), keys in self.found.items()
        )
        return LintReport(
            tuple(sorted(findings, key=lambda f: (order.index(f.kind), f.rules))),
            len(self.ruleset.instances),
            self.pairs,
            tuple(sorted(self.undecided)),
        )

    def _wanted(self, *rule_ids: str) -> bool:
        return self.only is None or not self.only.isdisjoint(rule_ids)

    def _tell(
        self, kind: str, rules: tuple[str, ...], key: str, message: str, *, blocking: bool = False
    ) -> None:
        if blocking:
            message += "，报表将无法上报"
        self.found.setdefault((kind, rules, message, blocking), []).append(key)

    @contextmanager
    def _within_limits(self, *keys: str) -> Iterator[None]:
        """What is too large to be answered is undecided for these instances."""
        try:
            yield
        except LimitReached:
            self.undecided.update(keys)

    def _study(self, instance: Instance) -> _Studied | None:
        key, condition, check = instance.key, instance.condition, instance.check
        with self._within_limits(key):
            applying = condition is None or when(condition, True)
            holding, failing = when(check, True), when(check, False)
            return _Studied(instance, (key, applying), (key, holding), (key, failing))
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
        asked, holds, fails = item.asked, item.holds, item.fails
        with self._within_limits(item.key):
            for kind, groups, message in (
                ("dead_condition", [asked], "条件不可能成立，规则永远不适用"),
                ("tautology", [fails], "公式对任何填报都成立，查不出错误"),
                ("never_fires", [asked, fails], "条件成立时公式必然成立，规则不可能不符"),
                ("always_fails", [asked, holds], "条件成立时公式不可能成立，规则只要适用就不符"),
            ):
                if impossible(groups) is not None:
                    error = item.instance.rule.severity is Severity.ERROR
                    if self._wanted(item.rule_id):
                        blocking = error and kind == "always_fails"
                        self._tell(kind, (item.rule_id,), item.key, message, blocking=blocking)
                    return False
        return True

    # rules against each other ------------------------------------------------------------------

    def _contradictions(self, errors: Sequence[_Studied]) -> list[set[str]]:
        """Keys of the rules that contradict each other two by two."""
        known = []
        for one, other in _related(errors):
            ids, keys = (one.rule_id, other.rule_id), {one.key, other.key}
            if not self._wanted(*ids):
                continue
            if self.pairs == MOST_PAIRS:
                self.undecided |= keys
                continue
            self.pairs += 1
            with self._within_limits(*keys):
                asked = [one.asked, other.asked]
                apart = impossible([*asked, one.holds, other.holds])
                if apart is not None and impossible(asked) is None:
                    known.append(keys)
                    message = "两条强制性规则不能同时成立：满足一条必然不符另一条"
                    self._tell("contradiction", ids, one.key, message, blocking=True)
        return known

    def _joint(self, errors: Iterable[_Studied], known: Sequence[set[str]]) -> None:
        """Three and more rules that always apply and cannot all hold (a > b, b > c, c > a)."""
        always = {e.key: e for e in errors if e.instance.condition is None and firm(e.holds[1])}
        with self._within_limits("全部强制性规则"):
            for _ in range(_MOST_CORES):
                core = impossible([item.holds for item in always.values()])
                if core is None:
                    return
                ids = tuple(dict.fromkeys(always[key].rule_id for key in sorted(core)))
                if self._wanted(*ids) and not any(pair <= core for pair in known):
                    message = f"这{len(core)}条强制性规则不能同时成立"
                    self._tell("contradiction", ids, min(core), message, blocking=True)
                del always[max(core)]

    def _redundant(self, studied: Sequence[_Studied]) -> None:
        """From the last rule on, so that of two equal rules the later one is called redundant."""
        left = {item.key: item for item in studied}
        for item in reversed(studied):
            # An implication between filled cells says nothing of a rule that fails on a blank.
            if not self._wanted(item.rule_id) or wants_blank(item.fails[1]):
                continue
            near = _neighbours(item, left.values())
            reasons = None
            with self._within_limits(item.key):
                known = [other.holds for other in near]
                reasons = impossible([item.asked, item.fails, *known]) if near else None
            if reasons is None:
                continue
            # what is known of every return (a month is at least 1) has no rule to its name
            using = sorted({left[key].rule_id for key in reasons & left.keys() - {item.key}})
            left.pop(item.key, None)
            ids = tuple(rule_id for rule_id in using if rule_id != item.rule_id)
            implied = [*ids, *(["本条对其他数据项的要求"] if item.rule_id in using else [])]
            message = f"所涉数据项都已填时，满足{'、'.join(implied)}就必然满足本条"
            self._tell("redundant", (item.rule_id, *ids), item.key, message)


def _related(items: Sequence[_Studied]) -> Iterator[tuple[_Studied, _Studied]]:
    """Pairs that speak of a cell in common."""
    by_subject: dict[Hashable, list[int]] = {}
    for at, item in enumerate(items):
        for subject in item.subjects:
            by_subject.setdefault(subject, []).append(at)
    pairs = {pair for places in by_subject.values() for pair in combinations(places, 2)}
    return ((items[one], items[other]) for one, other in sorted(pairs))


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
