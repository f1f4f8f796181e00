"""Making the city: people, units, rosters, then every unit's returns, then the trail."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import datetime
from functools import partial
from multiprocessing import get_context

from django.db import connections, transaction

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Frequency
from ruantong.demo import examples, people
from ruantong.demo.database import MADE, moment_of
from ruantong.demo.events import Event
from ruantong.demo.lives import Schedule
from ruantong.demo.plan import CityOptions, profiles, schedules
from ruantong.demo.profile import Profile
from ruantong.demo.register_work import register_work
from ruantong.demo.reminders import remind
from ruantong.demo.stories import Story, content_of, ruleset_for, stories_of
from ruantong.demo.writing import Writer
from ruantong.gateways import clock
from ruantong.outputs.actions import run
from ruantong.registry.units.districts import seed_districts
from ruantong.returns.models import PeriodOpening
from ruantong.returns.moving.contributions import rebuild
from ruantong.returns.moving.scores import keep_in_step
from ruantong.returns.regimes import regime_for_period
from ruantong.trail.models import TrailEntry

__all__ = ["CityOptions", "NoPeriods", "make_city"]

_CHUNK = 40  # units made and written at a time
_WORTH_PROCESSES = 100  # units from which starting processes pays


class NoPeriods(ValueError):
    """No edition serves any period before the moment asked for; one Chinese line."""


def make_city(options: CityOptions, *, progress: Callable[[str], object] = print) -> None:
    """Fill an empty database; all of it in one transaction, or nothing."""
    began = time.monotonic()
    now = moment_of(options.clock)
    plan = schedules(now, options)
    if not plan:
        raise NoPeriods(f"到{now:%Y年%m月%d日}为止没有任何制度版本适用的报告期，请换一个演示时间。")
    codes = regime_for_period(plan[-1].period).code_lists["districts"]
    districts = codes.items
    units = profiles(options, now.year, districts)
    progress(
        f"生成演示城市：{len(units)}家虚构企业，{len(plan)}个报告期，演示时间{now:%Y年%m月%d日 %H:%M}"
    )
    with closing(_stories(units, plan, now)) as told, transaction.atomic():
        seed_districts(codes)
        cast, rows, events = people.settle(units, districts, plan, now)
        progress(f"  企业、区县和账号已建立（{len(districts)}个区县）")
        events += _openings(plan, len(units))
        writer = Writer(
            cast,
            {str(schedule.period): schedule for schedule in plan},
            {str(schedule.period): _ruleset(schedule) for schedule in plan},
            events,
        )
        done = written = 0
        for chunk in told:
            written += writer.write(zip(rows[done : done + len(chunk)], chunk, strict=True))
            done += len(chunk)
            if done % (5 * _CHUNK) == 0 or done == len(units):
                progress(f"  已生成{done}家企业的{written}份报表")
        made = {"clock": options.clock, "units": options.units, "seed": options.seed}
        writer.events.append(Event(now, None, MADE, "platform", made))
        writer.write_trail()
        rebuild()
        keep_in_step()
        with clock.at(now.isoformat()):
            _aggregate(plan, now, cast.others[Role.CITY])
            remind(cast, examples.last_month(plan) or plan[-1].period)
            register_work(units, now, cast.others[Role.CITY])
        _play_examples(units, plan, now)
        entries = TrailEntry.objects.count()
    progress(f"  操作日志{entries}条，用时{time.monotonic() - began:.1f}秒")


def _play_examples(units: Sequence[Profile], plan: Sequence[Schedule], now: datetime) -> None:
    last = examples.last_month(plan)
    if last is not None and len(units) >= examples.REPEATING:
        typed = content_of(units[examples.REPEATING - 1], plan, now, last)
        examples.play(plan, last, typed, now)


def _aggregate(plan: Sequence[Schedule], now: datetime, officer: User) -> None:
    """汇总 of the last finished year and of the last two finished months, by the city itself."""
    finished = [schedule.period for schedule in plan if schedule.lock <= now]
    months = [period for period in finished if period.frequency is Frequency.MONTHLY]
    years = [period for period in finished if period.frequency is Frequency.ANNUAL]
    for period in (*years[-1:], *months[-2:]):
        run(period, actor=officer)


def _ruleset(schedule: Schedule) -> str:
    period = schedule.period
    return ruleset_for(regime_for_period(period), period.frequency).hash


def _openings(plan: Iterable[Schedule], units: int) -> list[Event]:
    """Every period was opened by the platform on its day."""
    events = []
    for schedule in plan:
        period, regime = schedule.period, regime_for_period(schedule.period)
        PeriodOpening.objects.create(
            period=str(period), regime=regime.key, opened_at=schedule.opened
        )
        said = {"regime": regime.key, "returns": units}
        events.append(Event(schedule.opened, None, "period.open", f"period:{period}", said))
    return events


def _stories(
    units: Sequence[Profile], plan: Sequence[Schedule], now: datetime
) -> Generator[list[list[Story]], None, None]:
    """The stories of all units in order, a chunk at a time; in parallel when there are many.

    Processes start with the call, not with the first chunk that is asked for.
    """
    chunks = [units[start : start + _CHUNK] for start in range(0, len(units), _CHUNK)]
    tell = partial(_tell, plan=plan, now=now)
    if len(units) < _WORTH_PROCESSES:
        return (tell(chunk) for chunk in chunks)
    for schedule in plan:
        _ruleset(schedule)  # compiled once, inherited by every process
    connections.close_all()  # the processes must not inherit one
    pool = ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("fork"))
    return _collected(pool, pool.map(tell, chunks))


def _collected(
    pool: ProcessPoolExecutor, results: Iterator[list[list[Story]]]
) -> Generator[list[list[Story]], None, None]:
    with pool:
        yield from results


def _tell(units: Sequence[Profile], plan: Sequence[Schedule], now: datetime) -> list[list[Story]]:
    return [stories_of(profile, plan, now) for profile in units]
