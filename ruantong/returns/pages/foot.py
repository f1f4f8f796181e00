"""The foot of a form: who signs it, and what a new one starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ruantong.accounts.models import User
from ruantong.core.regime import Regime
from ruantong.registry.models import Membership, ReportingUnit
from ruantong.registry.people.division import named_by_post
from ruantong.returns.filing.signatories import REPORTED_ON
from ruantong.returns.models import Revision
from ruantong.returns.reading.access import of_submissions
from ruantong.web.composed import Given

_LAST_SIGNED = of_submissions(
    lambda seen: (
        seen.filter(owner__unit_id=Given("unit"))
        .order_by("-id")
        .values_list("signatories", flat=True)[:1]
    )
)


@dataclass(frozen=True)
class FootLine:
    """One entry of the foot of the form."""

    key: str
    name: str
    value: str
    kind: str = "text"


def foot_lines(regime: Regime, filed: Mapping[str, Any]) -> list[FootLine]:
    return [
        FootLine(field.key, field.name, str(filed.get(field.key, "")), field.kind.value)
        for field in regime.foot
    ]


def starting(
    actor: User, unit: ReportingUnit, people: list[Membership], latest: Revision | None
) -> dict[str, str]:
    """Signatories of the ``latest`` submission, else of the unit's last of any period, under whom
    of its ``people`` the enterprise names by post; the first time the account's own name and number. The day of
    reporting is nobody's to carry over.
    """
    signed = latest.signatories if latest else next(iter(_LAST_SIGNED(actor, unit=unit.pk)), {})
    own = {"preparer": actor.display_name, "mobile": actor.phone or ""}
    return {**own, **signed, **named_by_post(actor, people), REPORTED_ON: ""}
