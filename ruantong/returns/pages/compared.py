"""Two submissions of a return side by side, as a page shows them and a file takes them away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from ruantong.core.regime import Form, Regime
from ruantong.returns.models import Revision
from ruantong.returns.reading.changes import Change, cells_of_both
from ruantong.web.document import Column

COLUMNS = (
    Column("报表", lambda row: row[0], width=12),
    Column("单元格", lambda row: row[1].name, width=60),
    Column("原值", lambda row: row[1].was, width=18),
    Column("新值", lambda row: row[1].now, width=18),
    Column("差额", lambda row: row[1].difference or None, "number", 16),
)


@dataclass(frozen=True)
class Compared:
    """``cells`` are those that differ, or with ``everything`` all that one of the two fills;
    ``forms`` those that one of them contains, ``form`` the one chosen.
    """

    a: int
    b: int
    form: str
    everything: bool
    forms: tuple[Form, ...]
    cells: tuple[Change, ...]
    changed: int

    @property
    def query(self) -> str:
        """The same choice as an address."""
        show = "all" if self.everything else ""
        return urlencode({"a": self.a, "b": self.b, "form": self.form, "show": show})

    def rows(self, regime: Regime) -> list[tuple[str, Change]]:
        """The cells with the numbers of their forms."""
        return [(regime.form[cell.form].number, cell) for cell in self.cells]


def compared(
    regime: Regime, revisions: Sequence[Revision], asked: Mapping[str, Any]
) -> Compared | None:
    """What ``a``, ``b``, ``form`` and ``show`` of an address ask for; None where there is one submission.

    By default the last two, and what differs.
    """
    by_number = {revision.number: revision for revision in revisions}
    numbers = list(by_number)
    if len(numbers) < 2:
        return None
    a, b = (_chosen(asked.get(name, ""), numbers) for name in ("a", "b"))
    a, b = a or numbers[-2], b or numbers[-1]
    old, new = by_number[a].forms, by_number[b].forms
    forms = tuple(form for form in regime.forms if form.code in old or form.code in new)
    form = asked.get("form", "")
    form = form if form in {each.code for each in forms} else ""
    everything = asked.get("show", "") == "all"
    cells = [cell for cell in cells_of_both(regime, old, new) if form in ("", cell.form)]
    changed = [cell for cell in cells if cell.differs]
    return Compared(
        a, b, form, everything, forms, tuple(cells if everything else changed), len(changed)
    )


def _chosen(text: str, numbers: Sequence[int]) -> int:
    number = int(text) if text.isdecimal() and len(text) < 6 else 0
    return number if number in numbers else 0
