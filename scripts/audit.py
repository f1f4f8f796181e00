"""``./run audit [--osv-url URL]``: known vulnerabilities of what the lock files name.

A vulnerability fails. A service that cannot be asked is said in one line and does not: pip-audit itself
counts a package it could not look up as sound, so its report is read here, not its exit code. Where PyPI
cannot be reached, ``--osv-url`` asks another service that speaks the protocol of osv.dev.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PYTHON_LOCKS = ("requirements.txt", "requirements-dev.txt")


def python_findings(report: dict[str, Any]) -> tuple[list[str], int, int]:
    """Vulnerabilities, how many packages were looked up, how many could not be."""
    found, asked, unasked = [], 0, 0
    for package in report["dependencies"]:
        if "skip_reason" in package:
            unasked += 1
            continue
        asked += 1
        for each in package["vulns"]:
            fixed = "、".join(each.get("fix_versions", [])) or "无"
            found.append(
                f"{package['name']} {package['version']}：{each['id']}（修复版本：{fixed}）"
            )
    return found, asked, unasked


def npm_findings(report: dict[str, Any]) -> list[str] | None:
    """Vulnerabilities; None when the registry gave no answer."""
    if "vulnerabilities" not in report:
        return None
    return [
        f"{name}：{each['severity']}" for name, each in sorted(report["vulnerabilities"].items())
    ]


def _json_of(*command: str) -> dict[str, Any]:
    """What a tool prints; {} when it could not do its work at all."""
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )
        said = json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired, json.JSONDecodeError):
        return {}
    return said if isinstance(said, dict) else {}


def main(arguments: Sequence[str] = ()) -> int:
    parser = argparse.ArgumentParser(prog="./run audit")
    parser.add_argument("--osv-url", help="漏洞库地址 a service that answers as osv.dev does")
    osv = parser.parse_args(arguments).osv_url
    service = ("--vulnerability-service", "osv", "--osv-url", osv) if osv else ()
    faults: list[str] = []
    for lock in PYTHON_LOCKS:
        report = _json_of(
            str(Path(sys.executable).with_name("pip-audit")), "-r", lock, "--disable-pip",
            "--require-hashes", "--progress-spinner", "off", "--timeout", "10", "-f", "json", *service,
        )  # fmt: skip
        found, asked, unasked = python_findings(report or {"dependencies": []})
        faults += found
        if not asked:
            print(
                f"{lock}：漏洞库无法访问，没有核对 vulnerability service unreachable, not checked"
            )
        else:
            print(f"{lock}：已核对{asked}项 checked，{unasked}项查无记录 unknown")
    found_by_npm = npm_findings(_json_of("npm", "audit", "--json"))
    if found_by_npm is None:
        print("package-lock.json：漏洞库无法访问，没有核对 advisories unreachable, not checked")
    else:
        print("package-lock.json：已核对 checked")
        faults += found_by_npm
    for fault in faults:
        print(f"已知漏洞 vulnerable：{fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
