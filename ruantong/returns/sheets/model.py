"""What a form looks like on screen and in print, as frozen data for the templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ruantong.core.code_lists import CodeItem, CodeList
from ruantong.core.regime import Form, Kind, Regime

# Longer code lists are typed with suggestions instead of being chosen from a drop-down.
LONGEST_SELECT = 40
NUMERIC = frozenset({Kind.NUMBER, Kind.YEAR, Kind.MONTH})


@dataclass(frozen=True)
class SheetCell:
    """One cell. ``present`` False: the row has none in this column and “—” is printed.

    ``computed``: the platform fills it; with ``overridable`` the respondent may put another value,
    ``filled`` while that has not been done.
    ``carried``: brought over from an earlier return and therefore read-only. ``text`` is what is
    stored, even when it could not be understood (then ``fault`` says why). ``growth`` names how
    a growth rate follows from the cells ``now_ref`` and ``base_ref`` (and ``last_month``), so that the
    page can recompute it while one types. ``findings`` are keys
    of the last 数据审核; ``given`` is the text that came or may come from elsewhere, ``given_by`` the id of
    the words that say where from (:attr:`Sheet.origins`), ``origin`` those words; ``level`` the gravest of them (error, query, unknown); ``suspect``: it is one
    of those asked about as possibly wrong, ``beside``: others of its findings are. ``tail`` is what a
    screen reader says after the name: what the eye finds at the head of the column and beside the row.
    ``was`` is the other revision's text where a comparison is shown and it differs.
    """

    ref: str = ""
    label: str = ""
    tail: str = ""
    kind: Kind = Kind.NUMBER
    text: str = ""
    name: str = ""
    column: str = ""
    role: str = ""
    editable: bool = False
    computed: bool = False
    overridable: bool = False
    filled: bool = False
    carried: bool = False
    formula: str = ""
    growth: str = ""
    now_ref: str = ""
    base_ref: str = ""
    last_month: str = ""
    profit: bool = False
    decimals: int = 0
    negative: bool = False
    options: tuple[CodeItem, ...] = ()
    list_key: str = ""
    fault: str = ""
    findings: tuple[str, ...] = ()
    level: str = ""
    suspect: bool = False
    beside: bool = False
    was: str | None = None
    present: bool = True
    given: str = ""
    given_by: str = ""
    origin: str = ""

    @property
    def is_given(self) -> bool:
        """It still says what came from elsewhere."""
        return bool(self.given_by) and self.text == self.given

    @property
    def numeric(self) -> bool:
        return self.kind in NUMERIC

    @property
    def amount(self) -> bool:
        """A number with decimals and separators, unlike a year or a month."""
        return self.kind is Kind.NUMBER

    @property
    def several(self) -> bool:
        return self.kind is Kind.CODES

    @property
    def chosen(self) -> tuple[str, ...]:
        """The codes of a multiple choice."""
        return tuple(code for code in self.text.split(";") if code)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Chosen texts that are none of the options: they are shown as given, never as blank."""
        known = {option.code for option in self.options}
        return tuple(code for code in self.chosen if code not in known)

    @property
    def typed(self) -> bool:
        """The respondent may write here now."""
        return self.editable and not self.carried and (self.overridable or not self.computed)

    @property
    def marks(self) -> str:
        """CSS classes of the table cell."""
        flags = {
            "is-num": self.numeric,
            "is-computed": self.computed,
            "is-auto": self.overridable,
            "is-carried": self.carried,
            "is-fault": bool(self.fault),
            f"is-{self.level}": bool(self.level),
            "is-suspect": self.suspect,
            "is-beside": self.beside,
            "is-changed": self.was is not None,
            "is-absent": not self.present,
            "is-given": self.is_given,
        }
        return " ".join(name for name, on in flags.items() if on)

    @property
    def described_by(self) -> str:
        """Ids of what belongs to the cell: the fault under it and its findings in the list."""
        own = [f"fault-{self.ref}"] if self.fault else []
        own += [f"finding-{key}" for key in self.findings]
        return " ".join([*own, self.given_by] if self.is_given else own)


