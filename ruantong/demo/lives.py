"""The life of one demo return: acts with their moments, cut off at the demo's present.

A life is drawn whole, as if everything had already happened; what lies after ``now`` is dropped.
So the states of any moment are spread as they really would be, and every state is reached
through the table of the lifecycle.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ruantong.core.deadlines import DeadlineSet
from ruantong.core.lifecycle import ACTORS, Action, Role, State, decide
from ruantong.core.periods import Frequency, Period
from ruantong.gateways.clock import SHANGHAI

OPINION = "同比走势与行业一致，未见异常。"
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_OPENING, _CLOSING = time(8, 30), time(18)


@dataclass(frozen=True)
class Act:
    """One step: who it falls to follows from the action."""

    action: Action
    at: datetime
    target: str = ""
    reason: str = ""

    @property
    def role(self) -> Role:
        [role] = ACTORS[self.action]  # a demo return is never retired
        return role


@dataclass(frozen=True)
class Schedule:
    """The dates of one period: opening, the three deadlines, and the city's 汇总上报."""

    period: Period
    opened: datetime
    due: date
    due_reason: str
    district_due: date
    city_due: date
    lock: datetime

    @property
    def end_of_filing(self) -> datetime:
        return datetime.combine(self.due, _CLOSING, SHANGHAI)


def schedule_of(period: Period, deadlines: DeadlineSet) -> Schedule:
    """Monthly periods open on the first of the next month, annual ones on 8 January."""
    if period.frequency is Frequency.ANNUAL:
        first = date(period.year + 1, 1, 8)
    else:
        first = period.last_day + _DAY
    enterprise = deadlines.roles["enterprise"]
    city = deadlines.roles["city"].date
    return Schedule(
        period=period,
        opened=datetime.combine(first, time(8), SHANGHAI),
        due=enterprise.date,
        due_reason=enterprise.reason,
        district_due=deadlines.roles["district"].date,
        city_due=city,
        lock=datetime.combine(city + 5 * _DAY, time(16), SHANGHAI),
    )


def state_after(acts: Iterable[Act]) -> State:
    """The state the acts lead to; ``ValueError`` when the table forbids one of them."""
    state = State.NOT_STARTED
    for act in acts:
        decision = decide(state, act.action, act.role)
        if decision.state is None:
            raise ValueError(f"{act.action}: {decision.refusal}")
        state = decision.state
    return state


def draw_life(draw: random.Random, schedule: Schedule, *, reasons: Reasons) -> list[Act]:
    """A whole life from the first 保存 to 汇总上报; sometimes the return is never filed."""
    if draw.random() < 0.004:
        return []
    submitted = _submission(draw, schedule)
    acts = _typing(draw, submitted, schedule.opened)
    acts.append(Act(Action.SUBMIT, submitted))
    reviewed = _between(draw, submitted, schedule.district_due)
    if draw.random() < 0.07:
        acts.append(reasons.act(draw, Action.SEND_BACK, reviewed))
        acts += _again(draw, reviewed)
        reviewed = _between(draw, acts[-1].at, schedule.district_due)
    acts.append(Act(Action.FORWARD, reviewed))
    acts += _city(draw, reviewed, schedule, reasons)
    locked = max(schedule.lock, acts[-1].at + _DAY)
    return [*acts, Act(Action.LOCK, locked)]


def until(acts: Iterable[Act], now: datetime) -> list[Act]:
    """The part of a life that has happened."""
    return [act for act in acts if act.at <= now]


def life_to(state: State, schedule: Schedule, now: datetime, reasons: Reasons) -> list[Act]:
    """The shortest life that ends in ``state``, spread between opening and ``now``."""
    steps: dict[State, tuple[Action, ...]] = {
        State.NOT_STARTED: (),
        State.DRAFTING: (Action.SAVE,),
        State.FAILED: (Action.SAVE, Action.VALIDATE_FAIL),
        State.PASSED: (Action.SAVE, Action.VALIDATE_PASS),
        State.SUBMITTED: _FILED,
        State.DISTRICT_RETURNED: (*_FILED, Action.SEND_BACK),
        State.FORWARDED: (*_FILED, Action.FORWARD),
        State.CITY_RETURNED_TO_DISTRICT: (
            *_FILED,
            Action.FORWARD,
            Action.SEND_BACK_TO_DISTRICT,
        ),
        State.CITY_RETURNED: (*_FILED, Action.FORWARD, Action.SEND_BACK_TO_ENTERPRISE),
        State.ACCEPTED: (*_FILED, Action.FORWARD, Action.ACCEPT),
    }
    chosen = steps[state]
    step = (now - schedule.opened) / (len(chosen) + 1)
    draw = random.Random(f"{state}/{schedule.period}")
    moments = [schedule.opened + step * number for number in range(1, len(chosen) + 1)]
    return [
        reasons.act(draw, action, at) if action in _WITH_REASON else Act(action, at)
        for action, at in zip(chosen, moments, strict=True)
    ]


_FILED = (Action.SAVE, Action.VALIDATE_PASS, Action.SUBMIT)
_WITH_REASON = (
    Action.SEND_BACK,
    Action.SEND_BACK_TO_DISTRICT,
    Action.SEND_BACK_TO_ENTERPRISE,
)


