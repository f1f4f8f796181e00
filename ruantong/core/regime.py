"""The legal programme as frozen data: forms, indicators, columns, code lists, parameters.

A :class:`Regime` is what a pack (a folder of TOML, CSV and rule text) becomes after it was
checked. Nothing in the product knows an indicator by name: screens, rules, aggregation and
export all read it from here, so that a new edition is a change of data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from ruantong.core.cellref import CellRef
from ruantong.core.certainty import Certainty
from ruantong.core.code_lists import CodeList
from ruantong.core.help_texts import Question, Standing, standing_of
from ruantong.core.ledger import LedgerProposal
from ruantong.core.notices import Notice
from ruantong.core.periods import Frequency, Period
from ruantong.core.served import PeriodRange, Validity, no_such_period
from ruantong.core.survey import Survey
from ruantong.core.tables import Tables


class Kind(StrEnum):
    """What a cell may hold."""

    NUMBER = "number"  # exact decimal, kept as an integer in the last decimal place
    TEXT = "text"
    CODE = "code"  # one code of ``code_list``
    CODES = "codes"  # several codes, joined by ";"
    YEAR = "year"
    MONTH = "month"
    USCC = "uscc"
    ORG_CODE = "org_code"
    PHONE = "phone"
    MOBILE = "mobile"
    EMAIL = "email"
    URL = "url"


class Nature(StrEnum):
    """What a figure means in time, and so how two periods of it may be compared."""

    FLOW = "flow"  # accumulates over the year: a month is this cumulation less the one before
    AVERAGE = "average"  # averaged over the time cumulated
    STOCK = "stock"  # stands at the period's end
    RATE = "rate"  # a ratio; adds up to nothing and has no growth of its own

    @property
    def label(self) -> str:
        """The kind in words."""
        return {"flow": "累计数", "average": "平均数", "stock": "时点数", "rate": "比率"}[self]


class ColumnRole(StrEnum):
    """What a column means in time."""

    CURRENT = "current"  # this year's cumulative value, or the year for annual forms
    YEAR_AGO = "year_ago"
    PREVIOUS = "previous"
    YOY = "yoy"  # computed for display, never typed
    POP = "pop"  # computed for display, never typed
    EXTRA = "extra"


@dataclass(frozen=True)
class Source:
    """Where in the pack an item stands; shown in every complaint about it."""

    file: str
    line: int


@dataclass(frozen=True)
class Column:
    """A column of a form. ``computed`` columns are filled by the platform alone.

    ``decimals`` None means: the indicator's own. ``open_codes``, ``definition``: see :class:`Indicator`.
    """

    key: str
    name: str
    role: ColumnRole
    kind: Kind = Kind.NUMBER
    decimals: int | None = None
    computed: bool = False
    code_list: str | None = None
    unit_of_measure: str | None = None
    open_codes: bool = False
    definition: str = ""
    definition_source: str = ""


@dataclass(frozen=True)
class Indicator:
    """A row of a form, or a title row (``title`` True, no cells).

    ``relation`` to ``parent``: ``component`` (adds up to it) or ``of_which`` (其中, part of it).
    ``columns`` are the keys of the columns where the row has a cell. ``automatic`` names the
    columns the platform computes; ``overridable`` says that the respondent may put another value
    there with an explanation. ``group`` gathers the parts of one item (``103``).
    ``label`` is the row as printed; ``name`` stands alone in messages. ``open_codes``: a code that
    is not in the list is kept and left to a rule (R4-03), not refused on entry. ``nature`` is given
    for every number. ``longest``: the most characters of a text, 0 where its kind decides.
    ``definition`` ends with the mark of its :class:`Standing`; ``mistakes`` are those often made here.
    """

    code: str
    name: str
    label: str
    level: int = 0
    title: bool = False
    kind: Kind = Kind.NUMBER
    unit_of_measure: str = ""
    decimals: int = 0
    parent: str | None = None
    relation: str | None = None
    columns: tuple[str, ...] = ()
    negative: bool = False
    profit: bool = False  # a turn from a loss has a word (扭亏、增亏、减亏), no rate
    automatic: tuple[str, ...] = ()
    overridable: bool = False
    code_list: str | None = None
    open_codes: bool = False
    group: str | None = None
    longest: int = 0
    definition: str = ""
    definition_source: str = ""
    mistakes: tuple[str, ...] = ()
    certainty: Certainty = Certainty.SEEN
    code_certainty: Certainty = Certainty.SEEN
    nature: Nature | None = None
    source: Source | None = None

    @property
    def definition_standing(self) -> Standing | None:
        """Whose words the definition is in; None where there is none."""
        return standing_of(self.definition) if self.definition else None


#: In every pack the column of a line that says what the line is about has this key.
LINE_KEY = "code"


@dataclass(frozen=True)
class RowGroup:
    """Repeating lines of a form.

    ``group``: the item they are printed under, None: they stand alone. ``amount``: the column that
    output tables add up, for the lines whose code they name.
    """

    key: str
    name: str
    columns: tuple[Column, ...]
    minimum: int = 0
    maximum: int = 500
    decimals: int = 2
    group: str | None = None
    amount: str = ""

    @cached_property
    def column(self) -> Mapping[str, Column]:
        return {column.key: column for column in self.columns}

    @property
    def line_key(self) -> str:
        """The column that says what a line is about; "" where lines are only numbered."""
        return LINE_KEY if LINE_KEY in self.column else ""

    def decimals_of(self, column_key: str) -> int:
        """Decimal places of a column: its own where it states them."""
        decimals = self.column[column_key].decimals
        return self.decimals if decimals is None else decimals


@dataclass(frozen=True)
class HeadField:
    """A question in the head of a form (是否有嵌入式系统软件业务)."""

    key: str
    name: str
    code_list: str


@dataclass(frozen=True)
class Form:
    """One statistical form. ``code`` is short ("6"), ``number`` is printed (软统企6表).

    ``retired``: rows that it had once; of what was filed then they are shown by their names.
    """

    code: str
    number: str
    name: str
    frequency: Frequency
    columns: tuple[Column, ...]
    indicators: tuple[Indicator, ...]
    row_groups: tuple[RowGroup, ...] = ()
    head_fields: tuple[HeadField, ...] = ()
    ministry_code: str = ""
    certainty: Certainty = Certainty.SEEN
    note: str = ""
    applies: str = "always"  # "always" | "cell 1.R07.A = 1" | "listed form7"
    unit_text: str = ""
    applies_text: str = ""  # when a form is owed that not every unit owes, in words
    issued_by_label: str = "制定机关"
    retired: Mapping[str, str] = field(default_factory=dict)  # code to name

    @property
    def official(self) -> bool:
        """False when the form had to be reconstructed; shown on screen, in print and in Excel.

        A form carried over from another edition is inferred: its note says from which.
        """
        return self.certainty is not Certainty.GUESSED

    @cached_property
    def by_code(self) -> Mapping[str, Indicator]:
        return {indicator.code: indicator for indicator in self.indicators}

    @cached_property
    def column(self) -> Mapping[str, Column]:
        return {column.key: column for column in self.columns}

    @cached_property
    def brought(self) -> Mapping[ColumnRole, tuple[tuple[str, str, str], ...]]:
        """The cells of the columns of earlier returns: each as reference, indicator and the column
        of the earlier return that it repeats.
        """
        source = next((c.key for c in self.columns if c.role is ColumnRole.CURRENT), None)
        return {
            column.role: tuple(
                (str(CellRef(self.code, row.code, column.key)), row.code, source)
                for row in self.indicators
                if column.key in row.columns and not row.title
            )
            for column in reversed(self.columns)
            if column.role in {ColumnRole.PREVIOUS, ColumnRole.YEAR_AGO} and source is not None
        }

    @cached_property
    def row_group(self) -> Mapping[str, RowGroup]:
        return {group.key: group for group in self.row_groups}

    def decimals_of(self, indicator: Indicator, column_key: str) -> int:
        """Decimal places of one cell: the column's own where it states them."""
        decimals = self.column[column_key].decimals
        return indicator.decimals if decimals is None else decimals


