"""The browser calls every cell of every form by the name the platform gives it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from ruantong.core.regime import Form
from ruantong.returns.cells import cell_name
from tests.differential.compare import documents, run_node
from tests.differential.returns import EDITIONS, regimes

NAMES = Path(__file__).parent / "names.js"


def refs_of(form: Form) -> Iterator[str]:
    yield from (f"{form.code}.head.{field.key}" for field in form.head_fields)
    for row in form.indicators:
        if not row.title:
            yield from (f"{form.code}.{row.code}.{key}" for key in row.columns)
    for group in form.row_groups:
        yield from (f"{form.code}.{group.key}[7].{column.key}" for column in group.columns)


def test_every_cell() -> None:
    wanted = [
        (f"{key}-{frequency}", ref, cell_name(regimes()[key], ref))
        for key, frequency in EDITIONS
        for form in regimes()[key].forms_for(frequency)
        for ref in refs_of(form)
    ]
    lines = [json.dumps({"document": document, "ref": ref}) for document, ref, _ in wanted]
    found = run_node(documents(), lines, NAMES)
    assert len(found) > 600
    assert [(row["ref"], row["name"]) for row in found] == [(ref, name) for _, ref, name in wanted]
