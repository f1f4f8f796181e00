"""分表填报: whoever is bound to some forms writes these and reads the others; who may 确定上报."""

from __future__ import annotations

from collections.abc import Iterable

from ruantong.accounts.models import User
from ruantong.core.cellref import form_of
from ruantong.registry.people.division import fillers, forms_open_to, submitting_problem
from ruantong.returns.errors import Refused
from ruantong.returns.models import Return
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


def others(ret: Return, code: str) -> str:
    """Who fills a form, in words."""
    return "、".join(fillers(ret.unit, code)) or "本单位其他填报人员"


def check_submitter(ret: Return, actor: User) -> None:
    """``Refused`` where the enterprise has others 确定上报 and 撤回."""
    if problem := submitting_problem(actor, ret.unit):
        raise Refused(problem)
