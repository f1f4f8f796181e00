"""What a regime contains, as plain data for ``pack show``, and how two differ for ``pack diff``."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from ruantong.core.certainty import Certainty
from ruantong.core.regime import Column, Form, Indicator, Regime, Rule

T = TypeVar("T")


def describe(regime: Regime) -> dict[str, Any]:
    """The JSON of ``ruantong pack show --json`` (architecture §5)."""
    return {
        "regime": regime.key,
        "name": regime.name,
        "edition": regime.edition,
        "extends": regime.extends,
        "content_hash": regime.content_hash,
        "validity": {
            "issued_by": regime.validity.issued_by,
            "approved_by": regime.validity.approved_by,
            "approval_number": regime.validity.approval_number,
            "valid_to": regime.validity.valid_to,
        },
        "serves": [
            {
                "frequency": served.frequency.value,
                "first": str(served.first),
                "last": str(served.last) if served.last else None,
                "reason": served.reason,
            }
            for served in regime.serves
        ],
        "parameters": dict(regime.parameters),
        "options": dict(regime.options),
        "foot": [{"key": item.key, "name": item.name} for item in regime.foot],
        "forms": [_form(form) for form in regime.forms],
        "unasked": [form.code for form in regime.unasked],
        "notices": [asdict(notice) for notice in regime.notices],
        "rules": [_rule(rule) for rule in regime.rules],
        "reserved_rules": dict(regime.reserved_rules),
        "questions": [asdict(question) for question in regime.questions],
        "ledger": [asdict(proposal) for proposal in regime.ledger],
        "code_lists": [
            {
                "key": codes.key,
                "name": codes.name,
                "official": codes.official,
                "items": len(codes.items),
            }
            for _, codes in sorted(regime.code_lists.items())
        ],
        "counts": counts(regime),
    }


def counts(regime: Regime) -> dict[str, Any]:
    """How much there is, and how sure each form's rows are ([S] seen, [I] inferred, [G] guessed)."""
    return {
        "forms": len(regime.forms),
        "indicators": sum(len(_filled(form)) for form in regime.forms),
        "rules": len({rule.id for rule in regime.rules}),
        "computations": len(regime.computations),
        "reserved_rules": len(regime.reserved_rules),
        "code_lists": len(regime.code_lists),
        "placeholder_code_lists": sum(not c.official for c in regime.code_lists.values()),
        "certainty": {form.code: _certainty(form) for form in regime.forms},
    }


def _filled(form: Form) -> list[Indicator]:
    return [row for row in form.indicators if not row.title]


def _certainty(form: Form) -> dict[str, int]:
    found = Counter(row.certainty.value for row in _filled(form))
    return {mark.value: found[mark.value] for mark in Certainty}


def _form(form: Form) -> dict[str, Any]:
    return {
        "code": form.code,
        "number": form.number,
        "name": form.name,
        "frequency": form.frequency.value,
        "ministry_code": form.ministry_code,
        "certainty": form.certainty.value,
        "official": form.official,
        "note": form.note,
        "applies": form.applies,
        "head": [
            {"key": item.key, "name": item.name, "code_list": item.code_list}
            for item in form.head_fields
        ],
        "columns": [_column(column) for column in form.columns],
        "indicators": [_indicator(row) for row in form.indicators],
        "row_groups": [
            {
                "key": group.key,
                "name": group.name,
                "minimum": group.minimum,
                "maximum": group.maximum,
                "columns": [_column(column) for column in group.columns],
            }
            for group in form.row_groups
        ],
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "key": column.key,
        "name": column.name,
        "role": column.role.value,
        "kind": column.kind.value,
        "computed": column.computed,
        "code_list": column.code_list,
    }


def _indicator(row: Indicator) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "label": row.label,
        "level": row.level,
        "title": row.title,
        "kind": None if row.title else row.kind.value,
        "unit": row.unit_of_measure,
        "decimals": row.decimals,
        "parent": row.parent,
        "relation": row.relation,
        "columns": list(row.columns),
        "negative": row.negative,
        "automatic": list(row.automatic),
        "overridable": row.overridable,
        "code_list": row.code_list,
        "group": row.group,
        "longest": row.longest,
        "certainty": row.certainty.value,
        "code_certainty": row.code_certainty.value,
        "nature": row.nature.value if row.nature else None,
        "definition": row.definition,
        "definition_source": row.definition_source,
        "mistakes": list(row.mistakes),
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title,
        "form": rule.form,
        "severity": rule.severity.value,
        "scope": rule.scope.value,
        "certainty": rule.certainty.value,
        "condition": rule.condition,
        "check": rule.check,
        "tolerance": rule.tolerance,
    }