@dataclass(frozen=True)
class FootField:
    """One entry at the foot of every form (单位负责人、统计负责人、填表人…)."""

    key: str
    name: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Regime:
    """One edition of the survey programme, ready to use.

    ``parameters`` are exact decimals as text (``usd`` "6.4"), ``parameter_names`` what sentences
    call them; ``options`` choose between named
    methods (``pop_method``); ``texts`` are message texts. ``extends`` is the key of the edition
    this one only differs from. ``unasked`` are forms that no notice asks for: read, not in use.
    ``content_hash`` is ``sha256:…`` over the canonical content of the pack and of those it
    extends; it is stored with every revision.
    """

    key: str
    name: str
    edition: str
    validity: Validity
    serves: tuple[PeriodRange, ...]
    forms: tuple[Form, ...]
    code_lists: Mapping[str, CodeList]
    parameters: Mapping[str, str]
    parameter_names: Mapping[str, str]
    rules: tuple[Rule, ...]
    computations: tuple[Computation, ...]
    reserved_rules: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    foot: tuple[FootField, ...] = ()
    survey: Survey = field(default_factory=Survey)
    tables: Tables = field(default_factory=Tables)
    questions: tuple[Question, ...] = ()
    ledger: tuple[LedgerProposal, ...] = ()
    notices: tuple[Notice, ...] = ()
    unasked: tuple[Form, ...] = ()
    extends: str | None = None
    content_hash: str = ""

    @cached_property
    def form(self) -> Mapping[str, Form]:
        return {form.code: form for form in self.forms}

    @cached_property
    def worked_out(self) -> dict[tuple[str, ...], Any]:
        """What other modules work out once for this edition object, by a key of theirs; it says
        nothing that the edition does not say, and is no part of it.
        """
        return {}

    def forms_for(self, frequency: Frequency) -> tuple[Form, ...]:
        return tuple(form for form in self.forms if form.frequency is frequency)

    def serves_period(self, period: Period) -> bool:
        return any(served.contains(period) for served in self.serves)

    def first_of_year(self, frequency: Frequency) -> int:
        """Number of the first period of a year for which there is a return."""
        return next((s.first_of_year for s in self.serves if s.frequency is frequency), 1)

    def before(self, period: Period) -> Period | None:
        """The period before in the same year (for a year, the year before); None for the first."""
        return period.previous(self.first_of_year(period.frequency))

    def gap(self, period: Period) -> str:
        """Why there is no return for a period before the first of its year; "" where there is."""
        first = self.first_of_year(period.frequency)
        return no_such_period(period, first) if 0 < period.number < first else ""

    def expired_for(self, period: Period) -> bool:
        """The period ends after 有效期至: opening it needs a recorded decision, shown on the form."""
        return period.last_day.isoformat() > self.validity.valid_to


