"""What a survey calls things and which of its cells mean something to the platform, as data.

A pack states them in ``regime.toml`` (:mod:`ruantong.core.pack_format.survey`); no code above
knows a form, an indicator, a unit of money or a roster by name. See docs/pack-format.md, ADR 0086.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ruantong.core.certainty import Certainty
from ruantong.core.periods import Frequency
from ruantong.core.selective_method import Method


@dataclass(frozen=True)
class Roster:
    """A list of units. One whose key is a frequency (``monthly``) says who owes returns of it.

    ``tag`` is the short word in the list of units, ``note`` stands beside the form that enters
    a unit, ``coverage`` names the parameter with the part of the annual headline that its units
    have to hold.
    """

    key: str
    name: str
    frequency: Frequency
    tag: str = ""
    note: str = ""
    coverage: str = ""


@dataclass(frozen=True)
class ScopeKind:
    """One way to be in scope, as the applicant chooses it; parameters are filled into ``text``.

    ``mainly``: being the main activity suffices. Otherwise the revenue called ``figure`` must reach
    the part of the whole that the parameter ``share`` states. ``floor`` is the parameter with the
    least whole revenue of the national view.
    """

    key: str
    label: str
    text: str
    mainly: bool = False
    figure: str = ""
    share: str = ""
    floor: str = ""


@dataclass(frozen=True)
class Headline:
    """The cell by which reviewers order returns, and what its column is called."""

    frequency: Frequency
    cell: str
    name: str


@dataclass(frozen=True)
class Money:
    """A unit of amounts. ``slips``: what is asked when a figure is 10**power too large or small."""

    unit: str
    slips: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Counterpart:
    """The cell of the December return that stands for an annual cell, both as references.

    ``certainty``: how sure that is. One that is only guessed, because the two are not delimited alike,
    is shown and never offered to be taken; ``note`` says what differs.
    """

    cell: str
    month: str
    certainty: Certainty
    note: str = ""

    @property
    def same(self) -> bool:
        """Both are the same figure, by all that is known."""
        return self.certainty is not Certainty.GUESSED


#: What the register knows of a unit and may put into a cell of its first return.
FACTS = ("uscc", "name", "organisation", "industry", "division", "mobile", "email")


@dataclass(frozen=True)
class Survey:
    """The survey's own words and meanings.

    ``register`` says which cell repeats a fact of the register (``uscc`` → a cell), ``measures``
    the unit of a parameter that converts, ``scope_whole`` what the shares of the scopes are parts of. ``entrance`` is the way to the platform from the city's
    portal, its steps parted by →. ``contacts_due`` is the month and day by which districts send their
    contact sheet each year, None where nothing is laid down. ``unit_slips`` names the units that are mistaken for
    one another, ``common_in_names`` what nearly every unit's name holds. ``december`` are the annual figures that the last month of the year also states.
    ``starts`` are the columns in which a return begins with what the unit filed last ("7.N"), and the
    columns of lines by which last year's lines are listed again ("4.lines.code").
    """

    title: str = "统计调查平台"
    mark: str = "统计"
    contacts: str = "统计工作联系信息表"
    contacts_due: tuple[int, int] | None = None
    entrance: str = ""
    unit_slips: str = ""
    common_in_names: tuple[str, ...] = ()
    rosters: tuple[Roster, ...] = ()
    scopes: tuple[ScopeKind, ...] = ()
    scope_whole: str = ""
    headlines: tuple[Headline, ...] = ()
    selective: tuple[Method, ...] = ()
    register: Mapping[str, str] = field(default_factory=dict)
    money: tuple[Money, ...] = ()
    measures: Mapping[str, str] = field(default_factory=dict)
    december: tuple[Counterpart, ...] = ()
    starts: tuple[str, ...] = ()

    def headline(self, frequency: Frequency) -> Headline | None:
        """The headline of a frequency; None when the survey names none."""
        return next((one for one in self.headlines if one.frequency is frequency), None)

    def method(self, frequency: Frequency) -> Method | None:
        """How returns of a frequency are ordered for review; None: by the headline alone."""
        return next((one for one in self.selective if one.frequency is frequency), None)

    def roster_name(self, key: str) -> str:
        """What a roster is called; its key when the survey does not say."""
        return next((one.name for one in self.rosters if one.key == key), key)

    @property
    def entrance_steps(self) -> tuple[str, ...]:
        """The steps of ``entrance``, from the portal to the platform."""
        return tuple(step.strip() for step in self.entrance.split("→") if step.strip())

    @property
    def amounts(self) -> frozenset[str]:
        """The units of money."""
        return frozenset(one.unit for one in self.money)
