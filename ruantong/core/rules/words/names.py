"""What cells, lines and codes are called in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from ruantong.core.code_lists import CodeList
from ruantong.core.periods import Frequency
from ruantong.core.regime import Column, ColumnRole, HeadField, Indicator
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.words.pieces import Part, Piece, joined
from ruantong.core.rules.words.speaking import WORDS, Speaker, Way, ways

#: Nodes that are one figure with a name of its own.
Figure = t.Cell | t.RowCell | t.RowSum | t.RowCount | t.AutoValue

_PART_OF = "其中："


def within_year(speaker: Speaker) -> bool:
    """Whether the rule is about returns of a part of a year."""
    return speaker.regime.form[speaker.form].frequency is not Frequency.ANNUAL


def column_of(speaker: Speaker, node: t.Cell) -> Column:
    return speaker.regime.form[node.form].column[node.column]


def _source(speaker: Speaker, node: t.Node) -> Indicator | HeadField | Column:
    """The indicator, question or column of a list that a cell is one value of."""
    match node:
        case t.Cell():
            return speaker.regime.form[node.form].by_code[node.indicator]
        case t.HeadCell():
            fields = speaker.regime.form[node.form].head_fields
            return next(field for field in fields if field.key == node.key)
        case t.RowCell() | t.RowSum() | t.RowColumn():
            columns = speaker.regime.form[node.form].row_group[node.group].columns
            return next(column for column in columns if column.key == node.column)
    raise TypeError(type(node).__name__)


def code_list(speaker: Speaker, node: t.Node) -> CodeList | None:
    """The list a code cell chooses from."""
    if not isinstance(node, t.Cell | t.HeadCell | t.RowCell):
        return None
    key = _source(speaker, node).code_list
    if isinstance(node, t.Cell):
        key = key or column_of(speaker, node).code_list
    return speaker.regime.code_lists.get(key) if key else None


# ---- ways --------------------------------------------------------------------------------------


def title(speaker: Speaker, node: t.Node) -> str:
    source = _source(speaker, node)
    return source.name.removeprefix(_PART_OF) if isinstance(source, Column) else source.name


def which(speaker: Speaker, node: t.Cell) -> str:
    """Which return a cell is read from, unless it is the current one."""
    if node.when == t.CURRENT:
        return ""
    named = node.when == t.DECEMBER or within_year(speaker)
    return WORDS[node.when if named else "last_year"]


def form(speaker: Speaker, node: t.Cell | t.RowSum | t.RowCount) -> Piece:
    """Which form, unless it is that of the rule."""
    return "" if node.form == speaker.form else speaker.words("of_form", node)


def column(speaker: Speaker, node: t.Cell) -> Piece:
    """The column, unless there is only one or the return says which."""
    found = column_of(speaker, node)
    earlier = node.when != t.CURRENT and found.role is ColumnRole.CURRENT
    if earlier or len(speaker.regime.form[node.form].columns) == 1:
        return ""
    every = (n for tree in speaker.trees for n in t.walk(tree) if isinstance(n, t.Cell))
    shared = len({(cell.form, cell.when, cell.column) for cell in every}) == 1
    return Part("once", (found.name,)) if shared else found.name


def other_column(speaker: Speaker, node: t.Cell) -> str:
    """The column, unless it is the current one."""
    found = column_of(speaker, node)
    return "" if found.role is ColumnRole.CURRENT else found.name


def column_aside(speaker: Speaker, node: t.Cell) -> str:
    """The column where its return has been said: not that of an earlier return's own figures."""
    found = column_of(speaker, node)
    aside = node.when == t.CURRENT or found.role is not ColumnRole.CURRENT
    return found.name if aside else ""


def classes(speaker: Speaker, node: t.RowSum | t.RowCount) -> Piece:
    codes = joined(node.prefixes, WORDS["list"])
    return speaker.words("classes", codes=codes) if codes else ""


WAYS: Mapping[str, Way] = {
    **ways(title, which, form, column, other_column, column_aside, classes),
    "group": lambda speaker, node: speaker.regime.form[node.form].row_group[node.group].name,
    "left_column": lambda speaker, node: speaker.regime.form[node.form].column[node.left].name,
    "right_column": lambda speaker, node: speaker.regime.form[node.form].column[node.right].name,
    "form_number": lambda speaker, node: speaker.regime.form[node.form].number,
    "roster": lambda speaker, node: speaker.regime.survey.roster_name(node.name),
    "codes_of": lambda speaker, node: speaker.regime.code_lists[node.code_list].name,
}
