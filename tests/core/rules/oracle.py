"""A second, slow and simple reading of the rules: the differential tests' independent judge.

It takes rule texts from the pack and values from the dossier and computes with ``Fraction``. It
shares only the parser with the product: names, scales, blanks, repetition and three-valued logic
are done again here, from docs/rules.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any

from ruantong.core.dossier import Dossier, FormData
from ruantong.core.regime import Kind, Regime, Rule
from ruantong.core.rules.language import syntax as s
from ruantong.core.rules.language.grammar import parse as parse_text
from tests.core.rules.oracle_trees import (
    CONNECTIVES,
    NUMERIC,
    half_up,
    kleene_and,
    named,
    negated,
    of_values,
    refs,
    sums,
)

SKIP, PASS, FAIL, UNKNOWN = "not_applicable", "pass", "fail", "not_evaluated"
parse = cache(parse_text)


class Missing(Exception):
    """A return or a form that is not there: the rule does not apply."""


def verdicts(regime: Regime, dossier: Dossier) -> Iterator[tuple[str, str]]:
    """(finding key, outcome) of every rule instance, in order."""
    for rule in regime.rules:
        if regime.form[rule.form].frequency is dossier.period.frequency:
            yield from _Rule(regime, rule, dossier).verdicts()


class _Rule:
    def __init__(self, regime: Regime, rule: Rule, dossier: Dossier) -> None:
        self.regime, self.rule, self.dossier = regime, rule, dossier
        self.form = regime.form[rule.form]
        self.check = parse(rule.check)
        self.condition = parse(rule.condition) if rule.condition else None
        self.indicator = self.column = ""
        self.row: dict[str, Any] = {}

    def verdicts(self) -> Iterator[tuple[str, str]]:
        rule = self.rule
        if rule.row_group:
            rows = self.data("", rule.form, missing=False).rows.get(rule.row_group, ())
            due = self.due(rule.form) and all(self.there(*one) for one in self.returns())
            if not rows or not due:
                yield self.key(), SKIP
                return
            for number, row in enumerate(rows, 1):
                self.row = dict(row)
                yield self.key(str(number)), self.outcome()
            return
        for indicator in self.indicators():
            for column in rule.columns or ("",):
                if indicator and column and column not in self.form.by_code[indicator].columns:
                    continue
                self.indicator, self.column = indicator, column
                yield self.key(), self.outcome()

    def key(self, line: str = "") -> str:
        label = ".".join(filter(None, (self.rule.part, self.indicator, self.column, line)))
        return f"{self.rule.id}:{label}" if label else self.rule.id

    def indicators(self) -> list[str]:
        words = list(self.rule.indicators)
        if words[:1] in (["全部"], ["除"]):
            rows = [i for i in self.form.indicators if not i.title and i.kind is Kind.NUMBER]
            return [row.code for row in rows if row.code not in words[1:]]
        return words or [""]

    # what is there ---------------------------------------------------------------------------

    def returns(self) -> set[tuple[str, str]]:
        trees = [tree for tree in (self.check, self.condition) if tree]
        return {(ref.when, self.place(ref)[0]) for tree in trees for ref in refs(tree) if ref.when}

    def there(self, when: str, form: str) -> bool:
        forms = self.forms(when)
        return forms is not None and form in forms

    def forms(self, when: str) -> Any:
        return {
            "": self.dossier.forms,
            "上期": self.dossier.previous,
            "上年": self.dossier.year_ago,
            "上年行": self.dossier.year_ago,
            "十二月": self.dossier.december,
        }[when]

    def due(self, code: str) -> bool:
        applies = self.regime.form[code].applies
        if applies.startswith("listed "):
            return applies.removeprefix("listed ") in self.dossier.unit.lists
        if applies.startswith("cell "):
            place, _, value = applies.removeprefix("cell ").partition(" = ")
            form, indicator, column = place.split(".")
            data = self.dossier.forms.get(form)
            return data is not None and data.value(indicator, column) == value
        return True

    def data(self, when: str, code: str, *, missing: bool = True) -> FormData:
        forms = self.forms(when)
        if when == "":
            if missing and not self.due(code):
                raise Missing
            return forms.get(code, FormData())
        if forms is None or code not in forms:
            raise Missing
        return forms[code]

    # judging ---------------------------------------------------------------------------------

    def outcome(self) -> str:
        try:
            self.data("", self.rule.form)
            for tree in filter(None, (self.condition, self.check)):
                for ref in refs(tree):
                    self.raw(ref)  # a missing return or form shows here, whatever the logic
            if self.condition is not None:
                asked = self.logic(self.condition)
                if asked is None:
                    return UNKNOWN
                if not asked:
                    return SKIP
            blanks = [self.raw(ref) in (None, "") for ref in named(self.check)]
            if self.rule.blank == "partial_zero" and blanks and all(blanks):
                return SKIP
            if self.rule.blank == "non_null" and any(blanks):
                return UNKNOWN
            if self.rule.check == "信用代码唯一" and self.dossier.unit.uscc_unique is None:
                return SKIP
            found = self.logic(self.check, 1)
        except Missing:
            return SKIP
        return UNKNOWN if found is None else PASS if found else FAIL

    def place(self, ref: Any) -> tuple[str, str, str]:
        parts = list(ref.parts)
        code = self.rule.form
        if parts[0][:-1].isdigit() and parts[0].endswith("表"):
            code = parts.pop(0)[:-1]
        if parts[0] == "表头":
            return code, "表头", parts[1]
        if parts[0] == "*":
            parts[:1] = self.indicator.split(".")
        form = self.regime.form[code]
        whole, head = ".".join(parts), ".".join(parts[:-1])
        if whole in form.by_code:
            columns = form.by_code[whole].columns
            return code, whole, self.column if self.column in columns else columns[0]
        if head in form.by_code:
            return code, head, parts[-1]
        return code, "行栏", parts[-1]

    def raw(self, ref: Any) -> Any:
        if isinstance(ref, s.Call):
            return self.row_sum(ref)
        if ref.when == "上年行" or ref.parts[0] == "行":
            if ref.when != "上年行":
                return self.row.get(ref.parts[-1])
            lines = self.data("上年行", self.rule.form).rows.get(self.rule.row_group, ())
            old = [line for line in lines if line.get("code") == self.row.get("code")]
            if not old:
                raise Missing
            return old[-1].get(ref.parts[-1])
        code, indicator, column = self.place(ref)
        if indicator == "行栏":
            self.data("", code)
            return None
        data = self.data(ref.when, code)
        return data.head.get(column) if indicator == "表头" else data.value(indicator, column)

    def spec(self, ref: Any) -> tuple[bool, int]:
        """Is it a number, and at what scale?"""
        if ref.when == "上年行" or ref.parts[0] == "行":
            group = self.form.row_group[self.rule.row_group]
            column = next(c for c in group.columns if c.key == ref.parts[-1])
            return column.kind is Kind.NUMBER, group.decimals
        code, indicator, column_key = self.place(ref)
        if indicator == "表头":
            return False, 0
        form = self.regime.form[code]
        row = form.by_code[indicator]
        kind = form.column[column_key].kind
        kind = row.kind if kind is Kind.NUMBER else kind
        return kind in NUMERIC, form.decimals_of(row, column_key) if kind is Kind.NUMBER else 0

    def row_sum(self, call: s.Call) -> int | None:
        column = call.operands[0]
        assert isinstance(column, s.Ref)
        code, _, key = self.place(column)
        form = self.regime.form[code]
        prefixes = tuple(argument.value for argument in call.operands[1:])  # type: ignore[attr-defined]
        group = column.parts[1] if len(column.parts) == 3 else form.row_groups[0].key
        rows = [
            row
            for row in self.data("", code).rows.get(group, ())
            if not prefixes or any(str(row.get("code") or "").startswith(p) for p in prefixes)
        ]
        if call.operator == "行数":
            return len(rows)
        held = [v for row in rows if isinstance(v := row.get(key), int)]
        return sum(held) if held else None

    # values ----------------------------------------------------------------------------------

    def value(self, tree: Any) -> Any:
        """Fraction or text; None cannot be computed."""
        match tree:
            case s.Number():
                return Fraction(tree.units, 10**tree.scale)
            case s.Text():
                return tree.value
            case s.Ref():
                number, scale = self.spec(tree)
                found = self.raw(tree)
                return Fraction(found or 0, 10**scale) if number else str(found or "")
            case s.Name():
                return self.name(tree.word)
            case s.Call("-"):
                inner = self.value(tree.operands[0])
                return None if inner is None else -inner
            case s.Call("+"):
                terms = [self.value(term) for term in tree.operands]
                if None in terms:
                    return None
                signs = ("+", *tree.signs)
                return sum(
                    term if sign == "+" else -term for sign, term in zip(signs, terms, strict=True)
                )
            case s.Call("*" | "/"):
                left, right = map(self.value, tree.operands)
                if left is None or right is None:
                    return None
                if tree.operator == "*":
                    return left * right
                return None if right == 0 else left / right
        return self.function(tree)

    def name(self, word: str) -> Any:
        if word == "m":
            return Fraction(self.dossier.period.months)
        if word == "年度":
            return Fraction(self.dossier.period.year)
        if word == "报送区县":
            return self.dossier.unit.district
        if word in self.regime.options:
            return self.regime.options[word]
        return Fraction(self.regime.parameters[word])

    def function(self, tree: s.Call) -> Any:
        name, arguments = tree.operator, tree.operands
        if name == "合计":
            return Fraction(self.row_sum(tree) or 0, 100)
        if name == "行数":
            return Fraction(self.row_sum(tree) or 0)
        if name == "自动值":
            return self.automatic(arguments[0])
        if name == "选择":
            for condition, value in zip(arguments[:-1:2], arguments[1::2], strict=True):
                if self.logic(condition) is True:
                    return self.value(value)
            return self.value(arguments[-1])
        values = [self.value(argument) for argument in arguments]
        if any(value is None for value in values):
            return None
        if name == "绝对值":
            return abs(values[0])
        if name in {"最大", "最小"}:
            return max(values) if name == "最大" else min(values)
        if name == "四舍五入":
            return half_up(values[0], int(values[1]))
        assert name == "子串", name
        return values[0].replace("-", "")[int(values[1]) - 1 : int(values[2])]

    def automatic(self, ref: Any) -> Fraction | None:
        code, indicator, column = self.place(ref)
        found = [c for c in self.regime.computations if (c.form, c.indicator) == (code, indicator)]
        computation = found[0]
        assert column in computation.columns
        cases = [(parse(c) if c else None, parse(v)) for c, v in computation.cases]
        cells = [r for _, value in cases for r in [*refs(value), *sums(value)]]
        if all(self.raw(ref) in (None, "") for ref in cells if not is_column(ref, self)):
            return None
        for condition, value in cases:
            if condition is None or self.logic(condition) is True:
                got = self.value(value)
                if got is None:
                    return None
                places = self.regime.form[code].decimals_of(
                    self.regime.form[code].by_code[indicator], column
                )
                got = half_up(got, places)
                return max(got, Fraction(0)) if computation.floor_zero else got
        return None

    # logic -----------------------------------------------------------------------------------

    def logic(self, tree: Any, demand: int = 0) -> bool | None:
        """``demand``: 1 for what must hold, -1 for what must not, 0 for what is only asked."""
        if isinstance(tree, s.Name):
            return self.dossier.unit.uscc_unique
        if tree.operator in CONNECTIVES:
            return self.connective(tree, demand)
        if tree.operator == "=":
            pairs = zip(tree.signs, tree.operands, tree.operands[1:], strict=False)
            return kleene_and([self.compare(*pair, demand) for pair in pairs])
        return self.predicate(tree)

    def connective(self, tree: s.Call, demand: int) -> bool | None:
        turned = {"非": [-1], "若": [-1, 1], "当且仅当": [0, 0]}.get(
            tree.operator, [1] * len(tree.operands)
        )
        signs = [sign * demand for sign in turned]
        found = [
            self.logic(operand, sign) for operand, sign in zip(tree.operands, signs, strict=True)
        ]
        if tree.operator == "且":
            return kleene_and(found)
        if tree.operator == "或":
            return negated(kleene_and([negated(value) for value in found]))
        if tree.operator == "非":
            return negated(found[0])
        if tree.operator == "若":
            return negated(kleene_and([found[0], negated(found[1])]))
        return None if None in found else found[0] == found[1]

    def compare(self, operator: str, left: Any, right: Any, demand: int = 0) -> bool | None:
        a, b = self.value(left), self.value(right)
        if a is None or b is None:
            return None
        if isinstance(a, str) or isinstance(b, str):
            a, b = (str(x.numerator) if isinstance(x, Fraction) else x for x in (a, b))
            return (a == b) == (operator == "=")
        # What must hold is let off within the tolerance; so is what must not, from the other side.
        slack = Fraction(self.rule.tolerance) * demand
        return {
            "=": abs(a - b) <= slack,
            "!=": abs(a - b) > -slack,
            ">=": a - b >= -slack,
            "<=": a - b <= slack,
            ">": a - b > -slack,
            "<": a - b < slack,
        }[operator]

    def predicate(self, tree: s.Call) -> bool | None:
        name, arguments = tree.operator, tree.operands
        if name in {"为空", "已填"}:
            return (self.raw(arguments[0]) in (None, "")) == (name == "为空")
        if name == "表已填":
            return self.form_filled(arguments[0].value)  # type: ignore[attr-defined]
        if name == "在名录":
            return arguments[0].value in self.dossier.unit.lists  # type: ignore[attr-defined]
        if name == "全同":
            return self.same(*(argument.value for argument in arguments))  # type: ignore[attr-defined]
        if name == "不重复":
            rows = self.data("", self.rule.form).rows.get(self.rule.row_group, ())
            key = arguments[0].parts[-1]  # type: ignore[attr-defined]
            mine = self.row.get(key)
            return not mine or [row.get(key) for row in rows].count(mine) == 1
        values = [self.value(argument) for argument in arguments]
        if any(value is None for value in values):
            return None
        return of_values(self.regime, name, values)

    def form_filled(self, code: str) -> bool:
        data = self.dossier.forms.get(code, FormData())
        lines = [value for rows in data.rows.values() for row in rows for value in row.values()]
        cells = [row.get("A") for row in data.cells.values()]
        return any(value not in (None, "") for value in [*lines, *cells])

    def same(self, left: str, right: str) -> bool:
        data = self.data("", self.rule.form)
        pairs = [
            (data.value(i.code, left), data.value(i.code, right))
            for i in self.form.indicators
            if not i.title and left in i.columns and right in i.columns
        ]
        return all(a == b for a, b in pairs) and any(a for a, _ in pairs)


def is_column(ref: Any, rule: _Rule) -> bool:
    return isinstance(ref, s.Ref) and not ref.when and rule.place(ref)[1] == "行栏"
