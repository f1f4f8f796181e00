"""What a change of the roster means for work that is under way in the packages above.

The registry knows who owes returns, not the returns themselves. What has to follow when a unit
leaves, comes back, or enters or leaves a list is registered once by ``ruantong.returns`` and carried
out inside the transaction of the act, whoever called it (docs/adr/0053).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ruantong.accounts.models import User
from ruantong.registry.models import ReportingUnit

# (unit, actor, why): the sentence of the act, as the enterprise and the desks will read it.
Consequence: TypeAlias = Callable[[ReportingUnit, User, str], None]

_registered: list[Consequence] = []


def register(consequence: Consequence) -> None:
    """Have something follow every change of who is expected; once per process."""
    if consequence not in _registered:
        _registered.append(consequence)


def carry_out(unit: ReportingUnit, actor: User, why: str) -> None:
    """To be called by every act that changes a unit's validity or rosters, after its writes."""
    for consequence in _registered:
        consequence(unit, actor, why)
