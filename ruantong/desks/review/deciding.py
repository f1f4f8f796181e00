"""What an act on one return needs of it: whose it is, and where the reviewer goes next. No figures."""

from __future__ import annotations

from dataclasses import dataclass

from ruantong.accounts.models import User
from ruantong.core.periods import Period
from ruantong.desks.lists.queue import Place, place_of
from ruantong.desks.review.page import finding_choices
from ruantong.returns.models import Return
from ruantong.returns.reading.access import readable_revision, return_for
from ruantong.returns.regimes import regime_of


@dataclass(frozen=True)
class Decided:
    """A return being decided on; ``place`` is the one it had before."""

    ret: Return
    place: Place

    @property
    def title(self) -> str:
        return self.ret.unit_name

    @property
    def period(self) -> Period:
        return self.ret.parsed_period


def decided(actor: User, pk: int) -> Decided:
    """``NotFound`` when the actor's desk has nothing to do with the return."""
    ret = return_for(actor, pk)
    return Decided(ret, place_of(actor, ret))


def findings_to_name(actor: User, ret: Return) -> list[tuple[str, str]]:
    """What a reason may be bound to; asked only where one is."""
    revision = readable_revision(actor, ret)
    return finding_choices(regime_of(ret), revision.report) if revision else []
