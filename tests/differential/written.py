"""Written sentences (tests/vectors/sentences.json): a return that breaks a relation, and what is said.

A case changes single places of a sound return: ``"6.2010.A"``, ``"4.lines[2].code"``,
``"6.head.embedded"``, ``"4.lines"``, ``"unit.district"``, ``"previous.6.2112.A"``; ``"copy"`` writes one column over
another. All executors are asked for the same words.
"""

from __future__ import annotations

import json
import re
from copy import deepcopy
from functools import cache
from typing import Any

from ruantong.core.periods import Period
from tests.differential.returns import VECTORS, Sample, read_sample

SENTENCES = VECTORS / "sentences.json"
_LINE = re.compile(r"(\w+)\.(\w+)\[(\d+)\]\.(\w+)")
_OTHERS = ("previous", "year_ago", "december")


def cases() -> list[dict[str, Any]]:
    """The cases as written."""
    found: list[dict[str, Any]] = json.loads(SENTENCES.read_text("utf-8"))["cases"]
    return found


@cache
def _base(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    return content


def sample_of(number: int, case: dict[str, Any]) -> Sample:
    """The return of one case, as the executors take it."""
    document = {**dict.fromkeys(_OTHERS), **deepcopy(_base(case["base"]))}
    document["unit"].setdefault("uscc_unique", None)
    if document["year_ago"] is None:  # the year before is the previous return and last year's
        document["year_ago"] = deepcopy(document["previous"])
    for place, value in case["set"].items():
        _put(document, place, value)
    if "copy" in case:
        form, source, target = case["copy"]
        for row in document["forms"][form]["cells"].values():
            if target in row:
                row[target] = row[source]
    period = Period.parse(document["period"])
    return read_sample(number, "written", period.frequency, period, document)


def _put(document: dict[str, Any], place: str, value: Any) -> None:
    first, _, rest = place.partition(".")
    if first == "unit":
        document["unit"][rest] = value
        return
    forms = document["forms"]
    if first in _OTHERS:
        document[first] = document[first] or {}
        forms, place = document[first], rest
    if match := _LINE.fullmatch(place):
        form, group, line, column = match.groups()
        lines = forms[form]["rows"][group]
        lines += [{} for _ in range(int(line) - len(lines))]
        lines[int(line) - 1][column] = value
        return
    form, _, rest = place.partition(".")
    indicator, _, column = rest.rpartition(".")
    if not rest:
        forms.pop(form, None)
    elif isinstance(value, list):
        forms[form]["rows"][rest] = value
    elif indicator == "head":
        forms[form]["head"][column] = value
    else:
        forms.setdefault(form, {}).setdefault("cells", {}).setdefault(indicator, {})[column] = value
