"""Cases of tests/vectors/repairs.json: a return that fails made-up rules, and what is asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from benchmarks.rules import panel
from ruantong.core.dossier import Dossier, FormData
from ruantong.core.rules.localisation.search import Problem, RepairAdvice, advise
from tests.core.rules.trial import form6, monthly_dossier, rules_text, ruleset, vectors

REPAIRS = vectors("repairs")

#: 2020 is computed, 2024 too but may be typed over.
COMPUTED = """计算 [2020] 合计
来源 S
列 A
取 [2021] + [2022]

计算 [2024] 嵌入式
来源 S
列 A
取 ([2010] - [2050]) × 0.7
不小于零 是
可改 是

"""


def advice_of(case: Mapping[str, Any], **options: Any) -> RepairAdvice:
    """What is said of a case."""
    form = case.get("form", "6")
    text = rules_text(*case["rules"], **({"列": "A"} if form == "6" else {}) | case.get("rule", {}))
    rules = ruleset(panel.regime(), (COMPUTED if "computed" in case else "") + text, form)
    known = {name: case[name] for name in ("locked", "typed", "suspected", "limit") if name in case}
    return advise(
        rules, _lines(case) if form == "4" else _cells(case), **{"seconds": 30, **known, **options}
    )


def _cells(case: Mapping[str, Any]) -> Dossier:
    regime, before = panel.regime(), case.get("previous")
    previous = None if before is None else form6(regime, before)
    return monthly_dossier(regime, case["cells"], previous=previous)


def _lines(case: Mapping[str, Any]) -> Dossier:
    """A consistent annual return with other lines in form 4."""
    clean = panel.annual(3)
    lines, past = (
        {"4": FormData(rows={"lines": tuple(case.get(of, ()))})} for of in ("lines", "past")
    )
    return replace(clean, forms={**clean.forms, **lines}, year_ago=past)


def found(advice: RepairAdvice) -> dict[str, Any]:
    """An answer as the cases have it."""
    texts = {"texts": list(advice.texts)} if advice.texts else {}
    return {"asks": list(map(_asked, advice.problems)), **texts}


def _asked(problem: Problem) -> dict[str, Any]:
    costs = {
        " ".join(ref.removeprefix("6.").removesuffix(".A") for ref in repair.refs): repair.weight
        for repair in problem.repairs
    }
    return {"about": list(problem.keys), "costs": costs, "all": problem.complete}
