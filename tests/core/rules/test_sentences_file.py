"""The file of words asks for nothing that does not exist: a wrong name would show only when it is said."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from string import Formatter

import pytest

from ruantong.core.rules.language import tree
from ruantong.core.rules.lowering.lower import FUNCTIONS
from ruantong.core.rules.words.comparisons import Spoken
from ruantong.core.rules.words.judgements import WAYS
from ruantong.core.rules.words.speaking import TEMPLATES

#: Tables that are forms of a kind of node, and those that are of no node.
FORMS = {
    "max": tree.Extreme, "min": tree.Extreme, "months": tree.PeriodNumber, "year": tree.PeriodNumber,
    "LeafOfList": tree.InCodeList, "PastRowCell": tree.RowCell,
    **dict.fromkeys(FUNCTIONS, tree.Applied),
}  # fmt: skip
OTHERS = {"any", "words", "must", "verb", "text_verb", "missed", "reached"}
SAID = WAYS.keys() | {way for table in TEMPLATES.values() for way in table}


def slots(template: str) -> Iterator[tuple[str, str]]:
    for _, name, way, _ in Formatter().parse(template):
        if name is not None:
            yield name, (way or "").partition("/")[0]


@pytest.mark.parametrize("table", TEMPLATES)
def test_every_way_that_is_asked_for_can_be_said(table: str) -> None:
    asked = {way for template in TEMPLATES[table].values() for _, way in slots(template)}
    assert not asked - SAID - {""}


@pytest.mark.parametrize("table", sorted(TEMPLATES.keys() - OTHERS))
def test_every_field_is_one_of_its_node(table: str) -> None:
    kind = FORMS.get(table) or getattr(tree, table)
    fields = {field.name for field in dataclasses.fields(kind)}
    asked = {name for template in TEMPLATES[table].values() for name, way in slots(template) if way}
    assert asked <= fields | {""}


def test_turns_of_phrase_name_fields_of_what_they_are_about() -> None:
    asked = {
        name.partition(".")[0] for t in TEMPLATES["words"].values() for name, way in slots(t) if way
    }
    assert asked <= {field.name for field in dataclasses.fields(Spoken)} | {"", "left", "right"}