@dataclass(frozen=True)
class Difference:
    """One thing that differs; ``before`` None: added, ``after`` None: removed."""

    what: str
    before: str | None
    after: str | None
    title: str = ""

    @property
    def change(self) -> str:
        """新增, 删去 or 修改."""
        if self.before is None:
            return "新增"
        return "删去" if self.after is None else "修改"

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Both texts line by line as (mark, text): "+" new, "-" gone, " " the same."""
        old, new = (self.before or "").splitlines(), (self.after or "").splitlines()
        compared = [line for line in difflib.ndiff(old, new) if not line.startswith("?")]
        return [(line[0], line[2:]) for line in compared]


def differences(old: Regime, new: Regime) -> list[Difference]:
    """Head, parameters, forms, rows, rules and code lists that are not the same."""
    return [
        *_compare("", _head(old), _head(new), str),
        *_compare("参数 ", old.parameters, new.parameters, str),
        *_compare("选项 ", old.options, new.options, str),
        *_compare("", _forms(old), _forms(new), str),
        *_compare("", _rows(old), _rows(new), str),
        *_compare("审核关系 ", _rule_texts(old), _rule_texts(new), str),
        *_compare("代码表 ", _lists(old), _lists(new), str),
    ]


def _compare(
    prefix: str, old: Mapping[str, T], new: Mapping[str, T], text: Callable[[T], str]
) -> Iterable[Difference]:
    for key in [*old, *(key for key in new if key not in old)]:
        if key not in old or key not in new or old[key] != new[key]:
            yield Difference(
                prefix + key,
                text(old[key]) if key in old else None,
                text(new[key]) if key in new else None,
            )


def _head(regime: Regime) -> dict[str, str]:
    serves = "，".join(
        f"{item.frequency.label}{item.first}起至{item.last or '不限'}" for item in regime.serves
    )
    return {
        "制度名称": regime.name,
        "版本": regime.edition,
        "批准文号": regime.validity.approval_number,
        "有效期至": regime.validity.valid_to,
        "适用报告期": serves,
    }


def _forms(regime: Regime) -> dict[str, str]:
    return {
        form.number: "；".join(
            [
                form.name,
                f"栏 {' '.join(column.key + column.name for column in form.columns)}",
                f"适用 {form.applies}",
                f"依据 {form.certainty.value}",
                f"说明 {form.note}",
            ]
        )
        for form in regime.forms
    }


def _rows(regime: Regime) -> dict[str, str]:
    rows: dict[str, str] = {}
    for form in regime.forms:
        for row in form.indicators:
            parts = (
                row.label,
                row.unit_of_measure,
                f"{row.decimals}位小数" if row.decimals else "",
                f"至多{row.longest}个字" if row.longest else "",
                f"{row.relation} {row.parent}" if row.parent else "",
                f"栏 {' '.join(row.columns)}",
                f"自动 {' '.join(row.automatic)}" if row.automatic else "",
                "可为负" if row.negative else "",
                row.nature.label if row.nature else "",
            )
            rows[f"{form.number} {row.code}"] = "；".join(part for part in parts if part)
    return rows


def _rule_texts(regime: Regime) -> dict[str, str]:
    texts: dict[str, list[str]] = {}
    for rule in regime.rules:
        condition = f"若 {_line(rule.condition)} " if rule.condition else ""
        text = f"{rule.title}（{rule.severity.value}）：{condition}{_line(rule.check)}"
        texts.setdefault(rule.id, []).append(text)
    return {rule_id: " / ".join(parts) for rule_id, parts in texts.items()}


def _line(text: str) -> str:
    return " ".join(text.split())


def _lists(regime: Regime) -> dict[str, str]:
    return {
        key: f"{codes.name}，{len(codes.items)}项，{'官方' if codes.official else '占位'}"
        for key, codes in sorted(regime.code_lists.items())
    }
