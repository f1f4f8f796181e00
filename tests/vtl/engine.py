"""Returns judged by vtlengine in a process and an environment of its own, and what we say of them."""

from __future__ import annotations

import csv
import io
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ruantong.core.dossier import Dossier
from ruantong.core.rules.executors.python import FAIL
from ruantong.core.validation import judge
from ruantong.exchange.vtl.data import INTEGER, structures_json, wide_csv
from ruantong.exchange.vtl.rules import VtlExport
from tests.environments import need, python_of

PYTHON = python_of(".venv-vtl")
RUN = Path(__file__).with_name("run_vtl.py")
PASS, FAILS, UNKNOWN = "true", "false", ""

#: (return, line or 0, instance number) → what was said.
Said = dict[tuple[str, int, int], str]
Returns = Sequence[tuple[str, Dossier]]


def need_engine() -> None:
    """Without the engine nothing can be compared."""
    need(PYTHON)


def run_vtl(export: VtlExport, text: str, returns: Returns) -> dict[str, list[dict[str, str]]]:
    """The result data sets of a text, by name."""
    need_engine()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "rules.vtl").write_text(text, encoding="utf-8")
        (folder / "structures.json").write_text(structures_json(export.sets), encoding="utf-8")
        for one, data in wide_csv(export.ruleset, export.sets, returns).items():
            (folder / f"{one}.csv").write_text(data, encoding="utf-8")
        done = subprocess.run(
            [PYTHON, RUN, folder], capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return {
            path.name.removesuffix(".result.csv"): records(path.read_text(encoding="utf-8"))
            for path in sorted(folder.glob("*.result.csv"))
        }


def records(text: str) -> list[dict[str, str]]:
    """The records of a CSV text."""
    return list(csv.DictReader(io.StringIO(text)))


def engine_says(export: VtlExport, results: Mapping[str, Iterable[Mapping[str, str]]]) -> Said:
    """``bool_var`` of every data point."""
    said: Said = {}
    for one, rules in zip(export.sets, export.rules, strict=True):
        numbers = {rule.ruleid: rule.number for rule in rules}
        for row in results.get(f"{one.name}_RESULT", ()):
            key = (row["return_id"], int(row.get("line") or 0), numbers[row["ruleid"]])
            assert key not in said
            said[key] = row["bool_var"]
    return said


def platform_says(export: VtlExport, returns: Returns) -> Said:
    """What our own function says wherever it does not say that all is well."""
    return {
        (name, line, number): FAILS if what == FAIL else UNKNOWN
        for name, dossier in returns
        for number, line, what in judge(export.ruleset, dossier)[2]
    }


def within(export: VtlExport, returns: Iterable[tuple[str, Dossier]], largest: int) -> Returns:
    """The returns none of whose whole numbers is beyond ``largest``."""
    whole = {m.name for one in export.sets for m in one.measures if m.type == INTEGER}

    def fits(dossier: Dossier) -> bool:
        texts = wide_csv(export.ruleset, export.sets, [("", dossier)]).values()
        return all(
            abs(int(value)) <= largest
            for text in texts
            for row in records(text)
            for name, value in row.items()
            if value and name in whole
        )

    return [(name, dossier) for name, dossier in returns if fits(dossier)]
