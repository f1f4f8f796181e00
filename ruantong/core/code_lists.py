"""Lists of codes that a pack brings, to be replaced without a change of the programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ruantong.core.certainty import Certainty


@dataclass(frozen=True)
class CodeItem:
    """One line of a code list; ``parent`` is the code above it, ``leaf`` marks a choosable one."""

    code: str
    name: str
    parent: str | None = None
    leaf: bool = True
    certainty: Certainty = Certainty.SEEN
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CodeList:
    """A replaceable list of codes. ``official`` False shows the placeholder notice."""

    key: str
    name: str
    items: tuple[CodeItem, ...]
    official: bool

    @cached_property
    def by_code(self) -> Mapping[str, CodeItem]:
        return {item.code: item for item in self.items}
