"""Submissions and drafts are reached through one module, and by the verbs that write them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import name, sources

DOOR = "ruantong/returns/reading/access.py"
FOLLOW_UPS = "ruantong/returns/reading/follow_up_access.py"

# Models that hold figures, and who names them outside an annotation: the door, the writing verbs,
# and the demo, which fills and inspects a database of its own.
MODELS = {
    "Revision": {DOOR, "ruantong/returns/filing/acts.py", "ruantong/demo/writing.py"},
    "Draft": {
        DOOR,
        "ruantong/returns/filing/drafts.py",
        "ruantong/returns/moving/expected.py",
        "ruantong/demo/writing.py",
        "ruantong/demo/stops.py",
    },
    "AcceptedFigures": {"ruantong/returns/moving/contributions.py"},
    "ReviewScore": {DOOR, "ruantong/returns/moving/scores.py"},
    "FollowUp": {FOLLOW_UPS, "ruantong/returns/moving/follow_up.py"},
}
# Ways from a return to one of them.
RELATIONS = {"own_draft": {DOOR}, "review_score": {DOOR, "ruantong/returns/moving/scores.py"}}
# Verbs of the door, and of the figures kept beside it, that ask for no actor: for judging and counting.
UNASKED = {
    "submissions_of_unit": {
        "ruantong/returns/judging/dossiers.py",
        "ruantong/returns/judging/nil.py",
        "ruantong/returns/moving/follow_up.py",
    },
    "forwarded_submissions": {
        "ruantong/rulelab/history.py",
        "ruantong/rulelab/sentences.py",
    },
    "accepted_submissions": {"ruantong/returns/moving/contributions.py"},
    "contributions_of": {"ruantong/outputs/collect.py"},
    "filed_submissions": {"ruantong/returns/moving/scores.py"},
    "first_submissions": {"ruantong/desks/lists/timeline.py"},
    "failed_reports": {"ruantong/returns/judging/rounding_counts.py"},
}
PRODUCT = [
    path
    for path in sources(".py", under="ruantong")
    if "migrations" not in path.parts and "returns/models" not in name(path)
]


def reached(tree: ast.AST) -> Iterator[str]:
    """What of the above the code of a module names; annotations, which reach nothing, left out."""
    for field, value in ast.iter_fields(tree):
        if field in {"annotation", "returns"}:
            continue
        for node in value if isinstance(value, list) else [value]:
            if not isinstance(node, ast.AST):
                continue
            match node:
                case ast.Name(id=text) | ast.Attribute(attr=text) if text in MODELS | UNASKED:
                    yield text
                case ast.Attribute(attr=text) if text in RELATIONS:
                    yield text
                case ast.Constant(value=str(text)):
                    yield from (word for word in RELATIONS if word in text.split("__"))
                    if text.removeprefix("returns.") in MODELS:
                        yield text.removeprefix("returns.")
                case ast.keyword(arg=str(text)):
                    yield from (word for word in RELATIONS if word in text.split("__"))
            yield from reached(node)


def breaches(path: Path, text: str) -> set[str]:
    allowed = MODELS | RELATIONS | UNASKED
    at = name(path)
    return {word for word in reached(ast.parse(text)) if at not in {DOOR, *allowed[word]}}


def test_figures_are_reached_through_the_door_alone() -> None:
    found = {
        name(path): wrong
        for path in PRODUCT
        if (wrong := breaches(path, path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_every_place_of_the_list_is_still_one() -> None:
    """A name that moved on is taken off the list."""
    modules = {name(path): path for path in PRODUCT}
    for word, places in (MODELS | RELATIONS | UNASKED).items():
        for place in places:
            assert place in modules, place
            code = ast.parse(modules[place].read_text(encoding="utf-8"))
            assert word in set(reached(code)), (word, place)


@pytest.mark.parametrize(
    "statement",
    [
        "latest = Revision.objects.filter(owner=ret)",
        "latest = models.Revision.objects.get(pk=1)",
        "latest = get_object_or_404(Draft, owner=ret)",
        "model = apps.get_model('returns', 'Revision')",
        "forms = ret.own_draft.forms",
        "found = Return.objects.filter(own_draft__version=3)",
        "found = Return.objects.select_related('own_draft')",
        "found = Return.objects.values('own_draft__forms')",
        "changed = FollowUp.objects.filter(owner=ret)",
        "found = accepted_submissions()",
        "def f(ret: Return) -> object:\n    return Draft.objects.get(owner=ret)",
    ],
)
def test_a_way_round_is_noticed(statement: str) -> None:
    path = next(path for path in PRODUCT if path.match("desks/views/city.py"))
    text = path.read_text(encoding="utf-8")
    assert breaches(path, text) == set()
    assert breaches(path, f"{text}\n{statement}\n")


def test_no_other_way_leads_from_a_return_to_them() -> None:
    from ruantong.returns.models import Return

    back = {
        field.related_model.__name__: field.name
        for field in Return._meta.related_objects
        if not field.hidden and field.related_model.__name__ in MODELS
    }
    assert back == {"Draft": "own_draft", "ReviewScore": "review_score"}
