"""分表填报: whoever is bound to some forms writes these and reads the others; who may 确定上报."""

from __future__ import annotations

from collections.abc import Iterable

from ruantong.accounts.models import User
from ruantong.core.cellref import form_of
from ruantong.core.findings import findings_of
from ruantong.registry.people.division import fillers, forms_open_to, submitting_problem
from ruantong.returns.errors import Refused
from ruantong.returns.filing.explaining import NOTE, note_name
from ruantong.returns.judging.findings import forms_of_rule, forms_touched
from ruantong.returns.models import Draft, Return
from ruantong.returns.regimes import regime_of


def check_own_forms(ret: Return, actor: User, keys: Iterable[str]) -> None:
    """``Refused`` names the first cell or group of lines of a form that somebody else fills."""
    own = forms_open_to(actor, ret.unit)
    if own is None:
        return
    for key in keys:
        code = form_of(key)
        if code not in own:
            number = regime_of(ret).form[code].number
            raise Refused(f"{number}由{others(ret, code)}填报，您不能填写“{key}”，只能查看。")


def check_own_notes(ret: Return, actor: User, draft: Draft, keys: Iterable[str]) -> None:
    """``Refused`` names the first explanation of something that touches no form the actor fills."""
    own = forms_open_to(actor, ret.unit)
    if own is None:
        return
    regime = regime_of(ret)
    found = {f"{NOTE}{each.key}": each for each in findings_of(draft.report)}
    for key in keys:
        rule_id = key.removeprefix(NOTE).partition(":")[0]
        touched = (
            forms_touched(regime, found[key]) if key in found else forms_of_rule(regime, rule_id)
        )
        if touched.isdisjoint(own):
            who = "；".join(
                f"{regime.form[code].number}由{others(ret, code)}填报" for code in sorted(touched)
            )
            raise Refused(f"{note_name(regime, key)}由填报有关报表的人填写（{who}），您只能查看。")


def others(ret: Return, code: str) -> str:
    """Who fills a form, in words."""
    return "、".join(fillers(ret.unit, code)) or "本单位其他填报人员"


def check_submitter(ret: Return, actor: User) -> None:
    """``Refused`` where the enterprise has others 确定上报 and 撤回."""
    if problem := submitting_problem(actor, ret.unit):
        raise Refused(problem)
