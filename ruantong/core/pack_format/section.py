"""Taking typed values out of a TOML table; every wrong or unknown key is a fault with its line."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from ruantong.core.pack_format.faults import Faults
from ruantong.core.pack_format.files import Path_, TomlFile
from ruantong.core.values import shown

E = TypeVar("E", bound=StrEnum)


class Section:
    """A TOML table being read: take the keys, then :meth:`close` names what nobody took."""

    def __init__(
        self,
        toml: TomlFile,
        faults: Faults,
        data: Mapping[str, Any] | None = None,
        path: Path_ = (),
    ) -> None:
        self.toml, self.faults, self.path = toml, faults, path
        self.data = toml.data if data is None else data
        self._taken: set[str] = set()

    def line(self, key: str | None = None) -> int:
        return self.toml.line(self.path if key is None else (*self.path, key))

    def fault(self, key: str | None, message: str) -> None:
        self.faults.add(self.toml.file, self.line(key), message)

    def has(self, key: str) -> bool:
        return key in self.data

    def text(self, key: str, default: str | None = None) -> str:
        """A string; required when there is no default."""
        value = self._take(key, default)
        if value is None:
            self.fault(key, f'缺少“{key}”，应写为 {key} = "…"')
            return ""
        if not isinstance(value, str):
            self.fault(key, f"“{key}”应为带引号的文字，现为{_name(value)}")
            return default or ""
        return value

    def integer(self, key: str, default: int | None) -> int | None:
        value = self._take(key, default)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.fault(key, f"“{key}”应为整数，现为{_name(value)}")
        return default

    def flag(self, key: str, default: bool = False) -> bool:
        value = self._take(key, default)
        if isinstance(value, bool):
            return value
        self.fault(key, f"“{key}”应为 true 或 false，现为{_name(value)}")
        return default

    def choice(self, key: str, kind: type[E], default: E | None = None) -> E:
        """One member of an enumeration, by its value."""
        value = self._take(key, default)
        allowed = "、".join(kind)
        first: E = default if default is not None else next(iter(kind))
        if value is None:
            self.fault(key, f"缺少“{key}”，应为：{allowed}")
            return first
        try:
            return kind(value)
        except ValueError:
            self.fault(key, f"“{key}”的值“{shown(str(value))}”不对，应为：{allowed}")
            return first

    def strings(self, key: str) -> tuple[str, ...]:
        value = self._take(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.fault(key, f'“{key}”应为文字列表，如 ["A", "B"]')
        return ()

    def pairs(self, key: str) -> dict[str, str]:
        """A table of names and strings."""
        value = self._take(key, {})
        if not isinstance(value, dict):
            self.fault(key, f"“{key}”应为一段：[{key}]")
            return {}
        pairs: dict[str, str] = {}
        for name, text in value.items():
            if isinstance(text, str):
                pairs[name] = text
            else:
                line = self.toml.line((*self.path, key, name))
                message = f"“{key}.{name}”应为带引号的文字，现为{_name(text)}"
                self.faults.add(self.toml.file, line, message)
        return pairs

    def section(self, key: str) -> Section | None:
        """A sub-table; None when absent."""
        value = self._take(key, None)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fault(key, f"“{key}”应为一段：[{key}]")
            return None
        return Section(self.toml, self.faults, value, (*self.path, key))

    def sections(self, key: str) -> list[Section]:
        """An array of tables, possibly empty."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(key, f"“{key}”应为若干段：[[{key}]]")
            return []
        return [
            Section(self.toml, self.faults, item, (*self.path, key, index))
            for index, item in enumerate(value)
        ]

    def close(self) -> None:
        """Report the keys nobody asked for."""
        known = "、".join(sorted(self._taken))
        for key in self.data:
            if key not in self._taken:
                self.fault(key, f"不认识的键“{shown(key)}”，应为：{known}")

    def _take(self, key: str, default: Any) -> Any:
        self._taken.add(key)
        return self.data.get(key, default)


def _name(value: object) -> str:
    if isinstance(value, bool):
        return f"布尔值{str(value).lower()}"
    if isinstance(value, int | float):
        return f"不带引号的数{value}"
    return {"list": "列表", "dict": "段"}.get(type(value).__name__, "其他类型的值")
