"""The audit of dependencies fails for what it found, and says it when it could not ask."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.other_server import Reply, other_server

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


ADVISORY = {
    "id": "PYSEC-2026-1", "summary": "made up", "schema_version": "1.3.0",
    "affected": [
        {
            "package": {"name": "django", "ecosystem": "PyPI"},
            "ranges": [
                {
                    "type": "ECOSYSTEM",
                    "events": [{"introduced": "0"}, {"fixed": "5.2.10"}],
                }
            ],
        }
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("known", "code", "words"),
    [
        ({}, 0, "已核对1项"),
        ({"vulns": [ADVISORY]}, 1, "django 5.2.9：PYSEC-2026-1（修复版本：5.2.10）"),
    ],
)
def test_the_tool_itself_asks_and_a_hit_fails(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    known: dict[str, Any],
    code: int,
    words: str,
) -> None:
    """pip-audit against a service on this machine: what it prints is what is read."""
    lock = tmp_path / "requirements.txt"
    lock.write_text(f"django==5.2.9 --hash=sha256:{'0' * 64}\n")
    audit = script("audit")
    json_of = audit._json_of
    monkeypatch.setattr(audit, "PYTHON_LOCKS", (str(lock),))
    monkeypatch.setattr(
        audit, "_json_of", lambda tool, *rest: NPM_SOUND if tool == "npm" else json_of(tool, *rest)
    )
    with other_server(lambda _: Reply(json.dumps(known).encode())) as service:
        assert audit.main(["--osv-url", f"{service.address}/v1/query"]) == code
    assert json.loads(service.asked[0].body)["version"] == "5.2.9"
    said = capsys.readouterr()
    assert words in said.out + said.err


def test_the_bill_of_materials_names_what_reaches_a_browser() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    found = {each["name"]: each for each in script("sbom").scripts_of_pages(lock)}
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    assert set(wanted) <= set(found)
    assert "typescript" not in found
    assert all(len(each["hashes"][0]["content"]) == 128 for each in found.values())
