"""应报情况: which periods and forms a unit owes in a year, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Case, Value, When, prefetch_related_objects

from ruantong.accounts.models import User
from ruantong.core.applicability import CellIs, Listed, parse_applies
from ruantong.core.periods import Period
from ruantong.core.regime import Form
from ruantong.registry.models import District, ReportingUnit
from ruantong.registry.survey.periods import frequencies, periods_of
from ruantong.registry.units.districts import district_at
from ruantong.returns.errors import Refused
from ruantong.returns.models import Return
from ruantong.returns.moving.expected import Standing, listed_as, standing
from ruantong.returns.reading.access import nil_now
from ruantong.returns.regimes import regime_for_period


@dataclass(frozen=True)
class OwedForm:
    """A form of a period. ``sure`` is False where what the unit files decides."""

    number: str
    name: str
    standing: Standing
    sure: bool = True


@dataclass(frozen=True)
class Owed:
    """A period with its forms; ``ret`` is the return, where one was opened; ``district`` reviews it."""

    period: Period
    standing: Standing
    forms: tuple[OwedForm, ...]
    ret: Return | None
    district: str

    @property
    def nil(self) -> bool:
        """Filed as a confirmed nil return."""
        return bool(self.ret and self.ret.nil_filed)  # type: ignore[attr-defined]

    @property
    def told(self) -> str:
        """The forms on one line, each with its reason."""
        return "；".join(
            f"{form.number}{_word(form)}（{form.standing.because}）" for form in self.forms
        )


def owed_in(actor: User, unit: ReportingUnit, year: int) -> list[Owed]:
    """Every period of a year that some edition has forms for, the latest first."""
    found = Return.objects.filter(unit=unit, period__startswith=str(year)).annotate(
        nil_filed=Case(When(nil_now(actor), then=Value(True)), default=Value(False))
    )
    prefetch_related_objects([unit], "former_districts")
    return list(_rows(unit, year, {ret.period: ret for ret in found}))


def _rows(unit: ReportingUnit, year: int, opened: dict[str, Return]) -> Iterator[Owed]:
    districts = dict(District.objects.values_list("code", "name"))
    for frequency in reversed(frequencies()):
        for period in reversed(periods_of(frequency, year)):
            try:
                forms = regime_for_period(period).forms_for(frequency)
            except Refused:
                continue
            found = standing(unit, period)
            if forms:
                of_period = tuple(_form(unit, period, form) for form in forms if found.owes)
                ret = opened.get(str(period))
                code = ret.district_code if ret else district_at(unit, period.last_day)
                yield Owed(period, found, of_period, ret, districts.get(code, code))


def _form(unit: ReportingUnit, period: Period, form: Form) -> OwedForm:
    when = parse_applies(form.applies)
    if isinstance(when, Listed):
        return OwedForm(form.number, form.name, listed_as(unit, when.roster, period))
    if isinstance(when, CellIs):
        because = form.applies_text or f"视{when.cell.form}表填报的内容而定"
        return OwedForm(form.number, form.name, Standing(True, because), sure=False)
    return OwedForm(form.number, form.name, Standing(True, "各单位都填"))


def _word(form: OwedForm) -> str:
    if not form.sure:
        return "视填报内容"
    return "应填" if form.standing.owes else "不填"
