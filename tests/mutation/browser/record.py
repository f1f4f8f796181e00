"""``python -m tests.mutation.browser.record FOLDER``: what the platform says of a few pointed returns.

Random returns of the differential test are judged by the platform, and those are kept that show
something no kept one shows: a rule with an outcome, a wording, an automatic value. The browser's
modules must repeat all of it (``replay.js``); a mutant that still does is a survivor.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from ruantong.core.rules.executors.browser_document import rules_json
from ruantong.core.rules.ruleset import RuleSet
from ruantong.returns.cells import cell_name
from tests.differential.made_rules import GROUNDS, rules_of
from tests.differential.outcomes import outcomes_of
from tests.differential.returns import EDITIONS, Sample, regimes, ruleset, samples_of
from tests.differential.test_browser_names import refs_of
from tests.differential.test_every_node import CASES, EDITION

#: Sets of random rules on each ground.
SEEDS = range(2)
#: Returns drawn for a rules document, and kept at most.
DRAWN = 400
KEPT = 12
#: New things a return has to show to be kept.
LEAST = 2
#: What it costs to judge a return, in characters of what is said of it.
WEIGHT = 5000
#: Of those kept, how many are turned one into the next.
STEPS = 3

Case = dict[str, Any]
_FIGURES = re.compile(r"[0-9]+")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    documents = dict(_documents())
    for name, (rules, _, _) in documents.items():
        (folder / f"{name}.json").write_text(rules_json(rules), encoding="utf-8")
    seen: dict[str, set[Any]] = {}
    kept = {
        name: _kept(*given, seen.setdefault(_alike(name), set()))
        for name, given in documents.items()
    }
    cases = [_case(name, documents[name][0], one) for name, own in kept.items() for one in own]
    steps = [
        _step(name, documents[name][0], *pair)
        for name, own in kept.items()
        for pair in pairwise(own[:STEPS])
    ]
    _write(folder / "cases.ndjson", cases)
    _write(folder / "steps.ndjson", steps)
    _write(folder / "names.ndjson", _names())
    told = f"{len(documents)} 套审核关系，{len(cases)} 份报表，逐格修改 {len(steps)} 次"
    print(told)  # noqa: T201 (a command's result)


def _documents() -> Iterator[tuple[str, tuple[RuleSet, str, str]]]:
    """Rule sets by name, with the edition and the seed their returns are drawn from."""
    for key, frequency in EDITIONS:
        yield f"{key}-{frequency}", (ruleset(key, frequency), key, "mutation")
    for name, (make, form, checks, attributes) in CASES.items():
        yield f"made-{name}", (make(form, checks, **attributes), EDITION, name)
    for name in GROUNDS:
        for seed in SEEDS:
            yield f"made-{name}-{seed}", (rules_of(name, seed), EDITION, f"made {seed}")


def _alike(name: str) -> str:
    """Editions have most rules in common: what one shows the other need not show again."""
    return name if name.startswith("made-") else name.rsplit("-", 1)[-1]


def _kept(rules: RuleSet, edition: str, seed: str, seen: set[Any]) -> list[Sample]:
    """The returns that together show most, each the one that adds most for what it costs.

    ``seen`` is what others showed already; theirs is added.
    """
    drawn = [
        (one, outcomes_of(rules, one.dossier).to_dict())
        for one in samples_of(edition, rules.frequency, DRAWN, seed=seed)
    ]
    shown = [frozenset(_features(one, said)) for one, said in drawn]
    weight = [WEIGHT + len(json.dumps(said["findings"])) for _, said in drawn]
    kept: list[Sample] = []
    while len(kept) < KEPT:
        best = max(range(len(drawn)), key=lambda n: len(shown[n] - seen) / weight[n])
        if len(shown[best] - seen) < LEAST:
            break
        seen |= shown[best]
        kept.append(drawn[best][0])
    return kept


def _case(name: str, rules: RuleSet, one: Sample) -> Case:
    """A return with what the platform says of it."""
    said = outcomes_of(rules, one.dossier).to_dict()
    expected = {**said, "unclear": list(one.unclear)}
    return {"document": name, "sample": json.loads(one.line()), "expected": expected}


def _step(name: str, rules: RuleSet, one: Sample, following: Sample) -> Case:
    """A return whose own forms become another's, with what the platform says of it then."""
    changed = replace(
        one, dossier=replace(one.dossier, forms=following.dossier.forms), unclear=following.unclear
    )
    return {**_case(name, rules, changed), "forms": following.document["forms"]}


def _features(one: Sample, said: Mapping[str, Any]) -> Iterator[Any]:
    """What a judged return shows."""
    for rule, four in said["rules"].items():
        yield from ((rule, outcome) for outcome, count in enumerate(four) if count)
    for key, _, cells, left, _, _, message in said["findings"]:
        yield key.split(":")[0], left is None, _FIGURES.sub("", message)
        yield key.split(":")[0], len(cells)
    for ref, text in said["automatic"].items():
        yield ref, text is None, (text or "")[:1] in {"-", "0"}
    yield from (_FIGURES.sub("", ref) for ref in one.unclear)


def _names() -> Iterator[Mapping[str, str]]:
    """Rules document, reference and name of every cell."""
    for key, frequency in EDITIONS:
        for form in regimes()[key].forms_for(frequency):
            for ref in refs_of(form):
                name = cell_name(regimes()[key], ref)
                yield {"document": f"{key}-{frequency}", "ref": ref, "name": name}


def _write(path: Path, rows: Iterable[Any]) -> None:
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
