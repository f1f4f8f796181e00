"""What stands on the filing pages: tabs, faults, and why a return came back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ruantong.core.lifecycle import Role
from ruantong.core.regime import Form
from ruantong.returns.models import ReviewAct


@dataclass(frozen=True)
class FaultLine:
    """A text that could not be understood, with a link to its cell."""

    cell: str
    form: str
    name: str
    message: str


@dataclass(frozen=True)
class Tab:
    """A form of the return with how far it is: blank, started, complete or faulty.

    ``filled_by``: the others who fill it, where the reader does not.
    """

    form: Form
    status: str
    status_label: str
    current: bool = False
    filled_by: str = ""

    def to_check(self) -> Tab:
        """The tab of a form without findings on which a cell is asked about all the same."""
        if self.status == "faulty":
            return self
        return replace(self, status="faulty", status_label="待核对")


@dataclass(frozen=True)
class Returned:
    """Why a return came back, and what the reason is bound to."""

    reason: str
    target: str
    target_name: str
    target_form: str
    act: ReviewAct

    @property
    def by(self) -> str:
        """区县 or 市级."""
        return "区县" if self.act.role == Role.DISTRICT.value else "市级"
