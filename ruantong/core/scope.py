"""Whether a unit is in the scope of a survey, by its main activity and its revenue. Says why; a
figure is neither proposed nor kept here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ruantong.core.survey import ScopeKind

#: Amounts are stated with two places, as on the forms.
PLACES = 2
MAIN = "main"


@dataclass(frozen=True)
class Assessment:
    """``reasons`` is one sentence for each way into the scope; ``floor`` the one about the national view."""

    in_scope: bool
    verdict: str
    reasons: tuple[str, ...]
    floor: str = ""


def assess(
    kinds: Sequence[ScopeKind],
    parameters: Mapping[str, str],
    chosen: str,
    figures: Mapping[str, int],
    whole: str,
    unit: str,
) -> Assessment:
    """``figures``: scaled amounts, the whole revenue under :data:`MAIN`, that of a kind under its key;
    ``whole`` is what the whole is called.
    """
    met: list[ScopeKind] = []
    reasons = []
    for kind in kinds:
        holds, told = _holds(kind, parameters, kind.key == chosen, figures, whole)
        reasons.append(f"{kind.label}：{told}")
        if holds:
            met.append(kind)
    if not met:
        return Assessment(False, "不在范围：各类条件都不符合", tuple(reasons))
    names = "、".join(f"“{kind.label}”" for kind in met)
    return Assessment(
        True, f"在范围：符合{names}", tuple(reasons), _floor(met, parameters, figures, whole, unit)
    )


def _holds(
    kind: ScopeKind,
    parameters: Mapping[str, str],
    mainly: bool,
    figures: Mapping[str, int],
    whole: str,
) -> tuple[bool, str]:
    """By the main activity where that suffices, else by the share of the revenue."""
    if kind.mainly and mainly:
        return True, "为主要业务活动，符合。"
    if not kind.share:
        return False, "不是主要业务活动，不符合。"
    main, own = figures.get(MAIN), figures.get(kind.key)
    if main is None or own is None:
        return False, f"没有填写{whole}和{kind.figure}，不能测算。"
    if main == 0:
        return False, f"{whole}为0，不能测算占比。"
    wanted = Decimal(parameters[kind.share])
    needed = f"{(wanted * 100).normalize():f}%"
    tenths = own * 1000 // main  # cut, so that 29.97 % is not shown as the 30 % it does not reach
    told = f"{kind.figure}占{whole}{tenths // 10}.{tenths % 10}%"
    if own >= wanted * main:
        return True, f"{told}，达到{needed}，符合。"
    return False, f"{told}，低于{needed}，不符合。"


def _floor(
    met: Sequence[ScopeKind],
    parameters: Mapping[str, str],
    figures: Mapping[str, int],
    whole: str,
    unit: str,
) -> str:
    """Whether the national view counts it: by the lowest floor of the ways it is in."""
    floors = [Decimal(parameters[kind.floor]) for kind in met if kind.floor]
    main = figures.get(MAIN)
    if not floors or main is None:
        return ""
    word = "达到" if main >= min(floors) * 10**PLACES else "未达到"
    return (
        f"{whole}{word}全国口径门槛（{min(floors).normalize():f}{unit}），只影响向国家汇总的口径。"
    )
