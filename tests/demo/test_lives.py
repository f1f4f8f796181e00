"""A drawn life only takes steps the table allows, in the order of time, whatever the moment."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ruantong.core.lifecycle import State
from ruantong.core.periods import Frequency, Period
from ruantong.demo.lives import REASONS, draw_life, life_to, schedule_of, state_after, until
from ruantong.demo.stories import with_refusal
from ruantong.returns.regimes import pack_deadlines_of

PERIODS = [Period.parse(text) for text in ("2022-08", "2023-12", "2024-02", "2024-05", "2023")]
STATES = [state for state in State if state not in {State.LOCKED, State.RETIRED}]


@given(st.sampled_from(PERIODS), st.integers(0, 10**6), st.floats(0, 60))
def test_any_part_of_a_life_is_legal_and_in_order(period: Period, seed: int, days: float) -> None:
    schedule = schedule_of(period, pack_deadlines_of(period))
    life = draw_life(random.Random(seed), schedule, reasons=REASONS[period.frequency])
    now = schedule.opened + timedelta(days=days)
    acts = until(life, now)
    if any(act.action.value == "submit" for act in acts):
        acts = with_refusal(acts)
    state_after(acts)  # raises for a forbidden step
    assert all(first.at <= second.at for first, second in pairwise(acts))
    assert all(schedule.opened <= act.at <= now for act in acts)


@given(st.sampled_from(PERIODS), st.integers(0, 10**6))
def test_a_finished_life_ends_locked_or_was_never_filed(period: Period, seed: int) -> None:
    schedule = schedule_of(period, pack_deadlines_of(period))
    life = draw_life(random.Random(seed), schedule, reasons=REASONS[period.frequency])
    assert state_after(life) in {State.LOCKED, State.NOT_STARTED}


@given(st.sampled_from(STATES), st.floats(1, 10))
def test_a_wanted_state_is_reached_by_legal_steps(state: State, days: float) -> None:
    period = PERIODS[-2]
    schedule = schedule_of(period, pack_deadlines_of(period))
    now = schedule.opened + timedelta(days=days)
    acts = life_to(state, schedule, now, REASONS[Frequency.MONTHLY])
    assert state_after(acts) is state
    assert all(schedule.opened < act.at < now for act in acts)
