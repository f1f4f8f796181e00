"""统计范围: in or not, and why, by exact shares; no figure is proposed."""

from __future__ import annotations

import pytest

from ruantong.core.scope import MAIN, assess
from ruantong.core.survey import ScopeKind

KINDS = (
    ScopeKind("soft", "软件", "", figure="软件收入", share="a", floor="f1"),
    ScopeKind("chip", "芯片", "", mainly=True, figure="芯片收入", share="b", floor="f2"),
    ScopeKind("field", "领域", "", mainly=True),
)
PARAMETERS = {"a": "0.30", "b": "0.60", "f1": "2000", "f2": "500"}


def said(chosen: str, main: int | None, **own: int) -> tuple[bool, str, str]:
    figures = {**({} if main is None else {MAIN: main}), **own}
    found = assess(KINDS, PARAMETERS, chosen, figures, "主营收入", "万元")
    return found.in_scope, "；".join(found.reasons), found.floor


@pytest.mark.parametrize(
    ("chosen", "main", "own", "in_scope", "why"),
    [
        (
            "soft",
            100_000,
            {"soft": 30_000, "chip": 0},
            True,
            "软件收入占主营收入30.0%，达到30%，符合",
        ),
        ("soft", 100_000, {"soft": 29_999, "chip": 0}, False, "软件收入占主营收入29.9%，低于30%"),
        ("soft", 100_000, {"soft": 0, "chip": 60_000}, True, "芯片收入占主营收入60.0%，达到60%"),
        ("chip", 100_000, {"soft": 0, "chip": 1}, True, "芯片：为主要业务活动，符合"),
        ("field", None, {}, True, "领域：为主要业务活动，符合"),
        ("soft", None, {"soft": 5}, False, "没有填写主营收入和软件收入，不能测算"),
        ("soft", 0, {"soft": 0, "chip": 0}, False, "主营收入为0，不能测算占比"),
        ("soft", 3, {"soft": 1, "chip": 0}, True, "占主营收入33.3%"),
    ],
)
def test_in_scope_or_not_and_why(
    chosen: str, main: int | None, own: dict[str, int], in_scope: bool, why: str
) -> None:
    found, reasons, _ = said(chosen, main, **own)
    assert found is in_scope
    assert why in reasons
    assert reasons.count("；") == len(KINDS) - 1, "one reason for each way in"


@pytest.mark.parametrize(("main", "word"), [(200_000, "达到"), (199_999, "未达到")])
def test_the_floor_of_the_national_view_is_told_apart_from_the_scope(main: int, word: str) -> None:
    in_scope, _, floor = said("soft", main, soft=main, chip=0)
    assert in_scope
    assert floor == f"主营收入{word}全国口径门槛（2000万元），只影响向国家汇总的口径。"
