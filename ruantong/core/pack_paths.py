"""Where the packs lie: beside the package in a checkout, inside it in an installed wheel."""

from pathlib import Path


def packs_dir() -> Path:
    """Folder that holds one sub-folder per regime pack."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "packs"
    return inside if inside.is_dir() else package.parent / "packs"