@dataclass(frozen=True)
class SheetColumn:
    """Head of a column."""

    key: str
    name: str
    computed: bool = False
    unit_of_measure: str = ""
    definition: str = ""
    definition_source: str = ""
    help: str = ""


@dataclass(frozen=True)
class SheetMonth:
    """The figure of the December return beside a cell. ``take``: the cell it can be put into by its
    respondent, "" where it stands for reading; ``note``: how the two are delimited differently.
    """

    text: str
    take: str = ""
    label: str = ""
    note: str = ""


@dataclass(frozen=True)
class SheetRow:
    """One printed row; a title row has no cells of its own. ``reference``: last year's value,
    ``month``: December's, ``help``: the address of all that is said about the row.
    """

    code: str
    label: str
    name: str
    level: int = 0
    title: bool = False
    unit_of_measure: str = ""
    definition: str = ""
    definition_source: str = ""
    mistakes: tuple[str, ...] = ()
    help: str = ""
    certainty: str = "S"
    cells: tuple[SheetCell, ...] = ()
    reference: str = ""
    month: SheetMonth | None = None

    @property
    def indent(self) -> str:
        return f"indent-{min(self.level, 4)}"


@dataclass(frozen=True)
class SheetLine:
    """One of the repeating lines; ``number`` counts from 1, ``reference`` is last year's amount."""

    number: int
    cells: tuple[SheetCell, ...]
    title: str = ""
    blank: bool = False
    finding_keys: tuple[str, ...] = ()
    reference: str = ""


@dataclass(frozen=True)
class SheetLines:
    """Repeating lines with their columns. ``choose_from``: the directory lines are chosen from;
    ``start``: lines of last year that can be listed in one act.
    """

    key: str
    name: str
    columns: tuple[SheetColumn, ...]
    lines: tuple[SheetLine, ...]
    maximum: int
    choose_from: str = ""
    reference: str = ""
    start: tuple[dict[str, str], ...] = ()

    @property
    def full(self) -> bool:
        return len(self.lines) >= self.maximum


@dataclass(frozen=True)
class SheetItem:
    """One item of form 1 with its parts; ``lines`` are the repeating rows printed under it."""

    code: str
    name: str
    definition: str
    rows: tuple[SheetRow, ...]
    lines: tuple[SheetLines, ...] = ()


@dataclass(frozen=True)
class SheetHead:
    """A question in the head of the form."""

    ref: str
    name: str
    text: str
    options: tuple[CodeItem, ...]
    editable: bool
    fault: str = ""
    findings: tuple[str, ...] = ()
    was: str | None = None

    @property
    def unknown(self) -> str:
        """An answer that is none of the options: it is shown as it was given, never as blank."""
        return "" if any(option.code == self.text for option in self.options) else self.text

    @property
    def answer(self) -> str:
        return next((o.name for o in self.options if o.code == self.text), self.text)


@dataclass(frozen=True)
class Sheet:
    """A whole form with its content, ready for a template.

    ``layout``: ``grid`` (rows and columns), ``items`` (form 1) or ``lines`` (form 4).
    ``notices``: what is not official about the form or a list it uses. ``month`` and
    ``month_submission`` head the column of the December return; ``origins``: where texts of cells
    came from, by the id under which cells name it.
    """

    regime: Regime
    form: Form
    layout: str
    editable: bool
    columns: tuple[SheetColumn, ...] = ()
    rows: tuple[SheetRow, ...] = ()
    items: tuple[SheetItem, ...] = ()
    lines: tuple[SheetLines, ...] = ()
    heads: tuple[SheetHead, ...] = ()
    lists: Mapping[str, CodeList] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    reference: str = ""
    month: str = ""
    month_submission: str = ""
    origins: Mapping[str, str] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """How many table columns the grid has."""
        return 3 + len(self.columns) + bool(self.reference)

    def all_rows(self) -> tuple[SheetRow, ...]:
        """Every row, those of the items of form 1 among them."""
        return (*self.rows, *(row for item in self.items for row in item.rows))

    def all_lines(self) -> tuple[SheetLines, ...]:
        """Every group of repeating lines."""
        return (*self.lines, *(group for item in self.items for group in item.lines))
