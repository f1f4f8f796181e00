"""The repository names no machine and no registry, and holds nobody else's files."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files, name

TEXTS = [path for path in files() if path.suffix not in {".png", ".jpg", ".xlsx", ".pdf", ".woff2"}]
MACHINE_PATH = re.compile(r"(?<![\w.$}/-])/(?:work|root|home/\w)(?:/|\b)")
# Written in pieces, or this file would find itself.
REGISTRY = re.compile(r"(?i)\b(?:files\." + r"pythonhosted|py" + r"pi\.org|registry\." + r"npmjs)")
LOCKS = [
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-vtl.txt",
    "requirements-cas.txt",
    "package-lock.json",
]


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY], ids=["path", "registry"])
def test_no_file_names_a_machine_or_a_registry(pattern: re.Pattern[str]) -> None:
    found = {}
    for path in TEXTS:
        hits = pattern.findall(path.read_text(encoding="utf-8"))
        if hits:
            found[name(path)] = hits
    assert found == {}


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_host(lock: str) -> None:
    assert "://" not in (ROOT / lock).read_text(encoding="utf-8")


def pins(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", text, flags=re.MULTILINE))


def test_development_lock_holds_the_production_lock() -> None:
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


def test_every_declared_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = {re.split(r"[\[~>=<]", item)[0] for item in project["project"]["dependencies"]}
    tools = {re.split(r"[\[~>=<]", item)[0] for item in project["dependency-groups"]["dev"]}
    assert declared <= pins("requirements.txt").keys()
    assert tools <= pins("requirements-dev.txt").keys()


def test_every_locked_npm_package_is_hashed() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {key: value for key, value in lock["packages"].items() if key}
    assert packages
    assert [key for key, value in packages.items() if "integrity" not in value] == []


def test_every_direct_dependency_has_its_reasons() -> None:
    text = (ROOT / "docs/adr/dependencies.md").read_text(encoding="utf-8").lower()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    declared = [
        *(re.split(r"[\[~>=<]", item)[0] for item in project["project"]["dependencies"]),
        *(re.split(r"[\[~>=<]", item)[0] for item in project["dependency-groups"]["dev"]),
        *package["dependencies"],
        *package["devDependencies"],
    ]
    assert [item for item in declared if f"| {item} " not in text] == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs/adr").glob("[0-9]*.md")), ids=name)
def test_decision_record_says_what_it_is(path: Path) -> None:
    """A title with its number, so that a reader who follows a reference knows he arrived."""
    title = path.read_text(encoding="utf-8").splitlines()[0]
    assert title.startswith("# ")
    assert re.search(rf"\b{path.name[:4]}\b", title)


def test_decision_records_have_numbers_of_their_own() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs/adr").glob("[0-9]*.md")]
    assert len(numbers) == len(set(numbers))