@dataclass(frozen=True)
class Reasons:
    """Cells a reviewer of this frequency asks about, with the sentence it writes."""

    texts: tuple[tuple[str, str], ...]

    def act(self, draw: random.Random, action: Action, at: datetime) -> Act:
        target, reason = draw.choice(self.texts)
        return Act(action, at, target, reason)


REASONS = {
    Frequency.MONTHLY: Reasons(
        (
            ("6.2113.A", "订单同比增长与软件业务收入走势差异较大，请核对新签订单口径后重报。"),
            ("6.2080.A", "费用总额疑似重复计入营业成本中的人工，请核对后重报。"),
            ("6.2112.A", "平均用工人数与工资总额变动方向不一致，请核对是否含劳务派遣人员。"),
        )
    ),
    Frequency.ANNUAL: Reasons(
        (
            ("3.W1.A", "有效软件著作权量与登记证书清单不符，请核对后重报。"),
            ("2.C01.A", "固定资产投资额与固定资产增加额差异较大，请核对后重报。"),
        )
    ),
}


def _office(at: datetime, after: datetime) -> datetime:
    """The same day within office hours, unless that would come before what it follows."""
    moved = at
    if at.time() < _OPENING:
        moved = at.replace(hour=8, minute=30 + at.minute // 2)
    elif at.time() > _CLOSING:
        moved = at.replace(hour=17)
    return moved if moved > after else at


def _submission(draw: random.Random, schedule: Schedule) -> datetime:
    """Most file in the last third of the window; one in forty is late by up to three days."""
    if draw.random() < 0.025:
        late = schedule.end_of_filing + timedelta(hours=draw.uniform(7, 72))
        return _office(late, schedule.end_of_filing + 6 * _HOUR)
    window = schedule.end_of_filing - schedule.opened - 3 * _HOUR
    share = max(draw.random(), draw.random() ** 0.8)
    return _office(schedule.opened + 3 * _HOUR + window * share, schedule.opened + _HOUR)


def _typing(draw: random.Random, submitted: datetime, opened: datetime) -> list[Act]:
    """What comes before a submission: 保存 and 数据审核, which fails at first for one in four."""
    room = submitted - opened
    started = submitted - min(room * 0.9, timedelta(hours=draw.uniform(1, 70)))
    span = submitted - started
    acts = [Act(Action.SAVE, started)]
    failed = 0.0
    if draw.random() < 0.35:
        failed = draw.uniform(0.1, 0.5)
        acts.append(Act(Action.VALIDATE_FAIL, started + span * failed))
        failed = draw.uniform(failed, 0.9)
        acts.append(Act(Action.SAVE, started + span * failed))
    # some let a return that passed lie until the next day
    waits = span * (1 - failed) * draw.uniform(0.2, 0.8)
    quick = min(timedelta(minutes=4), span * 0.05)
    acts.append(Act(Action.VALIDATE_PASS, submitted - (waits if draw.random() < 0.2 else quick)))
    return acts


def _again(draw: random.Random, returned: datetime) -> list[Act]:
    """Correction and new submission after a 退回."""
    saved = _office(returned + timedelta(hours=draw.uniform(1, 48)), returned + _HOUR / 2)
    return [
        Act(Action.SAVE, saved),
        Act(Action.VALIDATE_PASS, saved + timedelta(minutes=4)),
        Act(Action.SUBMIT, saved + timedelta(minutes=6)),
    ]


def _between(draw: random.Random, start: datetime, due: date) -> datetime:
    """A reviewer's moment: within two days, before its deadline where there is still time."""
    end = datetime.combine(due, _CLOSING, SHANGHAI)
    latest = min(start + 2 * _DAY, end) if end > start + 2 * _HOUR else start + 8 * _HOUR
    moment = start + (latest - start) * draw.uniform(0.1, 0.95)
    return _office(moment, start + _HOUR / 6)


def _city(
    draw: random.Random, forwarded: datetime, schedule: Schedule, reasons: Reasons
) -> list[Act]:
    """Cross-check and decision of the city; a few returns go back once."""
    decided = _between(draw, forwarded, schedule.city_due)
    acts: list[Act] = []
    if draw.random() < 0.08:
        at = forwarded + (decided - forwarded) / 2
        acts.append(Act(Action.CROSS_CHECK, at, reason=OPINION))
    sent = draw.random()
    if sent < 0.02:
        acts.append(reasons.act(draw, Action.SEND_BACK_TO_DISTRICT, decided))
        forwarded = decided + timedelta(hours=draw.uniform(2, 30))
        acts.append(Act(Action.FORWARD, forwarded))
        decided = _between(draw, forwarded, schedule.city_due)
    elif sent < 0.04:
        acts.append(reasons.act(draw, Action.SEND_BACK_TO_ENTERPRISE, decided))
        acts += _again(draw, decided)
        forwarded = acts[-1].at + timedelta(hours=draw.uniform(1, 12))
        acts.append(Act(Action.FORWARD, forwarded))
        decided = _between(draw, forwarded, schedule.city_due)
    return [*acts, Act(Action.ACCEPT, decided)]
