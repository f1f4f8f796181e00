"""The files of the project, as git sees them: tracked, or new and not ignored."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def files() -> tuple[Path, ...]:
    """Every file that is, or is about to be, in the repository."""
    listing = subprocess.run(
        [
            *("git", "-c", "safe.directory=*", "ls-files", "-z"),
            *("--cached", "--others", "--exclude-standard"),
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    names = listing.stdout.decode().split("\0")
    return tuple(ROOT / name for name in sorted(set(names)) if name and (ROOT / name).is_file())


def sources(*suffixes: str, under: str = "") -> list[Path]:
    """Those with one of the suffixes, all of them or those under one folder."""
    return [
        path
        for path in files()
        if path.suffix in suffixes and (not under or ROOT / under in path.parents)
    ]


def name(path: Path) -> str:
    """The path as it is written in a report: from the root, with slashes."""
    return path.relative_to(ROOT).as_posix()
