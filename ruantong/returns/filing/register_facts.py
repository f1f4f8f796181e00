"""What the register said of a unit when a return was submitted: a part of the revision.

A submission is a document. Its receipt, its print and every figure summed from it name the unit as
it was called, where it stood and by whom it was reviewed then (ADR 0044).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from ruantong.accounts.models import User
from ruantong.core.cellref import CellRef, parse_ref
from ruantong.core.content import get
from ruantong.core.dossier import UnitFacts
from ruantong.core.interchange import normalise_cell
from ruantong.core.regime import Form, Regime
from ruantong.registry.models import District
from ruantong.registry.survey import codes
from ruantong.returns.cells import cell_name
from ruantong.returns.judging.dossiers import on_lists
from ruantong.returns.models import Return, Revision
from ruantong.web.composed import Composed, Given

_DISTRICT = Composed(
    lambda: District.objects.filter(pk=Given("code")).values_list("name", flat=True)
)


@dataclass(frozen=True)
class RegisterFacts:
    """The unit as documents name it. Codes with the names they stood for; ``lists`` are rosters."""

    uscc: str = ""
    name: str = ""
    district: str = ""
    district_name: str = ""
    division: str = ""
    division_name: str = ""
    address: str = ""
    industry: str = ""
    industry_name: str = ""
    park: str = ""
    category: str = ""
    lists: tuple[str, ...] = ()
    submitted_by: str = ""

    def as_unit(self) -> UnitFacts:
        """The same as the rules may ask for it; whether the code is the unit's alone is of today."""
        return UnitFacts(self.uscc, self.name, self.district, frozenset(self.lists))

    def as_json(self) -> dict[str, Any]:
        """As stored with the revision and covered by its content hash."""
        return {**asdict(self), "lists": list(self.lists)}


_KNOWN = frozenset(field.name for field in fields(RegisterFacts))


def facts_of(revision: Revision) -> RegisterFacts:
    """The facts that were filed; what the stored document does not tell stays empty."""
    stored: Mapping[str, Any] = revision.facts
    known = {name: value for name, value in stored.items() if name in _KNOWN}
    return RegisterFacts(**{**known, "lists": tuple(known.get("lists", ()))})


def facts_now(
    ret: Return, submitted_by: User | None = None, *, lists: Collection[str] | None = None
) -> RegisterFacts:
    """The facts of today: of a draft, and to be kept at 确定上报. ``lists``: the unit's, if known."""
    unit = ret.unit
    district = next(iter(_DISTRICT(code=ret.district_code)), ret.district_code)
    if lists is None:
        lists = on_lists(unit.pk, ret.parsed_period)
    return RegisterFacts(
        uscc=unit.uscc,
        name=unit.name,
        district=ret.district_code,
        district_name=district,
        division=unit.division_code,
        division_name=codes.name_of("divisions", unit.division_code),
        address=unit.address,
        industry=unit.industry_code,
        industry_name=codes.name_of("industry", unit.industry_code),
        park=unit.park,
        category=unit.category,
        lists=tuple(sorted(lists)),
        submitted_by=submitted_by.display_name if submitted_by else "",
    )


@dataclass(frozen=True)
class Difference:
    """A cell that does not say what the register says; neither is right by itself."""

    ref: CellRef
    name: str
    filed: str
    register: str


_LISTED = {"industry": "industry", "division": "divisions"}  # fact → the code list of its codes


def differences(
    regime: Regime, form: Form, forms: Mapping[str, Any], facts: RegisterFacts
) -> list[Difference]:
    """Answers of ``form`` that repeat the register and differ from it; told to respondent and reviewer."""
    found = []
    for fact, text in regime.survey.register.items():
        ref, known = parse_ref(text), getattr(facts, fact, "")
        if ref is None or ref.form != form.code or not known:
            continue
        filed, expected = get(forms, ref), normalise_cell(regime, text, known)
        if filed and filed != expected:
            named = cell_name(regime, text)
            found.append(Difference(ref, named, _named(fact, filed), _named(fact, expected)))
    return found


def _named(fact: str, code: str) -> str:
    if fact not in _LISTED:
        return code
    name = codes.name_of(_LISTED[fact], code)
    return code if name == code else f"{code} {name}"
