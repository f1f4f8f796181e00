"""What a submission is shown beside: earlier ones, as far as its reader may read them."""

from __future__ import annotations

from ruantong.accounts.models import User
from ruantong.returns.judging.dossiers import Comparisons, filed_before
from ruantong.returns.models import Return, Revision
from ruantong.returns.reading.access import revisions_for
from ruantong.returns.regimes import regime_of


def earlier_for(actor: User, ret: Return, filed: Revision) -> Comparisons:
    """The previous period and the same one last year, as they stood when ``filed`` was made."""
    period = ret.parsed_period
    near = [regime_of(ret).before(period), period.year_ago()]
    wanted = {str(other) for other in near if other}
    readable = revisions_for(actor).filter(owner__unit_id=ret.unit_id, owner__period__in=wanted)
    found = dict(filed_before(readable, filed).values_list("owner__period", "forms"))
    return Comparisons(*(dict(found[str(p)]) if str(p) in found else None for p in near))
