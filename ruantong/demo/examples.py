"""What three enterprises behind the tour show: nil returns, a correction under way, and a query whose
explanation of last month is offered again.

Their last acts are those of real people at the platform, made when everything else stands. A city too
small to have these enterprises shows none of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from ruantong.accounts.models import User
from ruantong.core.cellref import CellRef
from ruantong.core.content import cells, get
from ruantong.core.dossier import FormData
from ruantong.core.interchange import forms_to_json
from ruantong.core.lifecycle import State
from ruantong.core.periods import Frequency, Period
from ruantong.demo import accounts, names
from ruantong.demo.lives import Schedule
from ruantong.demo.plants import Content
from ruantong.demo.tour import FIRST, MISTAKES
from ruantong.gateways import clock
from ruantong.returns.filing.drafts import draft_for
from ruantong.returns.models import Return
from ruantong.returns.moving import actions
from ruantong.returns.reading.access import revisions_for
from ruantong.returns.regimes import regime_of

DORMANT, CORRECTING, REPEATING = range(FIRST + len(MISTAKES), FIRST + len(MISTAKES) + 3)
_REASON = "本单位今年1月起停业，尚未恢复经营，本期没有发生任何业务。"
_RESEARCH = CellRef("6", "2110", "A")
_PAID_HERE = 15  # of a month's wage of each employee, in 0.01 万元: below what R6-19 expects


def last_month(plan: Sequence[Schedule]) -> Period | None:
    """The last month that was opened."""
    months = [each.period for each in plan if each.period.frequency is Frequency.MONTHLY]
    return months[-1] if months else None


def state_before(number: int, period: Period, last: Period | None) -> State | None:
    """Where a return must stand before the acts of :func:`play`; None: wherever its life leads."""
    if last is None or period.frequency is not Frequency.MONTHLY:
        return None
    if number == DORMANT and period.year == last.year:
        return State.NOT_STARTED
    states = {CORRECTING: State.SUBMITTED, REPEATING: State.NOT_STARTED}
    return states.get(number) if period == last else None


def content_of(number: int, period: Period, last: Period | None, content: Content) -> Content:
    """The same amount for each employee and month, so that the same query has the same figures."""
    if number != REPEATING or last is None or period.frequency is not Frequency.MONTHLY:
        return content
    if period.year != last.year:
        return content
    form6: FormData = content["6"]
    heads = form6.value("2112", "A")
    wages = (heads if isinstance(heads, int) else 0) * period.months * _PAID_HERE
    row = {**form6.cells["2111"], "A": wages}
    return {**content, "6": replace(form6, cells={**form6.cells, "2111": row})}


def play(plan: Sequence[Schedule], last: Period, content: Content, now: datetime) -> None:
    """The last acts of the three enterprises; ``content`` is what the third one types."""
    with clock.at(now.isoformat()):
        for schedule in plan:
            if state_before(DORMANT, schedule.period, last):
                _file_nil(schedule.period)
        _take_back(last)
        _type(last, content)


def _file_nil(period: Period) -> None:
    user, ret = _of(DORMANT, period)
    foot = revisions_for(user).filter(owner__unit=ret.unit).order_by("-pk").first()
    signed: Mapping[str, str] = foot.signatories if foot else {}
    actions.submit_nil(ret.pk, actor=user, signatories=signed, reason=_REASON, version=0)


def _take_back(period: Period) -> None:
    """撤回, and one figure changed: submitted again by whoever tries it."""
    user, ret = _of(CORRECTING, period)
    actions.withdraw(ret.pk, actor=user)
    draft = draft_for(user, ret)
    higher = f"1{get(draft.forms, _RESEARCH)}"
    actions.save(ret.pk, actor=user, version=draft.version, cells={str(_RESEARCH): higher})


def _type(period: Period, content: Content) -> None:
    user, ret = _of(REPEATING, period)
    typed = {
        ref: text
        for ref, text in cells(forms_to_json(regime_of(ret), content))
        if ref.endswith((".A", ".N")) or ".head." in ref
    }
    automatic = {
        str(CellRef(form.code, row.code, column))
        for form in regime_of(ret).forms
        for row in form.indicators
        if not row.overridable
        for column in row.automatic
    }
    own = {ref: text for ref, text in typed.items() if ref not in automatic}
    actions.save(ret.pk, actor=user, version=0, cells=own)
    actions.validate(ret.pk, actor=user)


def _of(number: int, period: Period) -> tuple[User, Return]:
    user = User.objects.get(username=accounts.respondent_name(number))
    unit = names.uscc(number)
    return user, Return.objects.get(unit__uscc=unit, period=str(period))
