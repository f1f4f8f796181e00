"""Columns of the desks' files. Values come from rows, which carry none of an unsubmitted draft."""

from __future__ import annotations

from operator import attrgetter

from ruantong.core.periods import Period
from ruantong.desks.lists.groups import GROUP_OF
from ruantong.desks.lists.rows import Row, weight_name
from ruantong.desks.pseudonyms import pseudonym
from ruantong.web.document import Column

_STANDING = [
    Column("状态", lambda row: row.ret.state_label),
    Column("时限", lambda row: row.timing_label, width=10),
    Column("补正", lambda row: row.correction_label, width=8),
    Column("企业截止日", lambda row: row.ret.due_on, kind="day", width=12),
    Column("无须报送的原因", lambda row: row.ret.retired_because, width=24),
]
_UNIT = [
    Column("单位名称", lambda row: row.ret.unit_name, width=36),
    Column("统一社会信用代码", lambda row: row.ret.unit.uscc, width=22),
]
_TO_CHECK = Column("前期更正", lambda row: "待核对" if row.to_check else "", width=10)
_SCAN = Column("盖章件", lambda row: row.scan_label, width=10)
_PERIOD = Column("报告期", lambda row: row.ret.period, width=10)


def _submitted(period: Period | None) -> list[Column]:
    return [
        Column("上报时间", lambda row: row.ret.submitted_at, kind="moment", width=20),
        Column("零报", lambda row: "零报" if row.nil else "", width=8),
        Column("核实项数", lambda row: row.queries or None, kind="number", width=9),
        Column("先审理由", lambda row: "、".join(row.signs), width=20),
        Column(weight_name(period), lambda row: row.weight or None, kind="number", width=20),
        Column("占比", lambda row: row.share or None, kind="percent", width=10),
    ]


def return_columns(period: Period | None, districts: dict[str, str] | None = None) -> list[Column]:
    """The list of a district, or of the city with the names of the districts."""
    return [
        *_UNIT, *_district(districts), _PERIOD, *_STANDING, *_submitted(period), _TO_CHECK, _SCAN,
    ]  # fmt: skip


def status_columns() -> list[Column]:
    """What a park may know: how filing stands, no value."""
    return [*_UNIT, _PERIOD, *_STANDING]


def missing_columns(districts: dict[str, str] | None = None) -> list[Column]:
    """催报名单: who has not filed, and whom to call."""
    return [
        Column("类别", lambda row: GROUP_OF[row.ret.state].label, width=12),
        *_UNIT,
        *_district(districts),
        _PERIOD,
        *_STANDING,
        Column("联系人", lambda row: row.ret.unit.contact_name, width=12),
        Column("联系电话", lambda row: row.ret.unit.contact_phone, width=18),
    ]


def association_columns(period: Period | None, districts: dict[str, str]) -> list[Column]:
    """The cross-check list: pseudonyms instead of names."""
    return [
        Column("单位", lambda row: pseudonym(row.ret), width=18),
        *_district(districts),
        _PERIOD,
        *_STANDING[:3],
        *_submitted(period),
    ]


def _district(districts: dict[str, str] | None) -> list[Column]:
    if districts is None:
        return []

    def name(row: Row) -> str:
        return districts.get(row.ret.district_code, row.ret.district_code)

    return [Column("报送区县", name)]


def progress_columns() -> list[Column]:
    """区县进度: counts and rates of every district, the city last."""
    counted = [
        ("应报", "total"),
        ("未填报", "missing"),
        ("填报中", "filling"),
        ("已退回企业", "returned"),
        ("待区县审核", "review"),
        ("已上报市级", "forwarded"),
        ("市级已通过", "accepted"),
        ("其中：零报", "nil"),
    ]
    return [
        Column("报送区县", lambda row: row.name, width=24),
        *(
            Column(title, attrgetter(f"counts.{name}"), kind="number", width=12)
            for title, name in counted
        ),
        Column("上报率", lambda row: row.response_rate, kind="percent", width=10),
        Column("及时率", lambda row: row.timeliness_rate, kind="percent", width=10),
        Column("无须报送", attrgetter("counts.retired"), kind="number", width=12),
    ]
