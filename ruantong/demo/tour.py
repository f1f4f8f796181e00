"""Twelve realistic mistakes of the demo city, each in the draft of an enterprise of its own.

Enterprises 7 to 18 make one each: a monthly one in the last month that was opened, an annual one in
the last year that was opened. On the default day that year's return is overdue, as it often is
where 数据审核 was never passed. docs/tour.md shows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ruantong.demo.lives import Schedule
from ruantong.demo.names import FIRST_MONTH
from ruantong.demo.plants import PLANTS, Plant
from ruantong.demo.profile import Profile

FIRST = 7  # number of the first enterprise of the tour
_ABROAD = 120  # export of outsourced services in 1/10,000 of the software revenue


@dataclass(frozen=True)
class Mistake:
    """``plant`` by name, made by an enterprise of ``kind``; seen on ``form``, where ``cell`` is wrong.

    ``title`` is the mistake in a few words, ``mend`` what its respondent does about it.
    """

    plant: str
    kind: str
    form: str
    cell: str
    title: str
    mend: str

    @property
    def planted(self) -> Plant:
        return _PLANTS[self.plant]


@dataclass(frozen=True)
class Stop:
    """A mistake in this city: which enterprise made it, in which period."""

    number: int
    period: str
    mistake: Mistake


_PLANTS = {plant.name: plant for plant in PLANTS}

MISTAKES = (
    Mistake("unit_slip", "service", "6", "6.2111.A", "工资总额按元填成了万元",
            "对照工资表把“元”折合成“万元”后重填，再点“数据审核”。"),
    Mistake("thousand_yuan", "software", "6", "6.2010.A", "整张表按千元填报",
            "核对全表计量单位，各项金额由千元折合成万元后重新粘贴。"),
    Mistake("chips_above_services", "ic", "6", "6.20225.A", "其中项大于总项",
            "核对集成电路设计收入和信息技术服务收入的明细账，改正填错的一项。"),
    Mistake("devices_off_by_one", "platform", "7", "7.3023.A", "设备总数与分项之和差1",
            "与平台台账核对设备连接总数和各类设备数，改正填错的一格。"),
    Mistake("decreasing_cumulative", "security", "6", "6.2110.A", "累计数填成了当月数",
            "研发经费改填1月至本月的累计数；确有冲回的写明原因。"),
    Mistake("copied_last_month", "service", "6", "6.2010.A", "整列照抄上月累计",
            "按本月账面重填“本期累计”一列。"),
    Mistake("missing_figure", "software", "6", "6.2110.A", "漏填必填项",
            "补填研发经费；确实没有发生的填0。"),
    Mistake("sum_off_by_one", "software", "3", "3.A0.A", "合计与分项之和差0.01",
            "多为四舍五入造成：以分项之和核对合计，改正其中一格。"),
    Mistake("forms_3_4_disagree", "service", "4", "4.lines[1].1", "3表与4表不一致",
            "核对4表该类各行与3表同一类收入，改正填错的一处。"),
    Mistake("line_twice", "security", "4", "4.lines[1].code", "4表同一分类填了两行",
            "把两行并成一行，或改选正确的分类代码。"),
    Mistake("people_above_total", "software", "3", "3.D11.A", "分项人数大于从业人员总数",
            "核对花名册：一人只归入一类，改正填错的人数。"),
    Mistake("exports_in_yuan", "service", "3", "3.A61.A", "外包服务出口按人民币填报",
            "按国家外汇管理部门公布的汇率折合成万美元后重填。"),
)  # fmt: skip


def mistake_of(number: int) -> Mistake | None:
    """The mistake of an enterprise; most make none for the tour."""
    place = number - FIRST
    return MISTAKES[place] if 0 <= place < len(MISTAKES) else None


def able(profile: Profile) -> Profile:
    """The enterprise of the tour with the exports that its mistake needs."""
    mistake = mistake_of(profile.number)
    if mistake is None or mistake.planted.suits(profile):
        return profile
    return replace(profile, outsourcing_export=_ABROAD)


def stop_of(number: int, plan: Sequence[Schedule]) -> Stop | None:
    """Where an enterprise makes its mistake; None where no period of the city allows it."""
    mistake = mistake_of(number)
    if mistake is None:
        return None
    frequency = mistake.planted.frequency
    periods = [schedule.period for schedule in plan if schedule.period.frequency is frequency]
    if not periods or (
        periods[-1].previous(FIRST_MONTH) is None and not mistake.planted.first_period
    ):
        return None
    return Stop(number, str(periods[-1]), mistake)
