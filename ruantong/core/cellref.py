"""The reference of a cell: ``6.2020.A`` as people, rules, stored documents and the trail write it.

Nothing else puts a reference together or takes one apart (tests/house/test_references.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

HEAD = "head"
LONGEST = 120
#: Other returns of the unit, as references name them.
RETURNS = ("previous", "year_ago", "december")
_PLACE = re.compile(r"([A-Za-z0-9]+)\.([A-Za-z0-9_]+(?:\.[a-z0-9_]+)?)\.([A-Za-z0-9_]+)")
_LINE = re.compile(
    r"([A-Za-z0-9]+)\.([a-z][a-z0-9_]*)(?:\[([1-9][0-9]{0,3})\](?:\.([A-Za-z0-9_]+))?)?"
)


class NoReference(ValueError):
    """A text that is not written like a reference."""


@dataclass(frozen=True, slots=True)
class CellRef:
    """One cell, or all lines of a group, or one whole line of it.

    ``6.2020.A`` row and column, ``1.103.industry.A`` a part of an item of form 1, ``6.head.embedded``
    a question of the head, ``4.lines[3].1`` a cell of a line (counted from 1), ``4.lines[3]`` the
    line, ``4.lines`` the group.
    """

    form: str
    indicator: str = ""
    column: str = ""
    head: str = ""
    group: str = ""
    line: int = 0

    def __str__(self) -> str:
        if self.head:
            return f"{self.form}.{HEAD}.{self.head}"
        if not self.group:
            return f"{self.form}.{self.indicator}.{self.column}"
        line = f"[{self.line}]" if self.line else ""
        return f"{self.form}.{self.group}{line}" + (f".{self.column}" if self.column else "")

    @property
    def whole_group(self) -> bool:
        """All lines of a group."""
        return bool(self.group) and not self.line

    @staticmethod
    def parse(text: str) -> CellRef:
        """Read a reference; ``NoReference`` for a text that is not written like one."""
        if ref := parse_ref(text):
            return ref
        raise NoReference(text)


def parse_ref(text: str) -> CellRef | None:
    """The reference a text from outside is; None when it is none."""
    return _parsed(text) if len(text) <= LONGEST else None


@lru_cache(maxsize=1 << 14)
def _parsed(text: str) -> CellRef | None:
    if match := _LINE.fullmatch(text):
        form, group, line, column = match.groups()
        return CellRef(form, group=group, line=int(line or 0), column=column or "")
    match = _PLACE.fullmatch(text)
    if match is None:
        return None
    form, row, column = match.groups()
    return CellRef(form, head=column) if row == HEAD else CellRef(form, row, column)


def form_of(text: str) -> str:
    """The form a reference begins with; of a form's code itself, that code."""
    return text.partition(".")[0]


def of_return(which: str, ref: str) -> str:
    """The reference of a cell of another return: ``previous.6.2020.A``."""
    return f"{which}.{ref}"


def which_return(ref: str) -> tuple[str, str]:
    """The return a reference is of (“” for the return itself, ``unit`` for the register's facts) and
    the reference there.
    """
    which, _, rest = ref.partition(".")
    return (which, rest) if which == "unit" or which in RETURNS else ("", ref)


def parse_column(text: str) -> CellRef | None:
    """A whole column as packs name it: ``7.N``, or ``4.lines.code`` of repeating lines."""
    form, *rest = text.split(".")
    if len(rest) == 1:
        return CellRef(form, column=rest[0])
    return CellRef(form, group=rest[0], column=rest[1]) if len(rest) == 2 else None
