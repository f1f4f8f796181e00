"""profiles.toml to typed profiles; whatever is missing, unknown or out of bounds is a fault."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from ruantong.accounts.policy.profile import Kind, Policy, Value

_TEXTS = ("title", "norm")
#: least and most of every value, by what the platform can do and what any norm would allow
BOUNDS: Mapping[str, tuple[int, int]] = {
    "password_length": (8, 64),
    "password_classes": (0, 4),
    "password_days": (0, 730),
    "second_factor": (0, 1),
    "lock_failures": (3, 100),
    "lock_minutes": (1, 24 * 60),
    "idle_minutes": (2, 12 * 60),
    "absolute_hours": (1, 24 * 30),
    "sessions": (0, 100),
}


class PolicyError(Exception):
    """The profiles cannot be used; one Chinese line for each fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("；".join(faults))
        self.faults = faults


def read_profiles(text: str) -> dict[str, Policy]:
    """Every profile by name. ``based_on`` takes what a profile does not say from another one."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError([f"策略文件不是TOML：{error}"]) from None
    faults: list[str] = []
    found = {name: _profile(name, table, tables, faults) for name, table in tables.items()}
    if faults:
        raise PolicyError(faults)
    return {name: profile for name, profile in found.items() if profile}


def _profile(
    name: str, table: dict[str, Any], tables: dict[str, Any], faults: list[str]
) -> Policy | None:
    base = table.get("based_on")
    if base is not None and (base not in tables or "based_on" in tables[base]):
        faults.append(f"{name}.based_on 应为另一策略的名称，现为“{base}”")
        return None
    stated = {**(tables[base] if base else {}), **table}
    stated.pop("based_on", None)
    known = {field.name for field in fields(Policy)} - {"name"}
    faults += [f"{name} 中没有“{key}”这一项" for key in sorted(stated.keys() - known)]
    missing = sorted(known - stated.keys())
    faults += [f"{name} 缺少 {key}" for key in missing]
    if missing:
        return None
    values = {key: _value(f"{name}.{key}", key, stated[key], faults) for key in BOUNDS}
    before = len(faults)
    faults += [f"{name}.{key} 应为文字" for key in _TEXTS if not isinstance(stated[key], str)]
    for kind in Kind:
        idle, absolute = values["idle_minutes"], values["absolute_hours"]
        if idle and absolute and idle.numbers[kind] > absolute.numbers[kind] * 60:
            faults.append(f"{name}：{kind} 的 idle_minutes 比 absolute_hours 还长")
    sound = {key: value for key, value in values.items() if value}
    if len(faults) > before or len(sound) < len(values):
        return None
    stated_values: dict[str, Any] = {"title": stated["title"], "norm": stated["norm"], **sound}
    return Policy(name=name, **stated_values)


def _value(where: str, key: str, table: Any, faults: list[str]) -> Value | None:
    least, most = BOUNDS[key]
    kinds = [str(kind) for kind in Kind]
    stated = set(table) if isinstance(table, dict) else set()
    if stated not in ({"value", "source", "why"}, {*kinds, "source", "why"}):
        faults.append(f"{where} 应有 source、why，以及 value 或 {'、'.join(kinds)}")
        return None
    numbers = {Kind(kind): table["value"] if "value" in stated else table[kind] for kind in kinds}
    wanted = bool if most == 1 else int
    if any(type(number) is not wanted for number in numbers.values()):
        faults.append(f"{where} 应为{'true 或 false' if wanted is bool else '整数'}")
        return None
    if any(not least <= number <= most for number in numbers.values()):
        faults.append(f"{where} 应在{least}至{most}之间")
        return None
    if not all(isinstance(table[text], str) for text in ("source", "why")):
        faults.append(f"{where} 的 source、why 应为文字")
        return None
    return Value(
        {kind: int(number) for kind, number in numbers.items()}, table["source"], table["why"]
    )
