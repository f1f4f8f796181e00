"""LibreOffice in the way of a workbook: files stored anew by it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path


def converted(files: list[Path], kind: str, folder: Path) -> list[Path]:
    """Stored anew by LibreOffice, all of them in one run."""
    program = shutil.which("soffice")
    assert program, "LibreOffice is missing: ./run setup installs it"
    subprocess.run(
        [
            program, "--headless", f"-env:UserInstallation={folder.joinpath('profile').as_uri()}",
            "--convert-to", kind, "--outdir", str(folder), *map(str, files),
        ],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return [folder / f"{file.stem}.{kind}" for file in files]
