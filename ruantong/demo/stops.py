"""The tour in a database that holds a demo city: where each mistake stands, and for whom to sign in."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max

from ruantong.core.findings import findings_of
from ruantong.demo import accounts, names
from ruantong.demo.database import is_demo_database
from ruantong.demo.tour import FIRST, MISTAKES, Mistake
from ruantong.returns.models import Draft, Return


class NoSuchStop(LookupError):
    """A mistake that should be there is not; one Chinese line."""


@dataclass(frozen=True)
class FoundStop:
    """A mistake with the return it stands in; ``path`` leads to its page."""

    mistake: Mistake
    username: str
    ret: Return

    @property
    def path(self) -> str:
        return f"/returns/{self.ret.pk}/{self.mistake.form}/"


def found_stops(*, strict: bool = False) -> list[FoundStop]:
    """The mistakes of this city in the order of the tour.

    ``strict``: ``NoSuchStop`` for the first one that is missing or was mended meanwhile. Otherwise
    those are left out that no return was made for; there are none where this is no demo city.
    """
    if not is_demo_database():
        if strict:
            raise NoSuchStop("这不是演示数据库，没有“常见错误”可看。")
        return []
    wanted = {names.uscc(FIRST + place): mistake for place, mistake in enumerate(MISTAKES)}
    found = _latest(wanted)
    stops = []
    for place, (uscc, mistake) in enumerate(wanted.items()):
        ret = found.get(uscc)
        if strict:
            _check(mistake, ret)
        if ret is not None and (
            mistake.planted.first_period or ret.parsed_period.previous(names.FIRST_MONTH)
        ):
            stops.append(FoundStop(mistake, accounts.respondent_name(FIRST + place), ret))
    return stops


def _latest(wanted: dict[str, Mistake]) -> dict[str, Return]:
    """The return that holds each mistake, by the code of its enterprise: the latest of its kind."""
    returns = Return.objects.filter(unit__uscc__in=wanted)
    latest = returns.values("unit", "frequency").annotate(last=Max("period"))
    periods = {(row["unit"], row["frequency"]): row["last"] for row in latest}
    return {
        ret.unit.uscc: ret
        for ret in returns.filter(period__in=set(periods.values())).select_related("unit")
        if ret.period == periods[ret.unit_id, ret.frequency]
        and ret.frequency == wanted[ret.unit.uscc].planted.frequency.value
    }


def _check(mistake: Mistake, ret: Return | None) -> None:
    draft = Draft.objects.filter(owner=ret).first() if ret else None
    failing = {each.rule for each in findings_of(draft.report if draft else None) if each.failed}
    if not failing & mistake.planted.rules:
        rules = "、".join(sorted(mistake.planted.rules))
        raise NoSuchStop(
            f"演示数据中没有“{mistake.title}”（审核关系{rules}均未报错），请重新生成演示数据。"
        )
