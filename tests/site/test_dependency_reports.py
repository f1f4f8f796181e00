"""The audit of dependencies fails for what it found, and says it when it could not ask."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SOUND = {"name": "django", "version": "5.2.9", "vulns": []}
HIT = {"name": "x", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
UNASKED = {"name": "django", "version": "5.2.9", "skip_reason": "not found on PyPI"}
NPM_SOUND: dict[str, Any] = {"vulnerabilities": {}}
NPM_HIT = {"vulnerabilities": {"htmx.org": {"severity": "high"}}}


@pytest.mark.parametrize(
    ("python", "npm", "code", "words"),
    [
        ([SOUND], NPM_SOUND, 0, "已核对1项"),
        ([SOUND, HIT], NPM_SOUND, 1, "PYSEC-1"),
        ([SOUND], NPM_HIT, 1, "htmx.org"),
        ([UNASKED], {"error": {}}, 0, "没有核对"),
        ([UNASKED, HIT], {}, 1, "PYSEC-1"),
        (None, {}, 0, "没有核对"),
    ],
)
def test_the_audit(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    python: list[Any] | None,
    npm: dict[str, Any],
    code: int,
    words: str,
) -> None:
    audit = script("audit")
    given = {} if python is None else {"dependencies": python}
    monkeypatch.setattr(audit, "_json_of", lambda tool, *_: npm if tool == "npm" else given)
    assert audit.main() == code
    said = capsys.readouterr()
    assert words in said.out + said.err


def test_the_bill_of_materials_names_what_reaches_a_browser() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    found = {each["name"]: each for each in script("sbom").scripts_of_pages(lock)}
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    assert set(wanted) <= set(found)
    assert "typescript" not in found
    assert all(len(each["hashes"][0]["content"]) == 128 for each in found.values())
