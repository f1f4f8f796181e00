"""迟报, 逾期未报, 补正: every state × first or again × before or after the deadline."""

from __future__ import annotations

from datetime import date

import pytest

from ruantong.core.lifecycle import State
from ruantong.core.timing import Timing, filing_label, is_correcting, timing_of

DUE = date(2024, 6, 12)
BEFORE, LAST_DAY, AFTER = date(2024, 6, 10), DUE, date(2024, 6, 13)
WITH_ENTERPRISE = {
    "not_started", "drafting", "failed", "passed", "district_returned", "city_returned",
}  # fmt: skip


@pytest.mark.parametrize("today", [BEFORE, LAST_DAY, AFTER])
@pytest.mark.parametrize("state", State)
def test_a_return_never_filed_is_overdue_after_its_last_day(state: State, today: date) -> None:
    overdue = state in WITH_ENTERPRISE and today == AFTER
    expected = Timing.OVERDUE if overdue else Timing.NOT_DUE
    assert timing_of(state, 0, False, DUE, today) is expected
    assert not is_correcting(state, 0)


@pytest.mark.parametrize("today", [BEFORE, LAST_DAY, AFTER])
@pytest.mark.parametrize("submissions", [1, 2, 5])
@pytest.mark.parametrize("state", State)
def test_a_filed_return_is_what_its_first_submission_was(
    state: State, submissions: int, today: date
) -> None:
    assert timing_of(state, submissions, False, DUE, today) is Timing.ON_TIME
    assert timing_of(state, submissions, True, DUE, today) is Timing.LATE
    assert is_correcting(state, submissions) == (state in WITH_ENTERPRISE)


@pytest.mark.parametrize(
    ("number", "late", "words"),
    [
        (1, False, "按时"),
        (1, True, "迟报"),
        (2, False, "补正"),
        (2, True, "补正"),
        (9, True, "补正"),
    ],
)
def test_a_submission_says_what_it_was(number: int, late: bool, words: str) -> None:
    assert filing_label(number, late) == words
