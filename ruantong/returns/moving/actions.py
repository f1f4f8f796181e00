"""Every verb of a return in one place; see the modules for who may do what."""

from ruantong.returns.errors import CellConflict, Conflict, NotFound, Refused
from ruantong.returns.filing.acts import submit, validate, withdraw
from ruantong.returns.filing.again import explain_again
from ruantong.returns.filing.giving_up import give_up
from ruantong.returns.filing.nil import submit_nil
from ruantong.returns.filing.save import SaveResult, save
from ruantong.returns.moving.actions_period import hold_openings, lock, open_for_unit, open_period
from ruantong.returns.moving.actions_review import (
    Outcome,
    accept,
    cross_check,
    forward,
    remark,
    send_back,
    send_back_to_district,
    send_back_to_enterprise,
    unlock,
)
from ruantong.returns.moving.follow_up import let_stand

__all__ = [
    "CellConflict",
    "Conflict",
    "NotFound",
    "Outcome",
    "Refused",
    "SaveResult",
    "accept",
    "cross_check",
    "explain_again",
    "forward",
    "give_up",
    "hold_openings",
    "let_stand",
    "lock",
    "open_for_unit",
    "open_period",
    "remark",
    "save",
    "send_back",
    "send_back_to_district",
    "send_back_to_enterprise",
    "submit",
    "submit_nil",
    "unlock",
    "validate",
    "withdraw",
]
