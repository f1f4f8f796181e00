"""What cells and figures are called in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ruantong.core.code_lists import CodeList
from ruantong.core.periods import Frequency
from ruantong.core.regime import Column, ColumnRole, Form, HeadField, Regime
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.words.pieces import Once, Piece, joined
from ruantong.core.rules.words.templates import WORDS, say

#: Nodes that are one figure with a name of its own.
Figure = t.Cell | t.RowCell | t.RowSum | t.RowCount | t.AutoValue


@dataclass(frozen=True)
class Names:
    """Names in the sentences of one instance; a column all its cells share is said only once."""

    regime: Regime
    form: str
    trees: tuple[t.Node, ...]

    def name(self, node: t.Node) -> Piece:
        """A cell by name and code, with return, form and column where they are not obvious."""
        match node:
            case t.Cell():
                return say(
                    "cell",
                    return_=self._of_return(node.when),
                    form=self._of_form(node.form),
                    name=self._form(node).by_code[node.indicator].name,
                    code=node.indicator,
                    column=self._column(node),
                )
            case t.HeadCell():
                return say("head", name=self._head(node).name)
            case t.RowCell():
                past = "line cell" if node.when == t.CURRENT else "line cell of last year"
                return say(past, name=self._line_column(node).removeprefix("其中："))
            case t.RowSum():
                return say(
                    "sum of lines",
                    form=self._of_form(node.form),
                    classes=_classes(node.prefixes),
                    column=self._line_column(node).removeprefix("其中："),
                )
            case t.RowCount():
                return say(
                    "number of lines",
                    form=self._of_form(node.form),
                    group=self._form(node).row_group[node.group].name,
                    classes=_classes(node.prefixes),
                )
            case t.AutoValue():
                return say("automatic")
            case t.UnitFact():
                return say("district")
            case t.PeriodNumber():
                return say(node.which)
            case t.Slice():
                start, stop = str(node.start), str(node.stop)
                return say("characters", name=self.name(node.operand), start=start, stop=stop)
        return say("chosen code" if isinstance(node, t.Choice) else "calculated")

    def called(self, node: t.Node) -> Piece:
        """A figure as one says it, without its code: a column only where it is not the current one."""
        if not isinstance(node, t.Cell):
            return self.name(node)
        form = self._form(node)
        column = form.column[node.column]
        return say(
            "cell said",
            return_=self._of_return(node.when),
            form=self._of_form(node.form),
            name=form.by_code[node.indicator].name,
            column="" if column.role is ColumnRole.CURRENT else column.name,
        )

    def moment(self, node: t.Node) -> Piece:
        """The return or the column a figure stands in, where its name has been said."""
        if isinstance(node, t.Cell):
            aside = node.when == t.CURRENT or self.column(node).role is not ColumnRole.CURRENT
            return joined([self._of_return(node.when), self.column(node).name if aside else ""])
        this = isinstance(node, t.RowCell) and node.when == t.CURRENT
        return say("this year" if this else "line of last year")

    def code_list(self, node: t.Node) -> CodeList | None:
        """The list a code cell chooses from."""
        key: str | None = None
        if isinstance(node, t.Cell):
            row = self._form(node).by_code[node.indicator]
            key = row.code_list or self.column(node).code_list
        elif isinstance(node, t.HeadCell):
            key = self._head(node).code_list
        elif isinstance(node, t.RowCell):
            columns = self._form(node).row_group[node.group].columns
            key = next(column.code_list for column in columns if column.key == node.column)
        return self.regime.code_lists.get(key) if key else None

    def code(self, cell: t.Node, value: str) -> Piece:
        """A fixed code of the list that a cell chooses from, with its name."""
        codes = self.code_list(cell)
        item = codes.by_code.get(value) if codes else None
        if item is None:
            return say("quoted", text=value)
        return say("code and name", code=value, name=item.name)

    def column(self, node: t.Cell) -> Column:
        return self._form(node).column[node.column]

    @cached_property
    def within_year(self) -> bool:
        """Whether the rule is about returns of a part of a year."""
        return self.regime.form[self.form].frequency is not Frequency.ANNUAL

    # parts ---------------------------------------------------------------------------------

    def _form(self, node: t.Cell | t.HeadCell | t.RowCell | t.RowSum | t.RowCount) -> Form:
        return self.regime.form[node.form]

    def _of_return(self, when: str) -> Piece:
        return {
            t.PREVIOUS: say("previous month" if self.within_year else "previous year"),
            t.YEAR_AGO: say("same month last year" if self.within_year else "previous year"),
            t.DECEMBER: say("december"),
            t.CURRENT: "",
        }[when]

    def _of_form(self, code: str) -> Piece:
        return "" if code == self.form else say("of form", code=code)

    def _column(self, node: t.Cell) -> Piece:
        column = self.column(node)
        earlier = node.when != t.CURRENT and column.role is ColumnRole.CURRENT
        if earlier or len(self._form(node).columns) == 1:
            return ""
        return Once(column.name) if self._one_column else column.name

    @cached_property
    def _one_column(self) -> bool:
        cells = (n for tree in self.trees for n in t.walk(tree) if isinstance(n, t.Cell))
        return len({(cell.form, cell.when, cell.column) for cell in cells}) == 1

    def _head(self, node: t.HeadCell) -> HeadField:
        return next(field for field in self._form(node).head_fields if field.key == node.key)

    def _line_column(self, node: t.RowCell | t.RowSum) -> str:
        columns = self._form(node).row_group[node.group].columns
        return next(column.name for column in columns if column.key == node.column)


def _classes(prefixes: tuple[str, ...]) -> Piece:
    return say("classes", codes=WORDS["list"].join(prefixes)) if prefixes else ""
