"""Where the packs lie: beside the package in a checkout, inside it in an installed wheel."""

import os
from pathlib import Path


def packs_dir() -> Path:
    """Folder that holds one sub-folder per regime pack; ``RUANTONG_PACKS`` names another survey's."""
    if named := os.environ.get("RUANTONG_PACKS"):
        return Path(named)
    package = Path(__file__).resolve().parent.parent
    inside = package / "packs"
    return inside if inside.is_dir() else package.parent / "packs"