class Severity(StrEnum):
    """强制性 / 核实性 / 计算."""

    ERROR = "error"
    QUERY = "query"
    COMPUTED = "computed"


class Scope(StrEnum):
    """How far a rule looks."""

    INTRA_FORM = "intra_form"
    INTER_FORM = "inter_form"
    CROSS_PERIOD = "cross_period"
    REGISTER = "register"  # needs a fact of the platform's register (R1-02)


@dataclass(frozen=True)
class Rule:
    """One audit rule of the pack as read: its text, not yet compiled.

    ``check`` and ``condition`` are expressions of the rule language; ``columns``,
    ``indicators`` and ``row_group`` say over what it is repeated (a rule on three columns is
    three instances). ``blank`` is the policy for blank cells, ``tolerance`` an exact decimal.
    A rule of several parts is several ``Rule`` with one id and different ``part`` ("1", "2").
    ``positions`` says where each attribute's text begins: {"check": (line, column)}.
    """

    id: str
    title: str
    form: str
    severity: Severity
    scope: Scope
    certainty: Certainty
    check: str
    condition: str = ""
    columns: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    row_group: str = ""
    blank: str = "partial_zero"
    tolerance: str = "0"
    hint: str = ""
    origin: str = ""
    source: Source | None = None
    part: str = ""
    positions: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Computation:
    """Automatic value of one cell (2020, 2024, 2042, A4, A62): the first case that applies.

    ``cases`` are (condition, expression) pairs in the rule language.
    """

    form: str
    indicator: str
    columns: tuple[str, ...]
    cases: tuple[tuple[str, str], ...]
    floor_zero: bool = False
    overridable: bool = False
    origin: str = ""
    source: Source | None = None
    positions: Mapping[str, tuple[int, int]] = field(default_factory=dict)
