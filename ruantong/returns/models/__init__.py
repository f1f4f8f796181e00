"""The tables of returns, drafts, revisions and what tables take of them; of the calendar and the rest."""

from ruantong.returns.models.accepted_figures import AcceptedFigures
from ruantong.returns.models.calendar import (
    LONGEST_REASON,
    ROLE_CHOICES,
    CalendarFeed,
    DeadlineRuling,
    Decision,
    HolidayEdit,
    UnitExtension,
    new_token,
)
from ruantong.returns.models.follow_up import FollowUp
from ruantong.returns.models.ledger import LedgerMapping, PendingBalance
from ruantong.returns.models.opening import AutomaticOpening, Tick
from ruantong.returns.models.pending_workbook import PendingWorkbook
from ruantong.returns.models.presence import FormOpen
from ruantong.returns.models.returns import (
    Draft,
    Explanation,
    PeriodOpening,
    Remark,
    Return,
    ReviewAct,
    Revision,
)
from ruantong.returns.models.review_score import ReviewReference, ReviewScore
from ruantong.returns.models.rules import RuleRelease, RuleVersion
from ruantong.returns.models.stamped import ScanNotice, StampedCopy

__all__ = [
    "LONGEST_REASON",
    "ROLE_CHOICES",
    "AcceptedFigures",
    "AutomaticOpening",
    "CalendarFeed",
    "DeadlineRuling",
    "Decision",
    "Draft",
    "Explanation",
    "FollowUp",
    "FormOpen",
    "HolidayEdit",
    "LedgerMapping",
    "PendingBalance",
    "PendingWorkbook",
    "PeriodOpening",
    "Remark",
    "Return",
    "ReviewAct",
    "ReviewReference",
    "ReviewScore",
    "Revision",
    "RuleRelease",
    "RuleVersion",
    "ScanNotice",
    "StampedCopy",
    "Tick",
    "UnitExtension",
    "new_token",
]
