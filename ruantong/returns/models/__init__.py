"""The tables of returns, drafts and revisions, of the calendar, of openings, releases and follow-ups."""

from ruantong.returns.models.calendar import (
    LONGEST_REASON,
    ROLE_CHOICES,
    DeadlineRuling,
    Decision,
    HolidayEdit,
    UnitExtension,
    new_token,
)
from ruantong.returns.models.follow_up import FollowUp
from ruantong.returns.models.opening import AutomaticOpening, Tick
from ruantong.returns.models.returns import (
    Draft,
    Explanation,
    PeriodOpening,
    Remark,
    Return,
    ReviewAct,
    Revision,
)
from ruantong.returns.models.rules import RuleRelease, RuleVersion

__all__ = [
    "LONGEST_REASON",
    "ROLE_CHOICES",
    "AutomaticOpening",
    "DeadlineRuling",
    "Decision",
    "Draft",
    "Explanation",
    "FollowUp",
    "HolidayEdit",
    "PeriodOpening",
    "Remark",
    "Return",
    "ReviewAct",
    "Revision",
    "RuleRelease",
    "RuleVersion",
    "Tick",
    "UnitExtension",
    "new_token",
]
