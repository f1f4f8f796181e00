"""``./run sbom``: what the platform is delivered with, as CycloneDX (build/sbom.json).

Python packages with their hashes from the lock file, and the scripts of the pages from package-lock.json.
"""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64decode
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "build" / "sbom.json"


def scripts_of_pages(lock: dict[str, Any]) -> list[dict[str, Any]]:
    """Packages that reach a browser, as components."""
    found = []
    for path, package in sorted(lock["packages"].items()):
        if not path or package.get("dev"):
            continue
        name, version = path.rpartition("node_modules/")[2], package["version"]
        digest = b64decode(package["integrity"].removeprefix("sha512-")).hex()
        purl = f"pkg:npm/{name.replace('@', '%40')}@{version}"
        found.append({
            "type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
            "hashes": [{"alg": "SHA-512", "content": digest}],
        })  # fmt: skip
    return found


def main() -> int:
    TARGET.parent.mkdir(exist_ok=True)
    made = subprocess.run(
        [
            str(Path(sys.executable).with_name("cyclonedx-py")), "requirements", "requirements.txt",
            "--pyproject", "pyproject.toml", "--output-reproducible", "--of", "JSON",
        ],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    document = json.loads(made.stdout)
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    document["components"] += scripts_of_pages(lock)
    TARGET.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}：{len(document['components'])}项 components")
    return 0


if __name__ == "__main__":
    sys.exit(main())
